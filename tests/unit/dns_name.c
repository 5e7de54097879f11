/* Names: wire form, presentation form, order. */
#include "dns/name.h"

#include <criterion/criterion.h>

static uint8_t wires[4][NAME_WIRE_MAX];
static unsigned next_wire;

static struct name
name_of(const char *text)
{
	struct name name;
	uint8_t *wire = wires[next_wire++ % 4];

	cr_assert_null(
	    name_from_text(text, strlen(text), &name_root, wire, &name), "%s",
	    text);
	return name;
}

static const char *
text_of(struct name name)
{
	static char text[NAME_TEXT_MAX];

	cr_assert_eq(name_to_text(name, text), strlen(text));
	return text;
}

/* A reader of a whole message, at an offset in it. */
static struct reader
at(const void *octets, size_t len, size_t offset)
{
	struct reader r = reader_init(octets, len);

	reader_take(&r, offset);
	return r;
}

static const char *
read_text(const void *octets, size_t len, size_t offset)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct reader r = at(octets, len, offset);
	struct name name;

	return name_read(&r, wire, &name) ? text_of(name) : NULL;
}

Test(name_wire, is_read_with_its_case)
{
	cr_expect_str_eq(read_text("\4Mail\7eXample\0", 14, 0),
			 "Mail.eXample.");
	cr_expect_str_eq(read_text("\0", 1, 0), ".");
}

/* RFC 1035 §4.1.4 */
Test(name_wire, pointers_are_followed_and_left_behind)
{
	static const uint8_t octets[] = "\3com\0\7example\300\0\4mail\300\5!";
	uint8_t wire[NAME_WIRE_MAX];
	struct reader r = at(octets, sizeof octets - 1, 15);
	struct name name;

	cr_assert(name_read(&r, wire, &name));
	cr_expect_str_eq(text_of(name), "mail.example.com.");
	cr_expect_eq(name.labels, 3);
	cr_expect_eq(name.len, 18);
	cr_expect_eq(*r.at, '!');
}

Test(name_wire, pointers_that_do_not_lead_backwards_fail)
{
	cr_expect_null(read_text("\300\0", 2, 0), "to itself");
	cr_expect_null(read_text("\300\2\0", 3, 0), "forwards");
	cr_expect_null(read_text("\1a\300\0", 4, 0), "to its own labels");
	cr_expect_null(read_text("\300\2\300\0", 4, 2), "in a ring");
	cr_expect_null(read_text("\1a\300\4\300\0", 6, 4), "back and forth");
}

/* How many pointers to pointers there are in front of the root. */
static bool
chain_is_read(unsigned count)
{
	uint8_t octets[1 + 2 * 256] = {0};
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;
	size_t start = 0;

	for (unsigned i = 0; i < count; i++) {
		bytes_put16(octets + 1 + 2 * (size_t)i,
			    (uint16_t)(0xc000 | start));
		start = 1 + 2 * (size_t)i;
	}

	struct reader r = at(octets, start + 2, start);

	return name_read(&r, wire, &name);
}

Test(name_wire, no_more_pointers_are_followed_than_a_name_needs)
{
	cr_expect(chain_is_read(1));
	cr_expect(chain_is_read(NAME_POINTERS_MAX));
	cr_expect(!chain_is_read(NAME_POINTERS_MAX + 1));
	cr_expect(!chain_is_read(256));
}

Test(name_wire, other_label_types_fail)
{
	uint8_t octets[70] = {0x40};
	struct reader r = at(octets, sizeof octets, 0);
	struct name name;

	cr_expect(!name_view(&r, &name));
	cr_expect_null(read_text(octets, sizeof octets, 0));
	cr_expect_null(read_text("\100a\0", 3, 0));
	cr_expect_null(read_text("\200a\0", 3, 0));
}

Test(name_wire, what_is_cut_short_fails)
{
	static const uint8_t octets[] = "\3com\0\7example\300\0";
	uint8_t wire[NAME_WIRE_MAX];

	for (size_t len = 5; len < 15; len++) {
		struct reader r = at(octets, len, 5);
		struct name name = name_root;

		cr_expect(!name_read(&r, wire, &name));
		cr_expect(r.failed);
		cr_expect_eq(name.wire, name_root.wire);
	}
}

Test(name_wire, of_255_octets_is_read_and_of_256_not)
{
	uint8_t octets[300];
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;
	struct reader r;

	for (unsigned i = 0; i < 256; i += 2)
		memcpy(octets + i, "\1a", 2);
	octets[254] = 0;
	r = at(octets, 255, 0);
	cr_assert(name_read(&r, wire, &name));
	cr_expect_eq(name.len, 255);
	cr_expect_eq(name.labels, NAME_LABELS_MAX);
	r = at(octets, 255, 0);
	cr_assert(name_view(&r, &name));
	cr_expect_eq(name.len, 255);

	memcpy(octets + 254, "\1a\0", 3);
	r = at(octets, 257, 0);
	cr_expect(!name_read(&r, wire, &name));
	r = at(octets, 257, 0);
	cr_expect(!name_view(&r, &name));

	/* just one octet too many */
	memcpy(octets + 252, "\2ab\0", 4);
	r = at(octets, 256, 0);
	cr_expect(!name_read(&r, wire, &name));
	r = at(octets, 256, 0);
	cr_expect(!name_view(&r, &name));
	memcpy(octets + 252, "\1a\0", 3);

	/* by way of a pointer: 2 + 254 octets */
	octets[254] = 0;
	memcpy(octets + 255, "\1b\300\0", 4);
	r = at(octets, 259, 255);
	cr_expect(!name_read(&r, wire, &name));
	memcpy(octets + 257, "\300\2", 2);
	r = at(octets, 259, 255);
	cr_expect(name_read(&r, wire, &name));
	cr_expect_eq(name.len, 255);
}

Test(name_wire, a_view_takes_no_pointer)
{
	static const uint8_t octets[] = "\0\1a\300\0";
	struct reader r = at(octets, 5, 1);
	struct name name;

	cr_expect(!name_view(&r, &name));
	r = at("\1a\0\1b", 5, 0);
	cr_assert(name_view(&r, &name));
	cr_expect_eq(name.len, 3);
	cr_expect_eq(reader_left(&r), 2);
}

static const char *
refused(const char *text)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name name = name_root;
	const char *why =
	    name_from_text(text, strlen(text), &name_root, wire, &name);

	cr_assert_not_null(why, "%s", text);
	cr_expect_eq(name.wire, name_root.wire, "set on failure");
	return why;
}

/* RFC 1035 §5.1 */
Test(name_text, escapes_are_resolved)
{
	struct name name = name_of("a\\.b\\065\\\\\\000.c.");

	cr_expect_eq(name.len, 10);
	cr_expect_arr_eq(name.wire, "\6a.bA\\\0\1c", 10);
	cr_expect_str_eq(text_of(name), "a\\.bA\\\\\\000.c.");
}

Test(name_text, what_is_special_in_a_master_file_is_escaped)
{
	cr_expect_str_eq(text_of(name_of("\\@\\$\\;\\(\\)\\\"\\ \\127\\200.")),
			 "\\@\\$\\;\\(\\)\\\"\\032\\127\\200.");
}

Test(name_text, relative_names_end_in_the_origin)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name origin = name_of("example.com.");
	struct name name;

	cr_assert_null(name_from_text("mail", 4, &origin, wire, &name));
	cr_expect_str_eq(text_of(name), "mail.example.com.");
	cr_expect_eq(name.labels, 3);
	cr_assert_null(name_from_text("@", 1, &origin, wire, &name));
	cr_expect_str_eq(text_of(name), "example.com.");
	cr_assert_null(name_from_text("mail.", 5, &origin, wire, &name));
	cr_expect_str_eq(text_of(name), "mail.");
	cr_assert_null(name_from_text("\\@", 2, &origin, wire, &name));
	cr_expect_str_eq(text_of(name), "\\@.example.com.");
	cr_expect_not_null(name_from_text("mail", 4, NULL, wire, &name));
	cr_expect_not_null(name_from_text("@", 1, NULL, wire, &name));
	cr_assert_null(name_from_text(".", 1, NULL, wire, &name));
	cr_expect_str_eq(text_of(name), ".");
}

Test(name_text, an_escaped_dot_at_the_end_does_not_make_it_absolute)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name origin = name_of("example.");
	struct name name;

	cr_assert_null(name_from_text("a\\.", 3, &origin, wire, &name));
	cr_expect_str_eq(text_of(name), "a\\..example.");
}

Test(name_text, what_is_wrong_is_said)
{
	cr_expect(strstr(refused(""), "empty name"));
	cr_expect(strstr(refused("a..b."), "empty label"));
	cr_expect(strstr(refused(".a."), "empty label"));
	cr_expect(strstr(refused(".."), "empty label"));
	cr_expect(strstr(refused("a\\"), "backslash"));
	cr_expect(strstr(refused("a\\25"), "three decimal digits"));
	cr_expect(strstr(refused("a\\2x5"), "three decimal digits"));
	cr_expect(strstr(refused("a\\256"), "over 255"));
}

/* Labels of 63 and names of 255 octets, not counted as text. */
Test(name_text, limits_are_those_of_the_wire_form)
{
	char text[1100] = "";

	for (int i = 0; i < 63; i++)
		strcat(text, "\\120");
	cr_expect_eq(name_of(text).len, 65);
	strcat(text, "x");
	cr_expect(strstr(refused(text), "label longer than 63 octets"));

	text[0] = '\0';
	for (int i = 0; i < 126; i++)
		strcat(text, "a.");
	strcat(text, "b.");
	cr_expect_eq(name_of(text).len, 255);
	strcat(text, "c.");
	cr_expect(strstr(refused(text), "name longer than 255 octets"));
	text[strlen(text) - 1] = '\0';
	cr_expect(strstr(refused(text), "name longer than 255 octets"));
}

Test(name_text, limits_count_the_origin)
{
	uint8_t wire[NAME_WIRE_MAX];
	char text[256] = "";
	struct name origin;
	struct name name;

	for (int i = 0; i < 125; i++)
		strcat(text, "a.");
	origin = name_of(text); /* 251 octets */
	cr_expect_null(name_from_text("abc", 3, &origin, wire, &name));
	cr_expect_eq(name.len, 255);
	cr_expect_not_null(name_from_text("abcd", 4, &origin, wire, &name));
}

Test(name_text, the_longest_text_fits)
{
	uint8_t wire[NAME_WIRE_MAX] = {0};
	char text[NAME_TEXT_MAX];
	static const uint8_t lens[] = {63, 63, 63, 61};
	unsigned used = 0;

	memset(wire, 0xff, 254);
	for (unsigned i = 0; i < 4; i++) {
		wire[used] = lens[i];
		used += 1u + lens[i];
	}
	cr_assert_eq(used, 254);
	cr_expect_lt(name_to_text((struct name){wire, 255, 4}, text),
		     NAME_TEXT_MAX);
}

/* RFC 4343: case is ignored, in ASCII only. */
Test(name_order, equality_ignores_case)
{
	cr_expect(
	    name_equal(name_of("MAIL.example."), name_of("mail.Example.")));
	cr_expect(
	    !name_equal(name_of("mail.example."), name_of("mai.example.")));
	cr_expect(!name_equal(name_of("\\@."), name_of("`.")));
	cr_expect(!name_equal(name_of("\\192."), name_of("\\224.")));
	cr_expect(!name_equal(name_of("a.b."), name_of("a\\.b.")));
}

/* The example of RFC 4034 §6.1. */
Test(name_order, is_canonical)
{
	static const char *const sorted[] = {
	    "example.",         "a.example.",      "yljkjljk.a.example.",
	    "Z.a.example.",     "zABC.a.EXAMPLE.", "z.example.",
	    "\\001.z.example.", "*.z.example.",    "\\200.z.example.",
	};

	for (unsigned i = 0; i < 9; i++) {
		for (unsigned j = 0; j < 9; j++) {
			int order = name_compare(name_of(sorted[i]),
						 name_of(sorted[j]));

			cr_expect_eq((order > 0) - (order < 0),
				     (i > j) - (i < j), "%s %s", sorted[i],
				     sorted[j]);
		}
	}
}

Test(name_order, shared_labels_count_from_the_root)
{
	cr_expect_eq(name_common_labels(name_of("a.b.c."), name_of("x.B.C.")),
		     2);
	cr_expect_eq(name_common_labels(name_of("a.b."), name_of("a.c.")), 0);
	cr_expect_eq(name_common_labels(name_of("a.b."), name_of(".")), 0);
	cr_expect_eq(name_common_labels(name_of("a.b."), name_of("x.a.b.")), 2);
}

Test(name_parts, an_ancestor_is_the_last_labels)
{
	struct name name = name_of("a.b.c.");

	cr_expect_str_eq(text_of(name_ancestor(name, 3)), "a.b.c.");
	cr_expect_str_eq(text_of(name_ancestor(name, 1)), "c.");
	cr_expect_str_eq(text_of(name_ancestor(name, 0)), ".");
	cr_expect(name_is_within(name, name_of("B.c.")));
	cr_expect(name_is_within(name, name));
	cr_expect(name_is_within(name, name_root));
	cr_expect(!name_is_within(name, name_of("x.a.b.c.")));
	cr_expect(!name_is_within(name_of("ab.c."), name_of("b.c.")));
}

/* RFC 6672 §2.2 */
Test(name_parts, joining_replaces_the_ancestor)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name name = name_of("www.old.example.");
	struct name joined;
	struct name longest;
	char text[NAME_TEXT_MAX] = "";

	cr_assert(name_join(name, 2, name_of("new.test."), wire, &joined));
	cr_expect_str_eq(text_of(joined), "www.new.test.");
	cr_expect_eq(joined.labels, 3);
	cr_assert(name_join(name, 3, name_root, wire, &joined));
	cr_expect_str_eq(text_of(joined), ".");

	for (int i = 0; i < 125; i++)
		strcat(text, "a.");
	longest = name_of(text); /* 251 octets */
	cr_expect(name_join(name, 2, longest, wire, &joined));
	cr_expect_eq(joined.len, 255);
	joined = name_root;
	cr_expect(!name_join(name, 1, longest, wire, &joined));
	cr_expect(!name_join(name_of("abcd.b."), 1, longest, wire, &joined));
	cr_expect_eq(joined.wire, name_root.wire);
}

Test(name_parts, a_wildcard_has_an_asterisk_alone_in_front)
{
	cr_expect(name_is_wildcard(name_of("*.example.")));
	cr_expect(name_is_wildcard(name_of("\\042.")));
	cr_expect(!name_is_wildcard(name_of("**.example.")));
	cr_expect(!name_is_wildcard(name_of("a.*.example.")));
	cr_expect(!name_is_wildcard(name_root));
}

Test(name_parts, folding_is_of_letters_only)
{
	uint8_t wire[NAME_WIRE_MAX];

	cr_expect_str_eq(text_of(name_fold(name_of("A[Z\\@\\200."), wire)),
			 "a[z\\@\\200.");
}
