/*
 * Whatever zones there are and whatever is asked, answer() says what the slow
 * model says (support/model.h), RR by RR; and what it says within less room is
 * what of that fits, RRset by RRset.
 */
#include "../support/decoded.h"
#include "../support/random_view.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { VIEWS = 400, QUERIES = 250 };

static void
print_list(const char *title, const struct model_list *list)
{
	fprintf(stderr, "%s\n", title);
	for (unsigned i = 0; i < list->count; i++) {
		const struct model_rr *rr = &list->rrs[i];
		char owner[NAME_TEXT_MAX];
		char type[RRTYPE_TEXT_MAX];
		char *rdata = rdata_to_text(rr->type, rr->rdata, rr->rdlength);

		name_to_text(rr->owner, owner);
		fprintf(stderr, "  %s %u %s %s\n", owner, rr->ttl,
			rrtype_to_text(rr->type, type), rdata);
		free(rdata);
	}
}

static void
expect_same(const char *section, const struct model_list *wanted,
	    const struct model_list *got, const char *question)
{
	bool same = wanted->count == got->count;

	for (unsigned i = 0; same && i < got->count; i++)
		same = same_rr(&wanted->rrs[i], &got->rrs[i]);
	if (same)
		return;
	print_list("wanted", wanted);
	print_list("got", got);
	cr_assert(false, "%s of %s", section, question);
}

/* Of the RRs that were wanted, those that are there: whole RRsets, in order.
 * Returns how many of them are. */
static unsigned
expect_some(const struct model_list *wanted, const struct model_list *got)
{
	unsigned at = 0;

	for (unsigned i = 0; i < wanted->count; i++) {
		bool first =
		    i == 0 || wanted->rrs[i - 1].type != wanted->rrs[i].type ||
		    !name_equal(wanted->rrs[i - 1].owner, wanted->rrs[i].owner);
		bool there =
		    at < got->count && same_rr(&wanted->rrs[i], &got->rrs[at]);

		if (there)
			at++;
		else
			cr_assert(first || at == 0 ||
				      !same_rr(&wanted->rrs[i - 1],
					       &got->rrs[at - 1]),
				  "a part of an RRset");
	}
	cr_assert_eq(at, got->count, "not in order, or not wanted");
	return at;
}

static void
check_udp(const struct view *view, struct test_query *query,
	  const struct decoded *whole)
{
	static uint8_t reply[ANSWER_TCP_MAX];
	static struct decoded udp;

	query->edns = pick(4) != 0;
	query->udp_size = (uint16_t)pick(1400);

	size_t len = ask(view, query, TRANSPORT_UDP, reply);
	size_t limit =
	    query->edns && query->udp_size > 512 ? query->udp_size : 512;

	cr_assert_leq(len, limit > 1232 ? 1232 : limit);
	decode(&udp, reply, len);
	cr_assert_eq(udp.rcode, whole->rcode);

	bool tc = udp.header.flags & FLAG_TC;
	unsigned missing = 0;

	for (unsigned s = SECTION_ANSWER; s < SECTIONS; s++) {
		unsigned there = expect_some(&whole->lists[s], &udp.lists[s]);

		if (s < SECTION_ADDITIONAL)
			missing += whole->lists[s].count - there;
	}
	cr_assert(tc || missing == 0, "something is missing without TC");
}

static void
check_question(const struct model *model, const struct view *view)
{
	static const uint16_t types[] = {
	    TYPE_A,  TYPE_AAAA, TYPE_MX,  TYPE_SRV,   TYPE_CNAME, TYPE_NS,
	    TYPE_DS, TYPE_TXT,  TYPE_ANY, TYPE_DNAME, TYPE_SOA,   TYPE_MX};
	static uint8_t reply[ANSWER_TCP_MAX];
	static struct model_reply wanted;
	static struct decoded got;
	struct test_query query;
	uint8_t wire[NAME_WIRE_MAX];
	char name[NAME_TEXT_MAX];
	char type[RRTYPE_TEXT_MAX];
	char words[NAME_TEXT_MAX + 32];

	struct name qname = random_question(model, wire);

	query_init(&query, qname, types[pick(12)]);
	name_to_text(query.name, name);
	snprintf(words, sizeof words, "%s %s", name,
		 rrtype_to_text(query.type, type));
	model_answer(model, query.name, query.type, &wanted);
	decode(&got, reply, ask(view, &query, TRANSPORT_TCP, reply));
	cr_assert_eq(got.rcode, wanted.rcode, "%s: %u, not %u", words,
		     got.rcode, (unsigned)wanted.rcode);
	cr_assert_eq((got.header.flags & FLAG_AA) != 0, wanted.authoritative,
		     "AA of %s", words);
	expect_same("answer", &wanted.answer, &got.lists[SECTION_ANSWER],
		    words);
	expect_same("authority", &wanted.authority,
		    &got.lists[SECTION_AUTHORITY], words);
	expect_same("additional", &wanted.additional,
		    &got.lists[SECTION_ADDITIONAL], words);
	check_udp(view, &query, &got);
}

Test(answer_model, says_what_the_rfcs_say)
{
	static struct model model;

	srand(1034);
	for (unsigned v = 0; v < VIEWS; v++) {
		struct view *view = random_view(&model);

		for (unsigned q = 0; q < QUERIES; q++)
			check_question(&model, view);
		view_unref(view);
	}
}
