/* Master files: what they become, and what is said about bad ones. */
#include "base/alloc.h"
#include "dns/rrtype.h"
#include "zone/master.h"
#include "zone/print.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text as a zone, with all that was said about it. */
struct loaded {
	struct sources sources;
	struct diag_sink sink;
	struct draft draft;
	uint32_t file;
	bool good;
};

static void
load(struct loaded *loaded, uint32_t file, const struct master_options *options)
{
	struct zone_builder *builder = zone_builder_new(options->origin);

	loaded->file = file;
	loaded->sink.sources = &loaded->sources;
	loaded->good = master_read(&loaded->sources, file, options, builder,
				   &loaded->sink);
	loaded->draft = zone_builder_freeze(builder);
}

static void
unload(struct loaded *loaded)
{
	draft_free(&loaded->draft);
	diag_free(&loaded->sink);
	sources_free(&loaded->sources);
	free(loaded);
}

static struct name
example(void)
{
	return (struct name){(const uint8_t *)"\7example", 9, 1};
}

/* The text is of a file that nothing is beside. */
static struct loaded *
load_text(const char *text, size_t size)
{
	struct loaded *loaded = xcalloc(1, sizeof *loaded);
	struct master_options options = {.origin = example()};
	uint32_t file =
	    sources_add(&loaded->sources, "/nonexistent/zone", text, size);

	load(loaded, file, &options);
	return loaded;
}

static char *
first_line(const struct loaded *loaded)
{
	if (loaded->sink.list.count == 0)
		return xstrndup("nothing", 7);
	return diag_line(&loaded->sink, &loaded->sink.list.items[0]);
}

struct lines {
	VEC(char) text;
};

/* Print without what is in all the tests: "example.", "IN". */
static void
add_line(void *context, const char *line, size_t len)
{
	struct lines *lines = context;
	const char *tab = memchr(line, '\t', len);

	VEC_RESERVE(&lines->text, len + 1);
	if (tab - line >= 8 && memcmp(tab - 8, "example.", 8) == 0) {
		memcpy(lines->text.items + lines->text.count, line,
		       (size_t)(tab - 8 - line));
		lines->text.count += (size_t)(tab - 8 - line);
		len -= (size_t)(tab - line);
		line = tab;
	}
	for (; len > 0; line++, len--) {
		if (len > 3 && memcmp(line, "\tIN", 3) == 0)
			line += 3, len -= 3;
		*VEC_PUSH(&lines->text) = (char)(*line == '\t' ? ' ' : *line);
	}
}

/* What a zone without SOA and NS becomes, owners relative to the origin. */
static void
expect_zone(const char *text, size_t size, const char *expected, int line)
{
	struct loaded *loaded = load_text(text, size);
	struct lines lines = {0};
	struct print_to to = {add_line, &lines};
	char *said = first_line(loaded);

	cr_expect(loaded->good && loaded->sink.list.count == 0, "%d: %s", line,
		  said);
	zone_print(loaded->draft.zone, &to);
	*VEC_PUSH(&lines.text) = '\0';
	cr_expect_str_eq(lines.text.items, expected, "%d: %s", line,
			 lines.text.items);
	free(lines.text.items);
	free(said);
	unload(loaded);
}

#define BECOMES(text, expected)                                                \
	expect_zone(text, sizeof(text) - 1, expected, __LINE__)

Test(master, reads_records)
{
	BECOMES("a.example. 300 IN A 192.0.2.1\n", "a. 300 A 192.0.2.1\n");
	BECOMES("", "");
	BECOMES("; nothing but a comment", "");
}

/* M9: TTL and class in either order, or left out. */
Test(master, takes_ttl_and_class_in_either_order)
{
	BECOMES("$TTL 7\n"
		"a 300 IN A 192.0.2.1\n"
		"b IN 300 A 192.0.2.1\n"
		"c 300 A 192.0.2.1\n"
		"d IN A 192.0.2.1\n"
		"e A 192.0.2.1\n"
		"f class1 45000 a 192.0.2.1\n"
		"@ in mX 10 a\n",
		" 7 MX 10 a.example.\n"
		"a. 300 A 192.0.2.1\n"
		"b. 300 A 192.0.2.1\n"
		"c. 300 A 192.0.2.1\n"
		"d. 7 A 192.0.2.1\n"
		"e. 7 A 192.0.2.1\n"
		"f. 45000 A 192.0.2.1\n");
}

Test(master, reads_units_of_ttls)
{
	BECOMES("$TTL 1w2d3h4m5s\n"
		"a 1H30M A 192.0.2.1\n"
		"b A 192.0.2.1\n"
		"c 0 A 192.0.2.1\n"
		"d 2147483647 A 192.0.2.1\n",
		"a. 5400 A 192.0.2.1\n"
		"b. 788645 A 192.0.2.1\n"
		"c. 0 A 192.0.2.1\n"
		"d. 2147483647 A 192.0.2.1\n");
}

Test(master, takes_the_owner_of_the_record_before)
{
	BECOMES("$TTL 1\n"
		"a A 192.0.2.1\n"
		"\n"
		"; comment\n"
		"  A 192.0.2.2\n"
		"\tMX 10 @\n"
		"b\tA 192.0.2.1\n"
		"$ORIGIN sub\n"
		" A 192.0.2.3\n"
		"b A 192.0.2.4\n",
		"a. 1 A 192.0.2.1\n"
		"a. 1 A 192.0.2.2\n"
		"a. 1 MX 10 example.\n"
		"b. 1 A 192.0.2.1\n"
		"b. 1 A 192.0.2.3\n"
		"b.sub. 1 A 192.0.2.4\n");
}

Test(master, keeps_the_case_of_names)
{
	BECOMES("Aa 1 CNAME Bb.EXAMPLE.\n", "Aa. 1 CNAME Bb.EXAMPLE.\n");
}

Test(master, follows_the_origin)
{
	BECOMES("$TTL 1\n"
		"a A 192.0.2.1\n"
		"$ORIGIN b\n"
		"@ MX 10 a\n"
		"a MX 10 @\n"
		"$origin c.example.\n"
		"a A 192.0.2.1\n"
		"$ORIGIN .\n"
		"d.example A 192.0.2.1\n",
		"a. 1 A 192.0.2.1\n"
		"b. 1 MX 10 a.b.example.\n"
		"a.b. 1 MX 10 b.example.\n"
		"a.c. 1 A 192.0.2.1\n"
		"d. 1 A 192.0.2.1\n");
}

/* RFC 1035 §5.1; RFC 2308 §4. */
Test(master, completes_a_ttl_left_out)
{
	BECOMES("@ SOA a b 1 2 3 4 99\n"
		"a A 192.0.2.1\n"
		"b 5 A 192.0.2.1\n"
		"c A 192.0.2.1\n"
		"$TTL 7\n"
		"d A 192.0.2.1\n"
		"e 8 A 192.0.2.1\n"
		"f A 192.0.2.1\n",
		" 99 SOA a.example. b.example. 1 2 3 4 99\n"
		"a. 99 A 192.0.2.1\n"
		"b. 5 A 192.0.2.1\n"
		"c. 5 A 192.0.2.1\n"
		"d. 7 A 192.0.2.1\n"
		"e. 8 A 192.0.2.1\n"
		"f. 7 A 192.0.2.1\n");
	BECOMES("a 5 A 192.0.2.1\n"
		"@ SOA a b 1 2 3 4 99\n",
		" 5 SOA a.example. b.example. 1 2 3 4 99\n"
		"a. 5 A 192.0.2.1\n");
	BECOMES("@ 6 SOA a b 1 2 3 4 99\n"
		"a A 192.0.2.1\n",
		" 6 SOA a.example. b.example. 1 2 3 4 99\n"
		"a. 6 A 192.0.2.1\n");
	BECOMES("@ SOA a b 1 2 3 4 2147483648\n",
		" 0 SOA a.example. b.example. 1 2 3 4 2147483648\n");
}

/* RFC 2308 §4 of SIG, whose place RRSIG has. */
Test(master, takes_the_ttl_of_an_rrsig_from_its_original_ttl)
{
	BECOMES("$TTL 7\n"
		"a RRSIG A 8 2 300 20300101000000 20200101000000 1 @ AAAA\n"
		"b 9 RRSIG A 8 2 300 20300101000000 20200101000000 1 @ AAAA\n",
		"a. 300 RRSIG A 8 2 300 20300101000000 20200101000000 1 "
		"example. AAAA\n"
		"b. 9 RRSIG A 8 2 300 20300101000000 20200101000000 1 "
		"example. AAAA\n");
}

Test(master, reads_parentheses_and_comments)
{
	BECOMES("@ 1 SOA a b ( ; SOA\n"
		"\t1 ; serial\n"
		"\n"
		"2\n"
		"3 4 ; retry (\n"
		")5;minimum\n"
		"a (1 IN\n"
		"  A ) 192.0.2.1\n",
		" 1 SOA a.example. b.example. 1 2 3 4 5\n"
		"a. 1 A 192.0.2.1\n");
}

Test(master, reads_strings)
{
	BECOMES(
	    "$TTL 1\n"
	    "a TXT b \"c d\" \"\" \"e;f(\" \"g\nh\" i\\;j\n"
	    "b TXT \"\\034\\\\\\\"\" k\\ l \"\xc3\xa4\" m\"n\"\"o\" p=\"q\"\n",
	    "a. 1 TXT \"b\" \"c d\" \"\" \"e;f(\" \"g\\010h\" \"i;j\"\n"
	    "b. 1 TXT \"\\\"\\\\\\\"\" \"k l\" \"\\195\\164\" \"m\" \"n\" "
	    "\"o\" \"p=\" \"q\"\n");
}

Test(master, reads_escapes_in_names)
{
	BECOMES("$TTL 1\n"
		"a\\.b A 192.0.2.1\n"
		"\\$c A 192.0.2.1\n"
		"\\@ A 192.0.2.1\n"
		"d\\032\\; A 192.0.2.1\n"
		"\\\"e\\\" A 192.0.2.1\n"
		"\\000 A 192.0.2.1\n"
		"* A 192.0.2.1\n",
		"\\000. 1 A 192.0.2.1\n"
		"\\\"e\\\". 1 A 192.0.2.1\n"
		"\\$c. 1 A 192.0.2.1\n"
		"*. 1 A 192.0.2.1\n"
		"\\@. 1 A 192.0.2.1\n"
		"a\\.b. 1 A 192.0.2.1\n"
		"d\\032\\;. 1 A 192.0.2.1\n");
}

/* RFC 3597 §5. */
Test(master, reads_types_by_their_number)
{
	BECOMES("$TTL 1\n"
		"a TYPE15 10 b\n"
		"b MX \\# 3 000a 00\n"
		"c TYPE1 \\# 4 c0000201\n"
		"d type65280 \\# 2 ( ab\n"
		" CD )\n"
		"e TYPE65280 \\# 0\n",
		"a. 1 MX 10 b.example.\n"
		"b. 1 MX 10 .\n"
		"c. 1 A 192.0.2.1\n"
		"d. 1 TYPE65280 \\# 2 ABCD\n"
		"e. 1 TYPE65280 \\# 0\n");
}

Test(master, keeps_a_quoted_value_with_its_key_in_svcparams)
{
	BECOMES("a 1 HTTPS 1 . alpn=\"h2,h3\" port=\"443\"\n",
		"a. 1 HTTPS 1 . alpn=\"h2,h3\" port=443\n");
}

Test(master, reads_what_other_systems_write)
{
	BECOMES("a 1 A 192.0.2.1\r\nb 1 A (\r\n 192.0.2.1 )\r\n",
		"a. 1 A 192.0.2.1\nb. 1 A 192.0.2.1\n");
	BECOMES("\xef\xbb\xbf"
		"a 1 A 192.0.2.1",
		"a. 1 A 192.0.2.1\n");
	BECOMES("\f\na\t1\t\tA\t192.0.2.1\t\n", "a. 1 A 192.0.2.1\n");
}

Test(master, leaves_out_what_is_outside_the_zone)
{
	BECOMES("$TTL 1\na A 192.0.2.1\nb.test. A 192.0.2.1\n",
		"a. 1 A 192.0.2.1\n");
}

/* The step, the forms and the widths of BIND. */
Test(master, generates_records)
{
	BECOMES("$TTL 1\n"
		"a A 192.0.2.99\n"
		"$GENERATE 1-3 b$ A 192.0.2.$\n"
		" A 192.0.2.98\n"
		"$generate 0-2/2 $.c 5 IN MX 1$ mail$$\n"
		"$GENERATE 8-10/2 d${1,3}-${-8,2,d} A 192.0.2.1\n"
		"$GENERATE 30-30 e${0,4,x}${0,3,X}${+0,0,o} A 192.0.2.1\n",
		"a. 1 A 192.0.2.98\n"
		"a. 1 A 192.0.2.99\n"
		"b1. 1 A 192.0.2.1\n"
		"b2. 1 A 192.0.2.2\n"
		"b3. 1 A 192.0.2.3\n"
		"0.c. 5 MX 10 mail\\$.example.\n"
		"2.c. 5 MX 12 mail\\$.example.\n"
		"d009-00. 1 A 192.0.2.1\n"
		"d011-02. 1 A 192.0.2.1\n"
		"e001e01E36. 1 A 192.0.2.1\n");
}

Test(master, generates_nibbles)
{
	BECOMES("$TTL 1\n"
		"$GENERATE 250-250 a${0,1,n}.b${0,4,N}x.c${0,5,n} A 192.0.2.1\n"
		"$GENERATE 0-0 d${0,2,n}e A 192.0.2.1\n",
		"aa.f.bA.F.x.ca.f.0. 1 A 192.0.2.1\n"
		"d0.e. 1 A 192.0.2.1\n");
}

Test(master, generates_what_stands_in_quotes)
{
	BECOMES("$TTL 1\n"
		"$GENERATE 7-7 a$ MX \"1$ mail$\"\n"
		"$GENERATE 7-7 b$ TXT \"\\\"c $\\\" d\"\n"
		"$GENERATE 7-7 e$ TXT \"f $\" g$\n"
		"$GENERATE 7-7 h\\$ HTTPS \"1 . port=$ alpn=\\\"h2\\\"\"\n",
		"a7. 1 MX 17 mail7.example.\n"
		"b7. 1 TXT \"c 7\" \"d\"\n"
		"e7. 1 TXT \"f 7\" \"g7\"\n"
		"h\\$. 1 HTTPS 1 . alpn=\"h2\" port=7\n");
}

static struct loaded *
load_file(const char *path, bool include_anywhere)
{
	struct loaded *loaded = xcalloc(1, sizeof *loaded);
	struct master_options options = {.origin = example(),
					 .include_anywhere = include_anywhere};
	char why[SOURCE_WHY_MAX];
	uint32_t file;

	cr_assert(sources_read(&loaded->sources, path, &file, why), "%s: %s",
		  path, why);
	load(loaded, file, &options);
	return loaded;
}

Test(master, includes_files)
{
	struct loaded *loaded =
	    load_file("tests/zones/good/include.zone", false);
	struct lines lines = {0};
	struct print_to to = {add_line, &lines};
	char *said = first_line(loaded);

	cr_expect(loaded->good, "%s", said);
	zone_print(loaded->draft.zone, &to);
	*VEC_PUSH(&lines.text) = '\0';
	cr_expect_str_eq(lines.text.items,
			 " 3600 SOA ns.example. host.example. 1 2 3 4 5\n"
			 " 3600 NS ns.example.\n"
			 "a. 60 A 192.0.2.2\n"
			 "a. 3600 MX 10 ns.example.\n"
			 "after. 60 A 192.0.2.1\n"
			 "below. 60 A 192.0.2.3\n"
			 "ns. 3600 A 192.0.2.1\n"
			 "one. 3600 A 192.0.2.1\n"
			 "sub. 3600 MX 10 one.sub.example.\n"
			 "one.sub. 3600 A 192.0.2.1\n",
			 "%s", lines.text.items);
	free(lines.text.items);
	free(said);
	unload(loaded);
}

Test(master, includes_from_anywhere_when_allowed)
{
	struct loaded *loaded =
	    load_file("tests/zones/bad/include-outside.zone", true);

	/* One of them is /etc/passwd, read but no master file. */
	for (size_t i = 0; i < loaded->sink.list.count; i++)
		cr_expect_null(
		    strstr(loaded->sink.list.items[i].text, "cannot include"));
	cr_expect_not(loaded->good);
	unload(loaded);
}

/* Line and column of a position, as "line:column+span". */
static const char *
place_text(const struct loaded *loaded, struct pos pos, uint32_t span)
{
	static char text[64];
	struct place place = sources_place(&loaded->sources, pos);

	snprintf(text, sizeof text, "%u:%u+%u", place.line, place.column, span);
	return text;
}

/* Where field number n is of the first RR of that owner. */
static const char *
field_place(const struct loaded *loaded, const char *owner, unsigned n)
{
	const struct zone *zone = loaded->draft.zone;
	char text[NAME_TEXT_MAX];

	for (uint32_t rank = 0; rank < zone->node_count; rank++) {
		const struct node *node = zone_node_ranked(zone, rank);
		uint32_t span;
		struct pos pos;

		name_to_text(node_owner(node), text);
		if (strcmp(text, owner) != 0)
			continue;
		pos = draft_pos(&loaded->draft, node, node_rrsets(node), 0);
		pos = master_field(&loaded->sources, pos, n, &span);
		return place_text(loaded, pos, span);
	}
	return "no such owner";
}

Test(master, finds_the_fields_of_records)
{
	static const char text[] = "a 1 IN MX 10 mail\n"
				   "b 1 IN ( MX ; comment\n"
				   "  20\n"
				   "  mail ) ; comment\n"
				   "c 1 TXT ( \"d\"\n"
				   "  \"e f\" )\n"
				   "g 1 MX \\# 3 000a 00\n"
				   "h 1 TXT i=\"j\"\n"
				   "k 1 HTTPS 1 . alpn=\"h2\"\n"
				   "$GENERATE 1-2 l$ MX 10 mail\n"
				   "m 1 MX 10 mail";
	struct loaded *loaded = load_text(text, sizeof text - 1);

	cr_assert(loaded->good);
	cr_expect_str_eq(field_place(loaded, "a.example.", 0), "1:11+2");
	cr_expect_str_eq(field_place(loaded, "a.example.", 1), "1:14+4");
	cr_expect_str_eq(field_place(loaded, "a.example.", 2), "1:8+2");
	cr_expect_str_eq(field_place(loaded, "b.example.", 0), "3:3+2");
	cr_expect_str_eq(field_place(loaded, "b.example.", 1), "4:3+4");
	cr_expect_str_eq(field_place(loaded, "b.example.", 2), "2:10+2");
	cr_expect_str_eq(field_place(loaded, "c.example.", 0), "5:11+3");
	cr_expect_str_eq(field_place(loaded, "c.example.", 1), "6:3+5");
	cr_expect_str_eq(field_place(loaded, "g.example.", 1), "7:8+2");
	cr_expect_str_eq(field_place(loaded, "h.example.", 0), "8:9+2");
	cr_expect_str_eq(field_place(loaded, "h.example.", 1), "8:11+3");
	cr_expect_str_eq(field_place(loaded, "k.example.", 2), "9:15+9");
	cr_expect_str_eq(field_place(loaded, "l2.example.", 1), "10:1+9");
	cr_expect_str_eq(field_place(loaded, "m.example.", 1), "11:11+4");
	unload(loaded);
}

/* The origin that a text of that path gives itself; "" when it gives none. */
static const char *
origin_of(const char *path, const char *text)
{
	static char shown[NAME_TEXT_MAX];
	struct sources sources = {0};
	uint8_t wire[NAME_WIRE_MAX];
	struct name origin;
	uint32_t file = sources_add(&sources, path, text, strlen(text));

	shown[0] = '\0';
	if (master_origin(&sources, file, wire, &origin))
		name_to_text(origin, shown);
	sources_free(&sources);
	return shown;
}

Test(master, finds_the_origin_in_the_soa)
{
	cr_expect_str_eq(origin_of("x.zone", "a.example. SOA b"), "a.example.");
	cr_expect_str_eq(origin_of("x.zone", "; c\na. 1H ( in soa b )"), "a.");
	cr_expect_str_eq(origin_of("x.zone", "a. IN 1 SOA b"), "a.");
	cr_expect_str_eq(origin_of("x.zone", ". SOA b"), ".");
	cr_expect_str_eq(
	    origin_of("x.zone", "b.a. A 192.0.2.1\na. NS b\n  SOA c"), "a.");
	cr_expect_str_eq(origin_of("x.zone", "$ORIGIN b.\na SOA c\n$ORIGIN d."),
			 "a.b.");
	cr_expect_str_eq(origin_of("x.zone", "$ORIGIN b.\n$ORIGIN a\n@ SOA c"),
			 "a.b.");
	cr_expect_str_eq(origin_of("x.zone", "a \"b\n$ORIGIN c.\nd A ) (\n@ "
					     "SOA e"),
			 "c.");
}

Test(master, finds_the_origin_in_the_first_directive_without_soa)
{
	cr_expect_str_eq(
	    origin_of("x.zone", "$ORIGIN a.\nb MX 1 c\n$ORIGIN d.\n"), "a.");
	cr_expect_str_eq(origin_of("x.zone", "$ORIGIN a..\n$ORIGIN d.\n"),
			 "d.");
}

Test(master, finds_the_origin_in_the_path)
{
	static const char soa[] = "@ SOA a\n$ORIGIN b.\n";

	cr_expect_str_eq(origin_of("example.com.zone", ""), "example.com.");
	cr_expect_str_eq(origin_of("a/b.c/Example.com.zone", soa),
			 "Example.com.");
	cr_expect_str_eq(origin_of("/etc/db.example.com", soa), "example.com.");
	cr_expect_str_eq(origin_of("example.com.db", soa), "example.com.");
	cr_expect_str_eq(origin_of("example.com", soa), "");
	cr_expect_str_eq(origin_of("zones.zone/example.com", soa), "");
	cr_expect_str_eq(origin_of(".zone", soa), "");
	cr_expect_str_eq(origin_of("a..b.zone", soa), "");
	cr_expect_str_eq(origin_of("<stdin>", soa), "");
}

Test(master, finds_the_origin_itself_when_it_is_not_told)
{
	struct loaded *loaded = xcalloc(1, sizeof *loaded);
	struct master_options options = {.origin.len = 0};
	static const char text[] = "$ORIGIN example.\n@ 1 A 192.0.2.1\n";
	struct zone_builder *builder = zone_builder_new(example());
	uint32_t good =
	    sources_add(&loaded->sources, "-", text, sizeof text - 1);
	uint32_t bad = sources_add(&loaded->sources, "-", "", 0);

	loaded->sink.sources = &loaded->sources;
	cr_expect(master_read(&loaded->sources, good, &options, builder,
			      &loaded->sink));
	cr_expect_not(master_read(&loaded->sources, bad, &options, builder,
				  &loaded->sink));
	loaded->draft = zone_builder_freeze(builder);
	cr_expect_eq(loaded->draft.zone->rr_count, 1);
	unload(loaded);
}

static char *
repeated(const char *front, const char *part, size_t count, const char *back)
{
	size_t len = strlen(part);
	size_t size = strlen(front) + len * count + strlen(back) + 1;
	char *text = xalloc(size);
	char *at = stpcpy(text, front);

	for (size_t i = 0; i < count; i++, at += len)
		memcpy(at, part, len);
	strcpy(at, back);
	return text;
}

Test(master, takes_names_and_data_at_their_limits)
{
	char *label = repeated("", "x", 63, "");
	char *name = xasprintf("%s.%s.%s.%.53s", label, label, label, label);
	char *text = xasprintf("%s 1 A 192.0.2.1\n"
			       "%s 1 A 192.0.2.1\n",
			       label, name);
	struct loaded *loaded = load_text(text, strlen(text));

	cr_expect(loaded->good);
	cr_expect_eq(loaded->draft.zone->rr_count, 2);
	unload(loaded);
	free(text);
	free(name);
	free(label);

	text = repeated("a 1 TYPE65280 \\# 65535 (", " 00\n", 65535, ")");
	loaded = load_text(text, strlen(text));
	cr_expect(loaded->good);
	unload(loaded);
	free(text);
	text = repeated("a 1 TXT (", " \"\"", 65535, ")");
	loaded = load_text(text, strlen(text));
	cr_expect(loaded->good);
	unload(loaded);
	free(text);
	text = repeated("a 1 TXT (", " \"\"", 65536, ")");
	loaded = load_text(text, strlen(text));
	cr_expect_not(loaded->good);
	cr_expect_eq(loaded->sink.errors, 1);
	unload(loaded);
	free(text);
}

Test(master, reports_all_errors_but_keeps_twenty)
{
	char *text = repeated("", "a MX b\n", 100, "");
	struct loaded *loaded = load_text(text, strlen(text));

	cr_expect_not(loaded->good);
	cr_expect_eq(loaded->sink.errors, 100);
	cr_expect_eq(loaded->sink.list.count, 20);
	unload(loaded);
	free(text);
}

/* What is no master file at all ends in one error, however long it is. */
Test(master, ends_what_is_no_master_file_in_one_error)
{
	static const char *const parts[][3] = {
	    {"", "x", ""},    {"a TXT \"", "x", ""}, {"a TXT (", "x ", ""},
	    {"a ", "x ", ""}, {"", "\x01", ""},      {"a TXT (", "\n", ""},
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		char *text =
		    repeated(parts[i][0], parts[i][1], 8 << 20, parts[i][2]);
		struct loaded *loaded = load_text(text, strlen(text));

		cr_expect_not(loaded->good);
		cr_expect_eq(loaded->sink.errors, 1, "%zu: %zu errors", i,
			     loaded->sink.errors);
		unload(loaded);
		free(text);
	}
}

Test(master, keeps_a_complaint_on_one_line)
{
	static const char text[] = "$ORIGIN \"a\nb\t\"\n";
	struct loaded *loaded = load_text(text, sizeof text - 1);
	char *line = first_line(loaded);

	cr_expect_str_eq(line,
			 "/nonexistent/zone:1:9: error: origin \"a?b\t\": "
			 "a name is not quoted here; a blank in it is "
			 "\\032");
	free(line);
	unload(loaded);
}

/* One expected complaint: "line:column severity: part of the sentence". */
struct expected {
	char place[256]; /* path:line:column: severity: */
	char part[256];
	bool met;
};

struct expectations {
	VEC(struct expected) list;
};

/* "; expect [path:]line:column severity: part", of that folder. */
static void
add_expectation(struct expectations *expectations, const char *folder,
		const char *file, const char *line)
{
	struct expected expected = {.met = false};
	char place[128];
	char severity[16];
	bool other;

	cr_assert_eq(sscanf(line, "; expect %127s %15[a-z]: %255[^\n]", place,
			    severity, expected.part),
		     3, "%s: %s", file, line);
	other = strchr(place, ':') != strrchr(place, ':');
	snprintf(expected.place, sizeof expected.place,
		 "%s/%s%s%s: %s: ", folder, other ? "" : file, other ? "" : ":",
		 place, severity);
	*VEC_PUSH(&expectations->list) = expected;
}

static void
read_expectations(struct expectations *expectations, const char *folder,
		  const char *name)
{
	char path[256];
	char line[512];
	FILE *file;

	snprintf(path, sizeof path, "%s/%.*s.expect", folder,
		 (int)(strlen(name) - strlen(".zone")), name);
	file = fopen(path, "r");
	if (!file) {
		snprintf(path, sizeof path, "%s/%s", folder, name);
		file = fopen(path, "r");
	}
	cr_assert(file, "%s", path);
	while (fgets(line, sizeof line, file)) {
		if (strncmp(line, "; expect ", 9) == 0)
			add_expectation(expectations, folder, name, line);
	}
	fclose(file);
}

static bool
meet(struct expectations *expectations, const char *line)
{
	for (size_t i = 0; i < expectations->list.count; i++) {
		struct expected *expected = &expectations->list.items[i];
		size_t len = strlen(expected->place);

		if (!expected->met &&
		    strncmp(line, expected->place, len) == 0 &&
		    strstr(line + len, expected->part)) {
			expected->met = true;
			return true;
		}
	}
	return false;
}

static void
check_bad_file(const char *folder, const char *name)
{
	struct expectations expectations = {0};
	struct loaded *loaded;
	char path[256];

	read_expectations(&expectations, folder, name);
	cr_expect(expectations.list.count > 0, "%s expects nothing", name);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	loaded = load_file(path, false);
	for (size_t i = 0; i < loaded->sink.list.count; i++) {
		char *line =
		    diag_line(&loaded->sink, &loaded->sink.list.items[i]);

		cr_expect(meet(&expectations, line), "not expected: %s", line);
		free(line);
	}
	for (size_t i = 0; i < expectations.list.count; i++)
		cr_expect(expectations.list.items[i].met, "not said: %s%s",
			  expectations.list.items[i].place,
			  expectations.list.items[i].part);
	cr_expect_eq(loaded->sink.list.count,
		     loaded->sink.errors + loaded->sink.warnings);
	cr_expect_eq(loaded->good, loaded->sink.errors == 0);
	free(expectations.list.items);
	unload(loaded);
}

Test(master, says_what_is_wrong_with_bad_files)
{
	static const char folder[] = "tests/zones/bad";
	DIR *dir = opendir(folder);
	unsigned count = 0;

	cr_assert(dir);
	for (struct dirent *entry; (entry = readdir(dir));) {
		if (!strstr(entry->d_name, ".zone"))
			continue;
		check_bad_file(folder, entry->d_name);
		count++;
	}
	closedir(dir);
	cr_expect_geq(count, 40);
}
