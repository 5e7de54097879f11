/* OPT of a query and of its reply (RFC 6891), row by row. */
#include "dns/edns.h"
#include "dns/rrtype.h"

#include <criterion/criterion.h>
#include <string.h>

static struct message_rr
opt_rr(const uint8_t *rdata, size_t len)
{
	return (struct message_rr){
	    .owner = name_root,
	    .type = TYPE_OPT,
	    .class = 4096,
	    .rdlength = (uint16_t)len,
	    .rdata = rdata,
	};
}

static struct edns_query
read_options(const uint8_t *rdata, size_t len)
{
	struct message_rr rr = opt_rr(rdata, len);
	struct edns_query edns;

	cr_assert(edns_read(&rr, &edns));
	return edns;
}

Test(edns, class_is_the_size_and_ttl_the_flags)
{
	struct message_rr rr = opt_rr(NULL, 0);
	struct edns_query edns;

	cr_assert(edns_read(&rr, &edns));
	cr_assert_eq(edns.udp_size, 4096);
	cr_assert_eq(edns.version, 0);
	cr_assert_not(edns.dnssec_ok);
	cr_assert_eq(edns.options, 0);

	rr.ttl = 0x00018000;
	cr_assert(edns_read(&rr, &edns));
	cr_assert_eq(edns.version, 1);
	cr_assert(edns.dnssec_ok);

	rr.ttl = 0xff007fff; /* RFC 6891 §6.1.4: other flags are ignored */
	cr_assert(edns_read(&rr, &edns));
	cr_assert_eq(edns.version, 0);
	cr_assert_not(edns.dnssec_ok);
}

Test(edns, options_are_told_apart)
{
	static const uint8_t rdata[] = {
	    0, 3,  0, 0,                         /* NSID */
	    0, 11, 0, 0,                         /* KEEPALIVE */
	    0, 8,  0, 4, 0, 1, 0, 0,             /* unknown here */
	    0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8, /* COOKIE */
	};
	struct edns_query edns = read_options(rdata, sizeof rdata);

	cr_assert_eq(edns.options, 1u << EDNS_NSID | 1u << EDNS_KEEPALIVE |
				       1u << EDNS_COOKIE);
	cr_assert_eq(edns.cookie_len, 8);
	cr_assert_eq(edns.cookie, rdata + sizeof rdata - 8);
	cr_assert_not(edns.bad_option);
}

/* RFC 7873 §5.2: "If there is more than one, all but the first". */
Test(edns, of_an_option_sent_twice_the_first_one_counts)
{
	static const uint8_t rdata[] = {
	    0, 10, 0, 8, 1, 1, 1, 1, 1, 1, 1, 1, /* COOKIE */
	    0, 10, 0, 8, 2, 2, 2, 2, 2, 2, 2, 2, /* COOKIE */
	    0, 10, 0, 1, 3,                      /* no cookie at all */
	};
	struct edns_query edns = read_options(rdata, sizeof rdata);

	cr_assert_eq(edns.cookie, rdata + 4);
	cr_assert_not(edns.bad_option);
}

/* RFC 7873 §5.2.2 */
Test(edns, a_cookie_has_8_or_16_to_40_octets)
{
	for (unsigned len = 0; len <= 64; len++) {
		uint8_t rdata[4 + 64] = {0, 10, 0, (uint8_t)len};
		struct edns_query edns = read_options(rdata, 4 + len);
		bool right = len == 8 || (len >= 16 && len <= 40);

		cr_assert_eq(edns.bad_option, !right, "%u", len);
		cr_assert_eq(edns.cookie != NULL, right, "%u", len);
	}
}

Test(edns, options_that_do_not_fill_rdata_are_malformed)
{
	static const uint8_t rdata[] = {0, 3, 0, 2, 7, 7, 0, 99, 0, 0};

	for (size_t len = 0; len <= sizeof rdata; len++) {
		struct message_rr rr = opt_rr(rdata, len);
		struct edns_query edns = {.udp_size = 1};
		bool right = len == 0 || len == 6 || len == sizeof rdata;

		cr_assert_eq(edns_read(&rr, &edns), right, "%zu", len);
		cr_assert_eq(edns.udp_size, right ? 4096 : 1);
	}
}

Test(edns, an_owner_other_than_the_root_is_malformed)
{
	struct message_rr rr = opt_rr(NULL, 0);
	struct edns_query edns;

	rr.owner = (struct name){(const uint8_t *)"\1a", 3, 1};
	cr_assert_not(edns_read(&rr, &edns));
}

Test(edns, options_of_another_version_are_not_looked_at)
{
	static const uint8_t rdata[] = {0, 3, 0};
	struct message_rr rr = opt_rr(rdata, sizeof rdata);
	struct edns_query edns;

	rr.ttl = 0x00010000;
	cr_assert(edns_read(&rr, &edns));
	cr_assert_eq(edns.version, 1);
	cr_assert_eq(edns.options, 0);
}

static struct edns_reply
full_reply(void)
{
	return (struct edns_reply){
	    .udp_size = 1232,
	    .rcode = RCODE_BADCOOKIE,
	    .dnssec_ok = true,
	    .options = (1u << EDNS_OPTIONS) - 1,
	    .nsid = (const uint8_t *)"ns1",
	    .nsid_len = 3,
	    .cookie = (const uint8_t *)"0123456789abcdef01234567",
	    .cookie_len = 24,
	    .keepalive = 100,
	    .error = EDE_INVALID_DATA,
	    .error_text = "why",
	    .error_text_len = 3,
	};
}

Test(edns, a_reply_has_what_its_size_says_whatever_the_options)
{
	struct edns_reply reply = full_reply();
	uint8_t buffer[512];

	for (unsigned set = 0; set < 1u << EDNS_OPTIONS; set++) {
		struct writer w = writer_init(buffer, sizeof buffer);

		reply.options = (uint8_t)set;
		edns_write(&reply, &w);
		cr_assert_not(w.failed);
		cr_assert_eq(w.at, edns_size(&reply), "%u", set);
		cr_assert_eq(bytes_get16(buffer + 9), w.at - EDNS_OPT_LEN);
	}
}

Test(edns, a_reply_octet_by_octet)
{
	static const uint8_t
	    wanted
		[] =
		    {
			0,   0,   41,  4,   208, 1,   0,   0x80, 0,   0,
			50,                                /* OPT, 23 >> 4 */
			0,   3,   0,   3,   'n', 's', '1', /* NSID */
			0,   10,  0,   24,  '0', '1', '2', '3',  '4', '5',
			'6', '7', '8', '9', 'a', 'b', 'c', 'd',  'e', 'f',
			'0', '1', '2', '3', '4', '5', '6', '7', /* COOKIE */
			0,   11,  0,   2,   0,   100,           /* KEEPALIVE */
			0,   15,  0,   5,   0,   24,  'w', 'h',  'y', /* EDE */
		    };
	struct edns_reply reply = full_reply();
	uint8_t buffer[512];
	struct writer w = writer_init(buffer, sizeof buffer);

	edns_write(&reply, &w);
	cr_assert_eq(w.at, sizeof wanted);
	cr_assert_eq(memcmp(buffer, wanted, sizeof wanted), 0);
}

Test(edns, each_row_is_a_different_option)
{
	for (unsigned i = 0; i < EDNS_OPTIONS; i++) {
		cr_assert_not_null(edns_options[i].name);
		for (unsigned j = 0; j < i; j++)
			cr_assert_neq(edns_options[i].code,
				      edns_options[j].code);
	}
}
