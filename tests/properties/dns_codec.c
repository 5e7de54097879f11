/*
 * For random RDATA of every type: text and octets are each other's inverse,
 * order is that of the canonical forms (RFC 4034 §6.3), and what is written
 * into a message is read back from it.
 */
#include "../support/vectors.h"

#include "../support/random_rdata.h"

#include <criterion/criterion.h>

enum { ROUNDS = 300, COMPARED = 24 };

static struct random_rdata made[COMPARED];
static struct parsed parsed;

typedef void property(const struct rrtype *type);

/* All rows but those that never stand in a zone, and an unknown type. */
static void
for_each_type(property *holds)
{
	size_t count;
	const struct rrtype *rows = rrtype_rows(&count);

	srand(1);
	for (size_t i = 0; i < count; i++) {
		if (!(rows[i].flags & RRTYPE_META))
			holds(&rows[i]);
	}
	holds(rrtype_get(65280));
}

/* The row of unknown types has no code of its own. */
static uint16_t
code_of(const struct rrtype *type)
{
	return type->mnemonic ? type->code : 65280;
}

static void
text_and_octets(const struct rrtype *type)
{
	for (int round = 0; round < ROUNDS; round++) {
		char *text;

		random_rdata(&made[0], type);
		cr_assert(rdata_check(code_of(type), made[0].wire, made[0].len),
			  "%s", type->mnemonic);
		text = rdata_to_text(code_of(type), made[0].wire, made[0].len);
		parse_rdata(code_of(type), text, strlen(text), &parsed);
		cr_assert(parsed.ok, "%s %s: %s", type->mnemonic, text,
			  parsed.why);
		cr_assert_eq(parsed.len, made[0].len, "%s %s", type->mnemonic,
			     text);
		cr_assert_arr_eq(parsed.wire, made[0].wire, parsed.len, "%s %s",
				 type->mnemonic, text);
		free(text);
	}
}

Test(rdata_properties, what_is_printed_is_read_back)
{
	for_each_type(text_and_octets);
}

/* Each entry of a master file is one line: nothing may break it. */
static void
text_is_printable(const struct rrtype *type)
{
	for (int round = 0; round < ROUNDS; round++) {
		char *text;

		random_rdata(&made[0], type);
		text = rdata_to_text(code_of(type), made[0].wire, made[0].len);
		for (const char *at = text; *at; at++)
			cr_assert(*at >= ' ' && *at < 0x7f, "%s", text);
		cr_assert(text[0] == '\0' || text[strlen(text) - 1] != ' ',
			  "%s \"%s\"", type->mnemonic, text);
		free(text);
	}
}

Test(rdata_properties, what_is_printed_is_printable)
{
	for_each_type(text_is_printable);
}

static int
sign(int order)
{
	return (order > 0) - (order < 0);
}

/* memcmp of the canonical forms, then the shorter first. */
static int
canonical_order(const struct random_rdata *a, const struct random_rdata *b)
{
	uint16_t shorter = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->canonical, b->canonical, shorter);

	return sign(order != 0 ? order : (int)a->len - (int)b->len);
}

/* Another one, with letters in the other case here and there. */
static void
vary(struct random_rdata *into, const struct random_rdata *from,
     const struct rrtype *type)
{
	struct random_rdata varied = *from;

	for (uint16_t i = 0; i < varied.len; i++) {
		bool folded = false;
		uint8_t octet = varied.wire[i];
		bool letter = (octet >= 'A' && octet <= 'Z') ||
			      (octet >= 'a' && octet <= 'z');

		/* only where canonical form shows that it folds */
		folded = varied.canonical[i] != octet;
		if (letter && folded)
			varied.wire[i] ^= 0x20;
	}
	if (rdata_check(code_of(type), varied.wire, varied.len))
		*into = varied;
}

static void
order_is_canonical(const struct rrtype *type)
{
	for (int i = 0; i < COMPARED; i += 2) {
		random_rdata(&made[i], type);
		random_rdata(&made[i + 1], type);
		if (pick(2))
			vary(&made[i + 1], &made[i], type);
	}
	for (int i = 0; i < COMPARED; i++) {
		for (int j = 0; j < COMPARED; j++) {
			int order = rdata_compare(code_of(type), made[i].wire,
						  made[i].len, made[j].wire,
						  made[j].len);

			cr_assert_eq(sign(order),
				     canonical_order(&made[i], &made[j]), "%s",
				     type->mnemonic);
		}
	}
}

Test(rdata_properties, order_is_that_of_the_canonical_forms)
{
	for (int round = 0; round < 10; round++)
		for_each_type(order_is_canonical);
}

static uint8_t message[65535];
static uint8_t back[65535];

/* Equal but for the case of names that were compressed. */
static bool
same(const uint8_t *a, const uint8_t *b, uint16_t len, bool fold)
{
	for (uint16_t i = 0; i < len; i++) {
		if (a[i] != b[i] &&
		    !(fold && bytes_fold(a[i]) == bytes_fold(b[i])))
			return false;
	}
	return true;
}

static void
written_is_read(const struct rrtype *type)
{
	struct writer w = writer_init(message, sizeof message);
	struct compress table;
	struct reader r;

	w.at = 12;
	compress_init(&table);
	for (int i = 0; i < COMPARED; i++) {
		random_rdata(&made[i], type);
		rdata_write(&w, &table, type, made[i].wire, made[i].len);
		cr_assert(!w.failed);
	}
	r = reader_init(message, w.at);
	reader_take(&r, 12);
	for (int i = 0; i < COMPARED; i++) {
		uint16_t rdlength = reader_get16(&r);
		struct writer out = writer_init(back, sizeof back);

		cr_assert(rdata_read(&r, code_of(type), rdlength, &out), "%s",
			  type->mnemonic);
		cr_assert_eq(out.at, made[i].len, "%s", type->mnemonic);
		cr_assert(same(back, made[i].wire, made[i].len,
			       type->fields[0].flags & FIELD_COMPRESS ||
				   type->code == TYPE_MX),
			  "%s", type->mnemonic);
	}
	cr_assert_eq(reader_left(&r), 0);
}

Test(rdata_properties, what_is_written_into_a_message_is_read_from_it)
{
	for (int round = 0; round < 10; round++)
		for_each_type(written_is_read);
}

Test(rdata_properties, what_the_vectors_print_is_read_back)
{
	struct vectors vectors = vectors_read();

	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.items[i];

		if (v->refused)
			continue;
		parse_rdata(v->type, v->printed, strlen(v->printed), &parsed);
		cr_expect(parsed.ok && parsed.len == v->len &&
			      memcmp(parsed.wire, v->wire, v->len) == 0,
			  "line %u: %s", v->line, parsed.why);
	}
	vectors_free(&vectors);
}

/* Octets with some of them changed are refused, or round-trip as they are. */
Test(rdata_properties, mangled_vectors_are_refused_or_survive)
{
	struct vectors vectors = vectors_read();
	static uint8_t mangled[RDATA_MAX];

	srand(2);
	for (size_t i = 0; i < vectors.count; i++) {
		const struct vector *v = &vectors.items[i];

		for (int round = 0; round < ROUNDS && v->len > 0; round++) {
			char *text;

			memcpy(mangled, v->wire, v->len);
			for (unsigned n = 1 + pick(2); n > 0; n--)
				mangled[pick(v->len)] = random_octet();
			text = rdata_to_text(v->type, mangled, v->len);
			if (rdata_check(v->type, mangled, v->len)) {
				parse_rdata(v->type, text, strlen(text),
					    &parsed);
				cr_assert(parsed.ok && parsed.len == v->len &&
					      memcmp(parsed.wire, mangled,
						     v->len) == 0,
					  "line %u: %s: %s", v->line, text,
					  parsed.why);
			} else {
				cr_assert_arr_eq(text, "\\# ", 3);
			}
			free(text);
		}
	}
	vectors_free(&vectors);
}
