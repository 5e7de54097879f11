/* RDATA: the vectors, complaints, compression of names, canonical order. */
#include "../support/vectors.h"
#include "dns/field.h"

#include <criterion/criterion.h>

static struct vectors vectors;
static struct parsed parsed;

static void
start(void)
{
	vectors = vectors_read();
}

static void
stop(void)
{
	vectors_free(&vectors);
}

TestSuite(rdata, .init = start, .fini = stop);

static bool
parse(const char *type, const char *text)
{
	uint16_t code;

	cr_assert(rrtype_from_text(type, strlen(type), &code));
	parse_rdata(code, text, strlen(text), &parsed);
	return parsed.ok;
}

Test(rdata, has_a_vector_for_every_type)
{
	size_t count;
	const struct rrtype *rows = rrtype_rows(&count);

	for (size_t i = 0; i < count; i++) {
		size_t at = 0;

		while (at < vectors.count &&
		       vectors.items[at].type != rows[i].code)
			at++;
		cr_expect(at < vectors.count, "no vector for %s",
			  rows[i].mnemonic);
	}
}

Test(rdata, text_makes_the_octets_of_the_vectors)
{
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.items[i];

		parse_rdata(v->type, v->text, strlen(v->text), &parsed);
		if (v->refused)
			continue;
		cr_expect(parsed.ok, "line %u: %s", v->line, parsed.why);
		cr_expect(parsed.len == v->len &&
			      memcmp(parsed.wire, v->wire, v->len) == 0,
			  "line %u: other octets", v->line);
	}
}

Test(rdata, text_is_refused_for_the_reason_of_the_vectors)
{
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.items[i];

		if (!v->refused)
			continue;
		parse_rdata(v->type, v->text, strlen(v->text), &parsed);
		cr_expect(!parsed.ok, "line %u: accepted", v->line);
		cr_expect(strstr(parsed.why, v->refused), "line %u: %s",
			  v->line, parsed.why);
	}
}

Test(rdata, octets_are_printed_as_in_the_vectors)
{
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.items[i];

		if (v->refused)
			continue;

		char *text = rdata_to_text(v->type, v->wire, v->len);

		cr_expect_str_eq(text, v->printed, "line %u: %s", v->line,
				 text);
		free(text);
	}
}

/* What is one octet short or long is refused, or it is another RDATA, which
 * then can be printed and read back. */
Test(rdata, a_length_that_does_not_fit_is_malformed)
{
	static uint8_t longer[RDATA_MAX];

	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.items[i];

		if (v->refused)
			continue;
		memcpy(longer, v->wire, v->len);
		longer[v->len] = 0;
		cr_expect(rdata_check(v->type, v->wire, v->len), "line %u",
			  v->line);
		for (uint16_t len = 0; len <= v->len + 1; len++) {
			if (!rdata_check(v->type, longer, len))
				continue;

			char *text = rdata_to_text(v->type, longer, len);

			parse_rdata(v->type, text, strlen(text), &parsed);
			cr_expect(parsed.ok && parsed.len == len &&
				      memcmp(parsed.wire, longer, len) == 0,
				  "line %u, %u octets: %s", v->line, len, text);
			free(text);
		}
	}
}

/* R4: every MX has a preference; RFC 1035 §3.3.9. */
Test(rdata, a_missing_preference_is_said_to_be_missing)
{
	cr_assert(!parse("MX", "mail.example.com."));
	cr_expect_str_eq(
	    parsed.why,
	    "MX preference \"mail.example.com.\": not a number from 0 to "
	    "65535; write a preference before the exchange");
	cr_expect_eq(parsed.first.pos.offset, 0);
	cr_expect_eq(parsed.first.span, strlen("mail.example.com."));
}

Test(rdata, advice_is_given_when_something_is_missing_only)
{
	cr_assert(!parse("MX", "70000 mail"));
	cr_expect_str_eq(
	    parsed.why,
	    "MX preference \"70000\": not a number from 0 to 65535");
}

Test(rdata, a_nul_octet_ends_nothing)
{
	parse_rdata(TYPE_A, "192.0.2.1\0", 10, &parsed);
	cr_expect(!parsed.ok);
	parse_rdata(TYPE_AAAA, "::\0x", 4, &parsed);
	cr_expect(!parsed.ok);
	parse_rdata(TYPE_TXT, "a\0b", 3, &parsed);
	cr_expect(parsed.ok);
	cr_expect_arr_eq(parsed.wire, "\3a\0b", 4);
}

Test(rdata, a_complaint_points_at_the_token_at_fault)
{
	cr_assert(!parse("SOA", "ns. host. 1 2 3 x 5"));
	cr_expect_eq(parsed.first.pos.offset, strlen("ns. host. 1 2 3 "));
	cr_expect_eq(parsed.first.severity, SEVERITY_ERROR);

	cr_assert(!parse("MX", "10"));
	cr_expect_eq(parsed.first.pos.offset, 2, "where the entry ends");

	cr_assert(!parse("TXT", "ok \"\\300\""));
	cr_expect_eq(parsed.first.pos.offset, 3, "at the opening quote");
	cr_expect_eq(parsed.first.span, 6, "quotes included");

	cr_assert(!parse("SVCB", "1 . port=1 alpn=h2 port=2"));
	cr_expect_eq(parsed.first.pos.offset, strlen("1 . port=1 alpn=h2 "));
}

Test(rdata, a_complaint_shows_no_more_than_the_start_of_a_long_token)
{
	static char text[100000];

	memset(text, '7', sizeof text - 1);
	text[1] = '\x1b';
	cr_assert(!parse("A", text));
	cr_expect(strstr(parsed.why, "\"7\\02777"), "%s", parsed.why);
	cr_expect(strstr(parsed.why, "777...\": not an IPv4"), "%s",
		  parsed.why);
	cr_expect_lt(strlen(parsed.why), 150);
}

Test(rdata, over_65535_octets_is_refused)
{
	static char text[65535 + 3 * 256 + 100];
	size_t len = 0;

	/* 255 strings of 256 octets each, and one of 254 */
	for (int i = 0; i < 256; i++) {
		size_t run = i < 255 ? 255 : 254;

		memset(text + len, 'x', run);
		len += run;
		text[len++] = ' ';
	}
	parse_rdata(TYPE_TXT, text, len, &parsed);
	cr_expect(parsed.ok, "%s", parsed.why);
	cr_expect_eq(parsed.len, 65535);
	memcpy(text + len - 1, "x ", 2);
	parse_rdata(TYPE_TXT, text, len + 1, &parsed);
	cr_expect(!parsed.ok);
	cr_expect_str_eq(parsed.why, "RDATA over 65535 octets");
}

/* The limit is RDATA's, not that of the room there is. */
Test(rdata, over_65535_octets_is_refused_with_room_for_more)
{
	static uint8_t room[70000];
	struct writer w = writer_init(room, sizeof room);
	struct diag_sink sink = {0};
	struct token tokens[300];
	char text[256];

	memset(text, 'x', 255);
	for (int i = 0; i < 300; i++)
		tokens[i] = (struct token){text, 255, false, {1, 0}};

	struct tokens all = {tokens, tokens + 256, {1, 0}};

	cr_expect(!rdata_from_text(TYPE_TXT, &all, name_root, &w, &sink));
	cr_expect_eq(sink.errors, 1);
	diag_free(&sink);
}

/* A message that begins with a question for example.com. */
static uint8_t message[65535];

static struct writer
message_start(struct compress *table, struct name *qname)
{
	struct writer w = writer_init(message, sizeof message);
	struct reader r;

	memset(message, 0, 12);
	w.at = 12;
	writer_put(&w, "\7example\3com", 13);
	r = reader_init(message, w.at);
	reader_take(&r, 12);
	cr_assert(name_view(&r, qname));
	compress_init(table);
	compress_add(table, &w, *qname, 12);
	return w;
}

static size_t
written(const char *type, const char *text)
{
	struct compress table;
	struct name qname;
	struct writer w = message_start(&table, &qname);
	size_t start = w.at;
	uint16_t code;

	cr_assert(parse(type, text));
	cr_assert(rrtype_from_text(type, strlen(type), &code));
	rdata_write(&w, &table, rrtype_get(code), parsed.wire, parsed.len);
	cr_assert(!w.failed);
	cr_expect_eq(bytes_get16(message + start), w.at - start - 2);
	return w.at - start - 2;
}

/* RFC 3597 §4: in the types of RFC 1035, and in no other. */
Test(rdata, names_are_compressed_in_the_types_of_rfc_1035_only)
{
	cr_expect_eq(written("NS", "ns.example.com."), 5);
	cr_expect_eq(written("CNAME", "example.com."), 2);
	cr_expect_eq(written("PTR", "."), 1);
	cr_expect_eq(written("MX", "10 mail.example.com."), 2 + 7);
	cr_expect_eq(written("SOA", "ns.example.com. x.ns.example.com. 1 2 3 4 "
				    "5"),
		     5 + 4 + 20);
	cr_expect_eq(written("MINFO", "a.example.com. a.example.com."), 4 + 2);
	cr_expect_eq(written("SRV", "1 2 3 example.com."), 6 + 13);
	cr_expect_eq(written("RP", "example.com. example.com."), 13 + 13);
	cr_expect_eq(written("DNAME", "example.com."), 13);
	cr_expect_eq(written("HTTPS", "1 example.com."), 2 + 13);
	cr_expect_eq(written("NSEC", "example.com."), 13);
}

Test(rdata, nothing_is_written_beyond_the_limit)
{
	cr_assert(parse("MX", "10 mail.example.net."));
	for (size_t limit = 0; limit < 20; limit++) {
		uint8_t *buffer = malloc(limit);
		struct writer w = writer_init(buffer, limit);
		struct compress table;

		compress_init(&table);
		rdata_write(&w, &table, rrtype_get(TYPE_MX), parsed.wire,
			    parsed.len);
		cr_expect(w.failed);
		free(buffer);
	}
}

/* Octets behind the header and the name example.com. */
static bool
read_back(uint16_t type, const void *rdata, uint16_t len, struct writer *out)
{
	struct compress table;
	struct name qname;
	struct writer w = message_start(&table, &qname);
	size_t start = w.at;
	struct reader r;

	writer_put(&w, rdata, len);
	r = reader_init(message, w.at);
	reader_take(&r, start);
	return rdata_read(&r, type, len, out) && !r.failed &&
	       reader_left(&r) == 0;
}

/* RFC 3597 §4: in those of RFC 1035, and in some later ones. */
Test(rdata, names_are_decompressed_where_they_may_have_been_compressed)
{
	uint8_t wire[64];
	struct writer out = writer_init(wire, sizeof wire);

	cr_assert(read_back(TYPE_MX, "\0\12\4mail\300\14", 9, &out));
	cr_expect_eq(out.at, 2 + 5 + 13);
	cr_expect_arr_eq(wire, "\0\12\4mail\7example\3com", 20);

	out = writer_init(wire, sizeof wire);
	cr_assert(read_back(TYPE_SRV, "\0\0\0\0\0\1\300\14", 8, &out));
	cr_expect_eq(out.at, 6 + 13);

	out = writer_init(wire, sizeof wire);
	cr_expect(!read_back(TYPE_DNAME, "\300\14", 2, &out));
	cr_expect(!read_back(TYPE_HTTPS, "\0\1\300\14", 4, &out));
}

Test(rdata, reading_stays_within_rdlength)
{
	uint8_t wire[64];
	struct writer out = writer_init(wire, sizeof wire);

	cr_expect(!read_back(TYPE_MX, "\0\12\4mail\300\14x", 10, &out));
	cr_expect(!read_back(TYPE_MX, "\0\12\4mail\300", 8, &out));
	cr_expect(!read_back(TYPE_MX, "\0\12", 2, &out));
	cr_expect(!read_back(TYPE_A, "\1\2\3", 3, &out));
	cr_expect(!read_back(TYPE_A, "\1\2\3\4\5", 5, &out));
}

Test(rdata, reading_fails_where_there_is_no_room)
{
	uint8_t wire[19];
	struct writer out = writer_init(wire, sizeof wire);

	cr_expect(!read_back(TYPE_MX, "\0\12\4mail\300\14", 9, &out));
}

static int
compare(const char *type, const char *a, const char *b)
{
	static struct parsed first;
	uint16_t code;
	int order, reverse;

	cr_assert(rrtype_from_text(type, strlen(type), &code));
	cr_assert(parse(type, a));
	first = parsed;
	cr_assert(parse(type, b));
	order =
	    rdata_compare(code, first.wire, first.len, parsed.wire, parsed.len);
	reverse =
	    rdata_compare(code, parsed.wire, parsed.len, first.wire, first.len);
	cr_expect_eq(order > 0, reverse < 0);
	cr_expect_eq(order<0, reverse> 0);
	return order;
}

/* RFC 4034 §6.2, RFC 6840 §5.1. */
Test(rdata, case_of_names_counts_only_where_canonical_form_keeps_it)
{
	cr_expect_eq(compare("MX", "10 MAIL.example.", "10 mail.EXAMPLE."), 0);
	cr_expect_eq(compare("SRV", "1 2 3 A.b.", "1 2 3 a.B."), 0);
	cr_expect_eq(compare("DNAME", "A.", "a."), 0);
	cr_expect_lt(compare("NSEC", "A. A", "a. A"), 0);
	cr_expect_lt(compare("TXT", "A", "a"), 0);
	cr_expect_lt(compare("HINFO", "A b", "a b"), 0);
	cr_expect_lt(compare("HTTPS", "1 A.", "1 a."), 0);
}

/* RFC 4034 §6.3: left-justified octets, the shorter first. */
Test(rdata, is_ordered_by_the_octets_of_the_canonical_form)
{
	cr_expect_lt(compare("MX", "10 z.", "20 a."), 0);
	cr_expect_lt(compare("MX", "255 z.", "256 a."), 0);
	cr_expect_lt(compare("MX", "10 a.example.", "10 b.example."), 0);
	cr_expect_lt(compare("MX", "10 z.", "10 aa."), 0, "length octet first");
	cr_expect_lt(compare("A", "9.0.0.0", "10.0.0.0"), 0);
	cr_expect_lt(compare("A", "127.0.0.1", "128.0.0.1"), 0);
	cr_expect_lt(compare("TXT", "a", "a b"), 0);
	cr_expect_lt(compare("TXT", "b", "aa"), 0);
	cr_expect_lt(compare("SOA", "a. b. 1 1 1 1 1", "A. B. 1 1 1 1 2"), 0);
	cr_expect_gt(compare("TYPE65280", "\\# 2 0100", "\\# 1 01"), 0);
	cr_expect_eq(compare("APL", "", ""), 0);
}

static const char *
target(const char *type, const char *text)
{
	static char name_text[NAME_TEXT_MAX];
	struct name name;
	uint16_t code;

	cr_assert(parse(type, text));
	cr_assert(rrtype_from_text(type, strlen(type), &code));
	if (!rdata_target(rrtype_get(code), parsed.wire, parsed.len, &name))
		return "none";
	name_to_text(name, name_text);
	return name_text;
}

Test(rdata, target_is_the_name_whose_addresses_are_wanted)
{
	cr_expect_str_eq(target("MX", "10 mail"), "mail.example.");
	cr_expect_str_eq(target("MX", "0 ."), ".");
	cr_expect_str_eq(target("NS", "ns"), "ns.example.");
	cr_expect_str_eq(target("SRV", "0 0 25 mail"), "mail.example.");
	cr_expect_str_eq(target("HTTPS", "1 svc alpn=h2"), "svc.example.");
	cr_expect_str_eq(target("CNAME", "mail"), "none");
	cr_expect_str_eq(target("SOA", "ns host 1 1 1 1 1"), "none");
	cr_expect_str_eq(target("TXT", "mail"), "none");
	cr_expect_str_eq(target("TYPE65280", "\\# 1 00"), "none");
}

/* The field that has FIELD_TARGET, or RRTYPE_FIELDS_MAX. */
static unsigned
target_field(const struct rrtype *row)
{
	unsigned f = 0;

	while (f < RRTYPE_FIELDS_MAX && !(row->fields[f].flags & FIELD_TARGET))
		f++;
	return f;
}

Test(rdata, before_a_target_all_fields_are_of_a_fixed_size)
{
	size_t count;
	const struct rrtype *rows = rrtype_rows(&count);

	for (size_t i = 0; i < count; i++) {
		unsigned target_at = target_field(&rows[i]);

		if (target_at == RRTYPE_FIELDS_MAX)
			continue;
		for (unsigned f = 0; f < target_at; f++)
			cr_expect_gt(field_get(rows[i].fields[f].kind)->size, 0,
				     "%s", rows[i].mnemonic);
	}
	cr_expect_eq(rdata_before_target(rrtype_get(TYPE_NS)), 0);
	cr_expect_eq(rdata_before_target(rrtype_get(TYPE_MX)), 2);
	cr_expect_eq(rdata_before_target(rrtype_get(TYPE_SRV)), 6);
	cr_expect_eq(rdata_before_target(rrtype_get(TYPE_HTTPS)), 2);
}
