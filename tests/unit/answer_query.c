/* What a query says, as far as it can be read. */
#include "../support/queries.h"

#include "answer/query.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct name example = {(const uint8_t *)"\7example\3com", 13, 2};

/* A signed query: RFC 8945 §4.2, MAC left out. */
static const uint8_t tsig_rr[] = {
    1, 'k', 0, 0, 250, 0, 255, 0, 0, 0, 0,  0, 19, /* k. TSIG ANY */
    1, 'h', 0, 1, 2,   3, 4,   5, 6, 1, 44, 0, 0,  0x12, 0x34, 0, 0, 0, 0};

static size_t
make(struct test_query *query, uint8_t *octets, size_t size)
{
	query->flags = FLAG_RD;
	return query_write(query, octets, size);
}

Test(query, has_its_question_and_its_opt)
{
	struct test_query asked;
	struct query query;
	uint8_t octets[512];

	query_init(&asked, example, TYPE_MX);
	asked.udp_size = 4096;
	asked.edns_flags = EDNS_DO;
	query_option(&asked, 3, "", 0);

	size_t len = make(&asked, octets, sizeof octets);

	cr_assert_eq(query_parse(octets, len, &query), RCODE_NOERROR);
	cr_expect_eq(query.header.id, 0x1234);
	cr_expect(query.has_question);
	cr_expect(name_equal(query.question.name, example));
	cr_expect_eq(query.question.name.wire, octets + HEADER_LEN);
	cr_expect_eq(query.question.type, TYPE_MX);
	cr_expect(query.has_opt);
	cr_expect_eq(query.edns.udp_size, 4096);
	cr_expect(query.edns.dnssec_ok);
	cr_expect_eq(query.edns.options, 1u << EDNS_NSID);
	cr_expect_not(query.has_tsig);
}

Test(query, may_have_no_question)
{
	struct test_query asked;
	struct query query;
	uint8_t octets[512];

	query_init(&asked, (struct name){0}, 0);
	cr_assert_eq(
	    query_parse(octets, make(&asked, octets, sizeof octets), &query),
	    RCODE_NOERROR);
	cr_expect_not(query.has_question);
	cr_expect_not(query.has_opt);
}

/* So that an error of form can still answer with the question. */
Test(query, keeps_what_was_read_before_the_fault)
{
	struct test_query asked;
	struct query query;
	uint8_t octets[512];

	query_init(&asked, example, TYPE_MX);
	asked.edns = true;

	size_t len = make(&asked, octets, sizeof octets);

	for (size_t cut = HEADER_LEN; cut < len; cut++) {
		cr_assert_eq(query_parse(octets, cut, &query), RCODE_FORMERR);
		cr_expect_eq(query.has_question, cut >= 12u + 13 + 4, "%zu",
			     cut);
		cr_expect_not(query.has_opt);
	}
}

Test(query, of_two_opts_there_is_none)
{
	struct test_query asked;
	struct query query;
	uint8_t octets[512];

	query_init(&asked, example, TYPE_MX);
	asked.edns = true;

	size_t len = make(&asked, octets, sizeof octets);

	memcpy(octets + len, octets + len - EDNS_OPT_LEN, EDNS_OPT_LEN);
	bytes_put16(octets + 10, 2);
	cr_assert_eq(query_parse(octets, len + EDNS_OPT_LEN, &query),
		     RCODE_FORMERR);
	cr_expect(query.has_question);
	cr_expect_not(query.has_opt);
}

Test(query, may_end_in_a_tsig)
{
	struct test_query asked;
	struct query query;
	uint8_t octets[512];

	query_init(&asked, example, TYPE_MX);

	size_t len = make(&asked, octets, sizeof octets);

	memcpy(octets + len, tsig_rr, sizeof tsig_rr);
	bytes_put16(octets + 10, 1);
	cr_assert_eq(query_parse(octets, len + sizeof tsig_rr, &query),
		     RCODE_NOERROR);
	cr_assert(query.has_tsig);
	cr_expect_eq(query.tsig.key.labels, 1);
	cr_expect_eq(query.tsig.original_id, 0x1234);
}

/* RFC 8945 §5.1 */
Test(query, may_not_have_a_tsig_before_the_last_rr)
{
	struct test_query asked;
	struct query query;
	uint8_t octets[512];

	query_init(&asked, example, TYPE_MX);

	size_t len = make(&asked, octets, sizeof octets);

	memcpy(octets + len, tsig_rr, sizeof tsig_rr);
	memcpy(octets + len + sizeof tsig_rr, tsig_rr, sizeof tsig_rr);
	bytes_put16(octets + 10, 2);
	cr_assert_eq(query_parse(octets, len + 2 * sizeof tsig_rr, &query),
		     RCODE_FORMERR);
	cr_expect_not(query.has_tsig);
}

/* An OPT without options that is all that is left is read at once; with an
 * octet behind it, like any RR. */
Test(query, has_the_same_opt_whichever_way_it_is_read)
{
	for (unsigned i = 0; i < 1000; i++) {
		struct test_query asked;
		struct query plain, general;
		uint8_t octets[512];

		query_init(&asked, example, TYPE_MX);
		asked.edns = true;
		asked.udp_size = (uint16_t)(i * 77);
		asked.version = i % 3 == 0 ? (uint8_t)i : 0;
		asked.edns_flags = (uint16_t)(i % 2 * EDNS_DO);

		size_t len = make(&asked, octets, sizeof octets - 1);

		octets[len] = 0;
		cr_expect_eq(query_parse(octets, len, &plain),
			     query_parse(octets, len + 1, &general));
		cr_expect(plain.has_opt && general.has_opt);
		cr_expect_eq(plain.edns.udp_size, general.edns.udp_size);
		cr_expect_eq(plain.edns.version, general.edns.version);
		cr_expect_eq(plain.edns.dnssec_ok, general.edns.dnssec_ok);
		cr_expect_eq(plain.edns.options, 0);
		cr_expect_null(plain.edns.cookie);
	}
}

/* What looks like an OPT in the wrong place is none. */
Test(query, has_no_opt_but_in_the_additional_section)
{
	struct test_query asked;
	struct query query;
	uint8_t octets[512];

	query_init(&asked, example, TYPE_MX);
	asked.edns = true;

	size_t len = make(&asked, octets, sizeof octets);

	bytes_put16(octets + 6 + 2 * 2, 0);
	bytes_put16(octets + 6, 1);
	cr_expect_eq(query_parse(octets, len, &query), RCODE_FORMERR);
	cr_expect_not(query.has_opt);
}
