/* Master files: of which zone they are, and where the fields of an RR stand. */
#include "../support/loaded.h"

#include <stdio.h>

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

Test(master_origin, finds_the_fields_of_records)
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

Test(master_origin, finds_the_origin_in_the_soa)
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

Test(master_origin, finds_the_origin_in_the_first_directive_without_soa)
{
	cr_expect_str_eq(
	    origin_of("x.zone", "$ORIGIN a.\nb MX 1 c\n$ORIGIN d.\n"), "a.");
	cr_expect_str_eq(origin_of("x.zone", "$ORIGIN a..\n$ORIGIN d.\n"),
			 "d.");
}

Test(master_origin, finds_the_origin_in_the_path)
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

Test(master_origin, finds_the_origin_itself_when_it_is_not_told)
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
