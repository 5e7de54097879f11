/*
 * What the rules say of an exchange is what the server answers for it: in
 * random sets of zones, each exchange is asked for by its addresses, and the
 * plan of the answer is compared with the findings (R1, R3).
 */
#include "answer/plan.h"
#include "check/check.h"
#include "dns/rdata.h"
#include "zone/master.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 20000, ZONES = 4, RECORDS = 8, TEXT_MAX = 4096 };

static const char *const origins[ZONES] = {"test.", "a.test.", "b.a.test.",
					   "other."};

struct set {
	struct sources sources;
	struct diag_sink sink;
	struct draft drafts[ZONES];
	struct check_zone zones[ZONES];
	struct view *view;
};

static unsigned
pick(unsigned count)
{
	return (unsigned)rand() % count;
}

/* Up to three labels, then one of the origins or nothing that is loaded. */
static void
random_name(char *into, size_t size, const char *origin)
{
	static const char *const labels[] = {"a.", "b.", "m.", "*.", "c."};
	char front[16] = "";

	for (unsigned i = pick(4); i > 0; i--)
		strcat(front, labels[pick(5)]);
	snprintf(into, size, "%s%s", front, origin);
}

static void
random_record(FILE *out, const char *origin)
{
	static const char *const kinds[] = {
	    "A 192.0.2.1", "AAAA 2001:db8::1", "TXT x", "CNAME ", "DNAME ",
	    "NS ",         "MX 10 ",           "MX 20 "};
	const char *kind = kinds[pick(8)];
	char owner[64];
	char target[64] = "";

	random_name(owner, sizeof owner, origin);
	if (kind[strlen(kind) - 1] == ' ')
		random_name(target, sizeof target,
			    pick(6) == 0 ? "else." : origins[pick(ZONES)]);
	fprintf(out, "%s %s%s\n", owner, kind, target);
}

static void
read_zone(struct set *set, unsigned i)
{
	struct master_options options = {0};
	char text[TEXT_MAX];
	uint8_t wire[NAME_WIRE_MAX];
	FILE *out = fmemopen(text, sizeof text, "w");

	cr_assert(out);
	fprintf(out, "$TTL 60\n%s SOA m. r. 1 2 3 4 5\n%s NS ns.else.\n",
		origins[i], origins[i]);
	for (unsigned left = pick(RECORDS + 1); left > 0; left--)
		random_record(out, origins[i]);
	fclose(out);
	cr_assert_null(name_from_text(origins[i], strlen(origins[i]), NULL,
				      wire, &options.origin));

	uint32_t file =
	    sources_add(&set->sources, origins[i], text, strlen(text));
	struct zone_builder *builder = zone_builder_new(options.origin);

	cr_assert(
	    master_read(&set->sources, file, &options, builder, &set->sink),
	    "%s", text);
	set->drafts[i] = zone_builder_freeze(builder);
}

/* Some of the zones, judged together. */
static void
make_set(struct set *set)
{
	struct view_zone zones[ZONES] = {{.zone = NULL}};
	size_t count = 0;
	struct check_policy policy = {.profile = CHECK_LAB};

	*set = (struct set){0};
	set->sink.sources = &set->sources;
	for (unsigned i = 0; i < ZONES; i++) {
		if (i > 0 && pick(3) == 0)
			continue;
		read_zone(set, i);
		zones[count++] = (struct view_zone){
		    .apex = set->drafts[i].zone->origin,
		    .zone = set->drafts[i].zone,
		};
	}
	set->view = view_new(zones, count);
	for (uint32_t v = 0; v < set->view->count; v++) {
		for (unsigned i = 0; i < ZONES; i++) {
			if (set->drafts[i].zone == set->view->zones[v].zone)
				set->zones[v].draft = &set->drafts[i];
		}
	}
	check_zones(&policy, set->view, set->zones, &set->sink);
}

static void
free_set(struct set *set)
{
	for (uint32_t v = 0; v < set->view->count; v++)
		free(set->zones[v].refusal);
	view_unref(set->view);
	for (unsigned i = 0; i < ZONES; i++) {
		if (set->drafts[i].zone)
			draft_free(&set->drafts[i]);
	}
	diag_free(&set->sink);
	sources_free(&set->sources);
}

/* What is not a zone at all is not answered for either. */
static bool
are_zones(const struct set *set)
{
	for (size_t i = 0; i < set->sink.list.count; i++) {
		const char *rule = set->sink.list.items[i].rule;

		if (strcmp(rule, "zone-cname-and-other") == 0 ||
		    strcmp(rule, "zone-dname") == 0)
			return false;
	}
	return true;
}

static bool
is_found(const struct set *set, const char *rule, struct pos pos)
{
	for (size_t i = 0; i < set->sink.list.count; i++) {
		const struct diag *diag = &set->sink.list.items[i];

		if (strcmp(diag->rule, rule) == 0 &&
		    diag->pos.file == pos.file &&
		    diag->pos.offset == pos.offset)
			return true;
	}
	return false;
}

/* How many of each there were: a property of nothing would hold as well. */
static struct {
	unsigned alias, dname, absent, address, unknown;
} seen;

static void
compare(const struct set *set, struct name exchange, struct pos pos)
{
	static struct plan plan;
	char text[NAME_TEXT_MAX];
	bool alias = false;
	bool dname = false;
	bool addressless = false;

	name_to_text(exchange, text);
	plan_answer(&plan, &(struct plan_scope){.view = set->view}, exchange,
		    TYPE_A);
	if (plan.answers > 0 && plan.items[0].form == PLAN_RRSET) {
		alias = plan.items[0].rrset->type == TYPE_CNAME;
		dname = plan.items[0].rrset->type == TYPE_DNAME;
	} else if (plan.authoritative && plan.rcode != RCODE_REFUSED) {
		plan_answer(&plan, &(struct plan_scope){.view = set->view},
			    exchange, TYPE_AAAA);
		addressless = plan.answers == 0;
	}
	cr_assert_eq(is_found(set, "mx-exchange-alias", pos), alias,
		     "%s: alias", text);
	cr_assert_eq(is_found(set, "mx-exchange-dname", pos), dname,
		     "%s: below a DNAME", text);
	cr_assert_eq(is_found(set, "mx-exchange-no-address", pos), addressless,
		     "%s: without address", text);
	seen.alias += alias;
	seen.dname += dname;
	seen.absent += addressless;
	seen.address += plan.answers > 0 && !alias && !dname;
	seen.unknown += !plan.authoritative;
}

static void
compare_exchanges(const struct set *set, const struct draft *draft,
		  const struct node *node)
{
	const struct rrset *mx = node_rrset(node, TYPE_MX);
	struct rdata rdata = {0};

	/* Below a cut no MX is answered. */
	for (unsigned i = 0; mx && node->cut == 0 && i < mx->count; i++) {
		struct pos rr = draft_pos(draft, node, mx, i);
		struct name exchange;
		uint32_t span;

		rdata = i == 0 ? zone_first_rdata(draft->zone, mx)
			       : rdata_next(rdata);
		cr_assert(rdata_target(rrtype_get(TYPE_MX), rdata.octets,
				       rdata.len, &exchange));
		compare(set, exchange,
			master_field(&set->sources, rr, 1, &span));
	}
}

Test(exchange_properties, what_the_rules_say_is_what_is_answered)
{
	unsigned sets = 0;

	srand(1);
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct set set;

		make_set(&set);
		sets += are_zones(&set);
		for (unsigned i = 0; are_zones(&set) && i < ZONES; i++) {
			const struct zone *zone = set.drafts[i].zone;

			for (uint32_t rank = 0; zone && rank < zone->node_count;
			     rank++)
				compare_exchanges(&set, &set.drafts[i],
						  zone_node_ranked(zone, rank));
		}
		free_set(&set);
	}
	cr_expect_gt(sets, ROUNDS / 4);
	cr_expect_gt(seen.alias, 100, "%u", seen.alias);
	cr_expect_gt(seen.dname, 100, "%u", seen.dname);
	cr_expect_gt(seen.absent, 100, "%u", seen.absent);
	cr_expect_gt(seen.address, 100, "%u", seen.address);
	cr_expect_gt(seen.unknown, 100, "%u", seen.unknown);
}
