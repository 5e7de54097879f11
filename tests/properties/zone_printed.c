/*
 * A zone that was printed and read again is the same, to the octet of its
 * snapshot, and is printed the same: for zones of random names and data, and
 * for the good zones of the tests and the samples.
 */
#include "../support/random_rdata.h"

#include "base/alloc.h"
#include "base/folder.h"

#include "zone/print.h"
#include "zone/read.h"

#include <criterion/criterion.h>
#include <string.h>

enum { ROUNDS = 300, RRS = 60 };

struct lines {
	VEC(char) text;
};

static void
add_line(void *context, const char *line, size_t len)
{
	struct lines *lines = context;

	VEC_RESERVE(&lines->text, len);
	memcpy(lines->text.items + lines->text.count, line, len);
	lines->text.count += len;
}

static struct lines
print(const struct zone *zone)
{
	struct lines lines = {0};
	struct print_to to = {add_line, &lines};

	zone_print(zone, &to);
	*VEC_PUSH(&lines.text) = '\0';
	return lines;
}

/* The zone of a file or a text; its owner is the caller. */
static struct zone *
read_zone(struct sources *sources, uint32_t file, struct name origin)
{
	struct diag_sink sink = {.sources = sources};
	struct master_options options = {.origin = origin};
	struct zone_builder *builder = zone_builder_new(origin);
	struct zone *zone;
	struct draft draft;

	if (!zone_read(sources, file, &options, builder, &sink)) {
		char *line = diag_line(&sink, &sink.list.items[0]);

		cr_assert_fail("%s", line);
	}
	draft = zone_builder_freeze(builder);
	zone = zone_ref(draft.zone);
	draft_free(&draft);
	diag_free(&sink);
	sources_free(sources);
	return zone;
}

static bool
comes_back_as_yaml(const struct zone *zone)
{
	struct print_to to;
	struct lines lines = {0};
	struct sources sources = {0};
	struct zone *again;
	uint32_t file;
	bool same;

	to = (struct print_to){add_line, &lines};
	zone_print_yaml(zone, &to);
	*VEC_PUSH(&lines.text) = '\0';
	file = sources_add(&sources, "zone.yaml", lines.text.items,
			   lines.text.count - 1);
	again = read_zone(&sources, file, zone->origin);
	same = again->size == zone->size &&
	       memcmp(again->base, zone->base, zone->size) == 0;
	if (!same)
		cr_log_warn("%s", lines.text.items);
	free(lines.text.items);
	zone_unref(again);
	return same;
}

/* Reading YAML makes what is missing. */
static bool
has_soa_and_ns(const struct zone *zone)
{
	const struct node *apex = zone_node(zone, zone->apex);

	return node_rrset(apex, TYPE_SOA) && node_rrset(apex, TYPE_NS);
}

static void
check(const struct zone *zone, const char *what)
{
	struct sources sources = {0};
	struct lines lines = print(zone);
	uint32_t file =
	    sources_add(&sources, what, lines.text.items, lines.text.count - 1);
	struct zone *again = read_zone(&sources, file, zone->origin);
	struct lines same = print(again);

	cr_assert_eq(again->rr_count, zone->rr_count, "%s", what);
	cr_assert(again->size == zone->size &&
		      memcmp(again->base, zone->base, zone->size) == 0,
		  "%s is another zone", what);
	cr_assert_str_eq(same.text.items, lines.text.items, "%s", what);
	if (has_soa_and_ns(zone))
		cr_expect(comes_back_as_yaml(zone), "%s as YAML", what);
	free(lines.text.items);
	free(same.text.items);
	zone_unref(again);
}

/* A name in the zone, of few labels, so that owners collide. */
static struct name
random_owner(struct name origin, struct random_rdata *made)
{
	struct name front;
	struct reader r;

	made->len = 0;
	random_name(made, false);
	r = reader_init(made->wire, made->len);
	cr_assert(name_view(&r, &front));
	return name_join(front, 0, origin, made->canonical, &front) ? front
								    : origin;
}

/* An SOA and an NS, which YAML makes where they are not written. */
static void
add_apex(struct zone_builder *builder, struct name origin,
	 struct random_rdata *made)
{
	static const uint16_t types[] = {TYPE_SOA, TYPE_NS};

	for (size_t i = 0; i < 2; i++) {
		random_rdata(made, rrtype_get(types[i]));
		zone_builder_add(builder, &(struct rr){
					      .owner = origin,
					      .type = types[i],
					      .ttl = 3600,
					      .rdata = made->wire,
					      .rdlength = made->len,
					  });
	}
}

static struct zone *
random_zone(void)
{
	static const struct name example = {(const uint8_t *)"\7exAmple", 9, 1};
	static struct random_rdata owner;
	static struct random_rdata made;
	struct name origin = pick(8) ? example : name_root;
	struct zone_builder *builder = zone_builder_new(origin);
	size_t rows;
	const struct rrtype *row = rrtype_rows(&rows);
	struct zone *zone;
	struct draft draft;

	for (unsigned count = pick(RRS); count > 0; count--) {
		const struct rrtype *type = &row[pick((unsigned)rows)];
		struct rr rr = {
		    .owner = random_owner(origin, &owner),
		    .type =
			pick(8) ? type->code : (uint16_t)(256 + pick(65279)),
		    .ttl = pick(4) ? 3600 : random_u32() >> 1,
		};

		type = rrtype_get(rr.type);
		if (type->flags & RRTYPE_META)
			continue;
		random_rdata(&made, type);
		rr.rdata = made.wire;
		rr.rdlength = made.len;
		zone_builder_add(builder, &rr);
	}
	if (pick(4))
		add_apex(builder, origin, &made);
	draft = zone_builder_freeze(builder);
	zone = zone_ref(draft.zone);
	draft_free(&draft);
	return zone;
}

Test(print, a_random_zone_comes_back)
{
	srand(1);
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct zone *zone = random_zone();

		check(zone, "random");
		zone_unref(zone);
	}
}

static void
check_folder(const char *path, size_t least)
{
	struct folder folder = {0};
	char why[SOURCE_WHY_MAX];

	cr_assert(folder_read(&folder, path, ".zone", why), "%s: %s", path,
		  why);
	cr_expect_geq(folder.paths.count, least);
	for (size_t i = 0; i < folder.paths.count; i++) {
		struct sources sources = {0};
		uint8_t wire[NAME_WIRE_MAX];
		struct name origin;
		struct zone *zone;
		uint32_t file;

		cr_assert(
		    sources_read(&sources, folder.paths.items[i], &file, why));
		cr_assert(master_origin(&sources, file, wire, &origin));
		zone = read_zone(&sources, file, origin);
		check(zone, folder.paths.items[i]);
		zone_unref(zone);
	}
	folder_free(&folder);
}

Test(print, a_good_zone_comes_back)
{
	check_folder("tests/zones/good", 15);
	check_folder("zones", 10);
}

/* Rules refuse them, but their text is right. */
Test(print, a_broken_zone_comes_back)
{
	check_folder("zones/broken", 8);
}
