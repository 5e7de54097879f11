/* Header, question and the frame of an RR. */
#include "dns/message.h"
#include "dns/rrtype.h"

#include <criterion/criterion.h>
#include <string.h>

/* dig +noall example.com MX, with an OPT: RFC 1035 §4.1 by hand. */
static const uint8_t query[] = {
    0xbe, 0xef, 0x01, 0x20, 0,   1,   0,   0,   0, 0,   0,   1, /* header */
    7,    'e',  'x',  'a',  'm', 'p', 'l', 'e', 3, 'c', 'o', 'm', 0, /* QNAME */
    0,    15,   0,    1,                                             /* MX IN */
    0,    0,    41,   4,    208, 0,   0,   0,   0, 0,   0,           /* OPT */
};

enum { QUERY_LEN = sizeof query, QUESTION_AT = 12, OPT_AT = 29 };

Test(message, reads_header_question_and_rr)
{
	struct reader r = reader_init(query, sizeof query);
	struct header header;
	struct question question;
	struct message_rr rr;
	uint8_t owner[NAME_WIRE_MAX];

	cr_assert(header_read(&r, &header));
	cr_assert_eq(header.id, 0xbeef);
	cr_assert_eq(header.flags, FLAG_RD | FLAG_AD);
	cr_assert_eq(header_opcode(&header), OPCODE_QUERY);
	cr_assert_eq(header.count[SECTION_QUESTION], 1);
	cr_assert_eq(header.count[SECTION_ANSWER], 0);
	cr_assert_eq(header.count[SECTION_ADDITIONAL], 1);

	cr_assert(question_read(&r, &question));
	cr_assert_eq(question.name.wire, query + QUESTION_AT);
	cr_assert_eq(question.name.labels, 2);
	cr_assert_eq(question.type, TYPE_MX);
	cr_assert_eq(question.class, CLASS_IN);

	cr_assert(message_read_rr(&r, owner, &rr));
	cr_assert_eq(rr.owner.labels, 0);
	cr_assert_eq(rr.type, TYPE_OPT);
	cr_assert_eq(rr.class, 1232);
	cr_assert_eq(rr.ttl, 0);
	cr_assert_eq(rr.rdlength, 0);
	cr_assert_eq(reader_left(&r), 0);
}

Test(message, header_comes_back_as_written)
{
	struct header header = {
	    .id = 0x1234,
	    .flags = FLAG_QR | FLAG_AA | RCODE_NXDOMAIN,
	    .count = {1, 2, 3, 0xfffe},
	};
	struct header back;
	uint8_t octets[HEADER_LEN];
	struct reader r = reader_init(octets, sizeof octets);

	header_write(octets, &header);
	cr_assert(header_read(&r, &back));
	cr_assert_eq(memcmp(&header, &back, sizeof header), 0);
	cr_assert_eq(octets[2], 0x84);
	cr_assert_eq(octets[3], 0x03);
}

Test(message, opcode_is_four_bits)
{
	struct header header = {.flags = FLAGS_OPCODE};

	cr_assert_eq(header_opcode(&header), 15);
}

Test(message, nothing_is_read_past_the_end)
{
	for (size_t len = 0; len < QUERY_LEN; len++) {
		struct reader r = reader_init(query, len);
		struct header header = {.id = 1};
		struct question question = {.type = 1};
		struct message_rr rr = {.type = 1};
		uint8_t owner[NAME_WIRE_MAX];
		bool whole = header_read(&r, &header) &&
			     question_read(&r, &question) &&
			     message_read_rr(&r, owner, &rr);

		cr_assert_not(whole, "%zu", len);
		cr_assert(r.failed, "%zu", len);
		if (len < HEADER_LEN)
			cr_assert_eq(header.id, 1, "%zu", len);
		if (len < OPT_AT)
			cr_assert_eq(question.type, 1, "%zu", len);
		cr_assert_eq(rr.type, 1, "%zu", len);
	}
}

Test(message, a_question_is_never_compressed)
{
	uint8_t octets[] = {0, 0, 0, 0,    0, 1, 0,  0, 0,
			    0, 0, 0, 0xc0, 4, 0, 15, 0, 1};
	struct reader r = reader_init(octets, sizeof octets);
	struct header header;
	struct question question;

	cr_assert(header_read(&r, &header));
	cr_assert_not(question_read(&r, &question));
	cr_assert(r.failed);
}

Test(message, an_owner_is_decompressed)
{
	uint8_t octets[sizeof query + 16];
	static const uint8_t a[] = {0xc0, QUESTION_AT, 0, 1, 0,   1, 0, 0,
				    14,   16,          0, 4, 192, 0, 2, 1};
	struct reader r = reader_init(octets, sizeof octets);
	struct message_rr rr;
	uint8_t owner[NAME_WIRE_MAX];
	char text[NAME_TEXT_MAX];

	memcpy(octets, query, sizeof query);
	memcpy(octets + sizeof query, a, sizeof a);
	r.at += sizeof query;
	cr_assert(message_read_rr(&r, owner, &rr));
	name_to_text(rr.owner, text);
	cr_assert_str_eq(text, "example.com.");
	cr_assert_eq(rr.ttl, 3600);
	cr_assert_eq(rr.rdlength, 4);
	cr_assert_eq(rr.rdata, octets + sizeof octets - 4);
}
