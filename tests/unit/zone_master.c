/* Master files: what zones they become. */
#include "../support/loaded.h"
#include "zone/print.h"

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
