/* Name compression: RFC 1035 §4.1.4. */
#include "dns/compress.h"

#include <criterion/criterion.h>
#include <stdio.h>

static uint8_t message[65535];
static struct writer w;
static struct compress table;
static uint8_t wires[8][NAME_WIRE_MAX];
static unsigned next_wire;

static void
start(void)
{
	w = writer_init(message, sizeof message);
	w.at = 12;
	compress_init(&table);
}

TestSuite(compress, .init = start);

static struct name
name_of(const char *text)
{
	struct name name;
	uint8_t *wire = wires[next_wire++ % 8];

	cr_assert_null(name_from_text(text, strlen(text), NULL, wire, &name));
	return name;
}

/* Octets that writing the name took. */
static size_t
write_name(const char *text)
{
	size_t start_at = w.at;

	compress_write(&table, &w, name_of(text));
	return w.at - start_at;
}

/* What stands at an offset, pointers followed. */
static const char *
text_at(size_t offset)
{
	static char text[NAME_TEXT_MAX];
	uint8_t wire[NAME_WIRE_MAX];
	struct reader r = reader_init(message, w.at);
	struct name name;

	reader_take(&r, offset);
	cr_assert(name_read(&r, wire, &name));
	name_to_text(name, text);
	return text;
}

Test(compress, the_longest_suffix_becomes_a_pointer)
{
	cr_expect_eq(write_name("example.com."), 13);
	cr_expect_eq(write_name("mail.example.com."), 5 + 2);
	cr_expect_eq(write_name("a.mail.example.com."), 2 + 2);
	cr_expect_eq(write_name("b.com."), 2 + 2);
	cr_expect_eq(write_name("example.net."), 13);
	cr_expect_str_eq(text_at(12), "example.com.");
	cr_expect_str_eq(text_at(25), "mail.example.com.");
	cr_expect_str_eq(text_at(32), "a.mail.example.com.");
	cr_expect_str_eq(text_at(36), "b.com.");
	cr_expect_str_eq(text_at(40), "example.net.");
}

Test(compress, a_name_that_stands_there_is_two_octets)
{
	cr_expect_eq(write_name("mail.example.com."), 18);
	cr_expect_eq(write_name("mail.example.com."), 2);
	cr_expect_eq(write_name("example.com."), 2);
	cr_expect_eq(write_name("com."), 2);
	cr_expect_eq(bytes_get16(message + 30), 0xc000 | 12);
	cr_expect_eq(bytes_get16(message + 32), 0xc000 | 17);
	cr_expect_eq(bytes_get16(message + 34), 0xc000 | 25);
}

/* RFC 4343 §4.1: the case of the first is what is seen. */
Test(compress, case_is_ignored)
{
	write_name("MAIL.Example.com.");
	cr_expect_eq(write_name("x.mail.exAMPLE.COM."), 2 + 2);
	cr_expect_str_eq(text_at(30), "x.MAIL.Example.com.");
}

/* 0x20 apart is not the same as another case: "@" and "`", "[" and "{". */
Test(compress, only_letters_have_case)
{
	write_name("\\@.[.");
	cr_expect_eq(write_name("`.{."), 5);
	cr_expect_eq(write_name("\\000\\[."), 4);
	cr_expect_eq(write_name("\\032{."), 4);
}

Test(compress, the_root_is_one_octet_always)
{
	cr_expect_eq(write_name("."), 1);
	cr_expect_eq(write_name("."), 1);
	cr_expect_eq(table.count, 0);
}

Test(compress, labels_alike_at_their_ends_are_told_apart)
{
	cr_expect_eq(write_name("xaz.example."), 13);
	cr_expect_eq(write_name("yaz.example."), 4 + 2);
	cr_expect_eq(write_name("az.example."), 3 + 2);
	cr_expect_eq(write_name("xaz.example."), 2);
	cr_expect_eq(write_name("yaz.example."), 2);
	cr_expect_eq(write_name("az.example."), 2);
	cr_expect_eq(write_name("xaz.az.example."), 4 + 2);
	cr_expect_eq(write_name("xaz."), 5);
}

/* At every length, one octet different at every place. */
Test(compress, labels_are_compared_to_their_last_octet)
{
	for (uint8_t len = 1; len <= LABEL_MAX; len++) {
		for (uint8_t place = 0; place <= len; place++) {
			uint8_t wire[NAME_WIRE_MAX] = {len};
			struct name name = {wire, (uint8_t)(len + 2), 1};
			size_t at;

			start();
			memset(wire + 1, 'a', len);
			compress_write(&table, &w, name);
			at = w.at;
			if (place > 0)
				wire[place] = 'b';
			compress_write(&table, &w, name);
			cr_assert_eq(w.at - at, place > 0 ? len + 2 : 2,
				     "%u of %u", place, len);
		}
	}
}

/* The label "x\001a" ends in the octets of the name "a.". */
Test(compress, octets_alike_that_are_no_labels_are_no_suffix)
{
	struct name qname = name_of("a.");

	writer_put(&w, qname.wire, qname.len);
	compress_add(&table, &w, qname, 12);
	cr_expect_eq(write_name("x\\001a."), 5);
	cr_expect_str_eq(text_at(15), "x\\001a.");
	cr_expect_eq(write_name("x.a."), 2 + 2);
}

Test(compress, a_name_that_stands_uncompressed_is_pointed_to)
{
	struct name qname = name_of("www.example.com.");

	writer_put(&w, qname.wire, qname.len);
	compress_add(&table, &w, qname, 12);
	cr_expect_eq(write_name("WWW.example.com."), 2);
	cr_expect_eq(write_name("mail.example.com."), 5 + 2);
	cr_expect_str_eq(text_at(29), "www.example.com.");
}

Test(compress, rewinding_forgets_what_was_written_since)
{
	write_name("example.com.");

	uint16_t mark = table.count;
	size_t at = w.at;

	write_name("mail.example.com.");
	table.count = mark;
	writer_rewind(&w, at);
	cr_expect_eq(write_name("mx.example.com."), 3 + 2);
	cr_expect_eq(write_name("mail.example.com."), 5 + 2);
	cr_expect_eq(write_name("mail.example.com."), 2);
}

Test(compress, nothing_is_written_or_remembered_without_room)
{
	write_name("example.com.");

	uint16_t count = table.count;
	size_t at = w.at;

	for (size_t room = 0; room < 7; room++) {
		w.limit = at + room;
		compress_write(&table, &w, name_of("mail.example.com."));
		cr_expect(w.failed);
		cr_expect_eq(w.at, at);
		cr_expect_eq(table.count, count);
		writer_rewind(&w, at);
	}
	w.limit = at + 7;
	cr_expect_eq(write_name("mail.example.com."), 7);
}

/* What lies behind is out of a pointer's reach. */
Test(compress, no_pointer_leads_beyond_offset_16383)
{
	w.at = COMPRESS_OFFSET_MAX - 4;
	cr_expect_eq(write_name("abcd.example."), 14);
	cr_expect_eq(table.count, 0, "its parent is out of reach");
	cr_expect_eq(write_name("abcd.example."), 14);

	w.at = COMPRESS_OFFSET_MAX;
	cr_expect_eq(write_name("example."), 9);
	cr_expect_eq(table.count, 1);
	cr_expect_eq(write_name("a.example."), 4);
	cr_expect_eq(bytes_get16(message + w.at - 2), 0xffff);
	cr_expect_eq(table.count, 1);
}

Test(compress, a_full_table_still_finds_and_writes)
{
	char text[32];

	for (unsigned i = 0; i < 2 * COMPRESS_MAX; i++) {
		snprintf(text, sizeof text, "h%u.example.", i);
		write_name(text);
	}
	cr_expect_eq(table.count, COMPRESS_MAX);
	cr_expect_eq(write_name("h1.example."), 2);
	cr_expect_eq(write_name("h255.example."), 5 + 2);
	cr_expect_str_eq(text_at(w.at - 7), "h255.example.");
}

Test(compress, the_longest_name_goes_through)
{
	uint8_t wire[NAME_WIRE_MAX];

	for (unsigned i = 0; i < NAME_WIRE_MAX - 1; i += 2)
		memcpy(wire + i, "\1a", 2);
	wire[NAME_WIRE_MAX - 1] = 0;
	compress_write(&table, &w, (struct name){wire, 255, 127});
	cr_expect_eq(w.at, 12 + 255);
	cr_expect_eq(table.count, 127);
	compress_write(&table, &w, (struct name){wire, 255, 127});
	cr_expect_eq(w.at, 12 + 255 + 2);
	cr_expect_eq(bytes_get16(message + 12 + 255), 0xc00c);
}
