/* Zones as master files. */
#include "base/alloc.h"
#include "zone/master.h"
#include "zone/print.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct lines {
	VEC(char) text;
};

static void
add_line(void *context, const char *line, size_t len)
{
	struct lines *lines = context;

	cr_expect_eq(line[len - 1], '\n');
	cr_expect_null(memchr(line, '\n', len - 1));
	VEC_RESERVE(&lines->text, len);
	memcpy(lines->text.items + lines->text.count, line, len);
	lines->text.count += len;
}

static void
expect_lines(const char *text, const char *expected, int line)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct master_options options = {.origin = {0}};
	struct lines lines = {0};
	struct print_to to = {add_line, &lines};
	uint8_t wire[NAME_WIRE_MAX];
	uint32_t file = sources_add(&sources, "/zone", text, strlen(text));
	struct zone_builder *builder;
	struct draft draft;

	cr_assert(master_origin(&sources, file, wire, &options.origin));
	builder = zone_builder_new(options.origin);
	cr_assert(master_read(&sources, file, &options, builder, &sink), "%d",
		  line);
	draft = zone_builder_freeze(builder);
	zone_print(draft.zone, &to);
	*VEC_PUSH(&lines.text) = '\0';
	cr_expect_str_eq(lines.text.items, expected, "%d: %s", line,
			 lines.text.items);
	free(lines.text.items);
	draft_free(&draft);
	diag_free(&sink);
	sources_free(&sources);
}

#define PRINTS(text, expected) expect_lines(text, expected, __LINE__)

Test(print, one_rr_a_line_the_soa_first)
{
	PRINTS("$ORIGIN example.\n"
	       "@ 1 A 192.0.2.1\n"
	       "  2 NS a\n"
	       "  3 SOA a b 1 2 3 4 5\n"
	       "  4 MX 10 a\n",
	       "example.\t3\tIN\tSOA\ta.example. b.example. 1 2 3 4 5\n"
	       "example.\t1\tIN\tA\t192.0.2.1\n"
	       "example.\t2\tIN\tNS\ta.example.\n"
	       "example.\t4\tIN\tMX\t10 a.example.\n");
}

/* RFC 4034 §6.1, its own example. */
Test(print, owners_in_canonical_order)
{
	PRINTS("$ORIGIN example.\n"
	       "$TTL 1\n"
	       "\\200.z A 192.0.2.1\n"
	       "*.z A 192.0.2.1\n"
	       "\\001.z A 192.0.2.1\n"
	       "z A 192.0.2.1\n"
	       "zABC.a A 192.0.2.1\n"
	       "Z.a A 192.0.2.1\n"
	       "yljkjljk.a A 192.0.2.1\n"
	       "a A 192.0.2.1\n"
	       "@ A 192.0.2.1\n",
	       "example.\t1\tIN\tA\t192.0.2.1\n"
	       "a.example.\t1\tIN\tA\t192.0.2.1\n"
	       "yljkjljk.a.example.\t1\tIN\tA\t192.0.2.1\n"
	       "Z.a.example.\t1\tIN\tA\t192.0.2.1\n"
	       "zABC.a.example.\t1\tIN\tA\t192.0.2.1\n"
	       "z.example.\t1\tIN\tA\t192.0.2.1\n"
	       "\\001.z.example.\t1\tIN\tA\t192.0.2.1\n"
	       "*.z.example.\t1\tIN\tA\t192.0.2.1\n"
	       "\\200.z.example.\t1\tIN\tA\t192.0.2.1\n");
}

/* RFC 4034 §6.3: MX by preference. */
Test(print, rdata_in_canonical_order)
{
	PRINTS("$ORIGIN example.\n"
	       "@ 1 MX 300 a\n"
	       "  1 MX 20 b\n"
	       "  1 MX 20 B\n"
	       "  1 MX 20 a\n",
	       "example.\t1\tIN\tMX\t20 a.example.\n"
	       "example.\t1\tIN\tMX\t20 b.example.\n"
	       "example.\t1\tIN\tMX\t300 a.example.\n");
}

Test(print, empty_non_terminals_have_no_line)
{
	PRINTS("$ORIGIN example.\n"
	       "a.b.c 1 A 192.0.2.1\n",
	       "a.b.c.example.\t1\tIN\tA\t192.0.2.1\n");
}

Test(print, what_is_special_is_escaped)
{
	PRINTS("$ORIGIN .\n"
	       "\\@ 1 A 192.0.2.1\n"
	       "\\$TTL 1 A 192.0.2.1\n"
	       "a\\.b\\032c\\010 1 TXT \"d\\\"e\\\\f\" \"\ng\" \"\\195\\164\"\n"
	       ". 1 NS a\n"
	       "\\\" 1 TYPE65280 \\# 1 aa\n",
	       ".\t1\tIN\tNS\ta.\n"
	       "\\\".\t1\tIN\tTYPE65280\t\\# 1 AA\n"
	       "\\$TTL.\t1\tIN\tA\t192.0.2.1\n"
	       "\\@.\t1\tIN\tA\t192.0.2.1\n"
	       "a\\.b\\032c\\010.\t1\tIN\tTXT\t\"d\\\"e\\\\f\" \"\\010g\" "
	       "\"\\195\\164\"\n");
}
