/* YAML texts as trees: shape, positions, merges, and the bounds of each. */
#include "base/alloc.h"
#include "base/yamltree.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sources sources;
static struct diag_sink sink;
static struct yamltree tree;
static char shape[4096];

static void
start(void)
{
	sink.sources = &sources;
}

static void
stop(void)
{
	yamltree_free(&tree);
	diag_free(&sink);
	sources_free(&sources);
}

TestSuite(yamltree, .init = start, .fini = stop);

static bool
read_octets(const char *text, size_t len)
{
	return yamltree_read(&tree, &sources,
			     sources_add(&sources, "test.yaml", text, len),
			     &sink);
}

static bool
read_text(const char *text)
{
	return read_octets(text, strlen(text));
}

static void
put(const char *text)
{
	size_t len = strlen(shape);

	snprintf(shape + len, sizeof shape - len, "%s", text);
}

/* A node on one line, scalars as they are; recursion is as deep as the tree. */
static void
put_node(const struct yamlnode *node)
{
	switch ((enum yamltree_kind)node->kind) {
	case YAMLTREE_SCALAR:
		put(yamltree_text(&tree, node));
		return;
	case YAMLTREE_SEQUENCE:
		put("[");
		for (uint32_t i = 0; i < node->count; i++) {
			put(i > 0 ? "," : "");
			put_node(yamltree_item(&tree, node, i));
		}
		put("]");
		return;
	case YAMLTREE_MAPPING:
		put("{");
		for (uint32_t i = 0; i < node->count; i++) {
			put(i > 0 ? "," : "");
			put_node(yamltree_key(&tree, node, i));
			put(":");
			put_node(yamltree_value(&tree, node, i));
		}
		put("}");
	}
}

static const char *
shape_of(const char *text)
{
	yamltree_free(&tree);
	shape[0] = '\0';
	if (!read_text(text))
		put("error ");
	if (yamltree_root(&tree))
		put_node(yamltree_root(&tree));
	return shape;
}

/* The only complaint, as it is printed. */
static const char *
complaint(void)
{
	static char *line;

	free(line);
	cr_assert_eq(sink.list.count, 1, "%zu complaints", sink.list.count);
	line = diag_line(&sink, &sink.list.items[0]);
	return line;
}

/* Reading this text fails with this complaint at line:column. */
static void
wrong(const char *text, const char *expected)
{
	const char *line;

	yamltree_free(&tree);
	diag_free(&sink);
	cr_expect_not(read_text(text), "%s", text);
	line = complaint();
	cr_expect(strncmp(line, "test.yaml:", 10) == 0);
	cr_expect_str_eq(line + 10, expected);
}

Test(yamltree, scalars_sequences_and_mappings)
{
	cr_expect_str_eq(shape_of("a: 1\nb: [x, 'y z']\nc:\n- {d: e}\n- f\n"),
			 "{a:1,b:[x,y z],c:[{d:e},f]}");
	cr_expect_str_eq(shape_of("[]"), "[]");
	cr_expect_str_eq(shape_of("{}"), "{}");
	cr_expect_str_eq(shape_of("text\n"), "text");
	cr_expect_str_eq(shape_of("--- \n'': {a: |\n  }\n"), "error ");
	cr_expect_str_eq(shape_of("a: |\n  one\n  two\n"), "{a:one\ntwo\n}");
}

Test(yamltree, a_text_without_a_document_has_no_root)
{
	cr_expect(read_text(""));
	cr_expect_null(yamltree_root(&tree));
	cr_expect(read_text("# only a comment\n"));
	cr_expect_null(yamltree_root(&tree));
}

Test(yamltree, no_value_is_plain_and_empty_or_null)
{
	static const struct {
		const char *text;
		bool null;
	} cases[] = {
	    {"a:\n", true},      {"a: ~\n", true},   {"a: null\n", true},
	    {"a: NULL\n", true}, {"a: ''\n", false}, {"a: 'null'\n", false},
	    {"a: nul\n", false}, {"a: []\n", false}, {"a: |\n", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		yamltree_free(&tree);
		cr_assert(read_text(cases[i].text), "%s", cases[i].text);
		cr_expect_eq(
		    yamltree_is_null(
			&tree, yamltree_value(&tree, yamltree_root(&tree), 0)),
		    cases[i].null, "%s", cases[i].text);
	}
}

/* The text that a node's position and span cover. */
static const char *
covered(const struct yamlnode *node)
{
	static char text[64];

	snprintf(text, sizeof text, "%.*s", (int)node->span,
		 sources_get(&sources, node->pos.file)->text +
		     node->pos.offset);
	return text;
}

Test(yamltree, positions_count_octets_whatever_the_characters)
{
	const struct yamlnode *root;

	/* A byte-order mark, letters of two to four octets, CRLF and NEL. */
	cr_assert(read_text("\xef\xbb\xbf"
			    "k\xc3\xa9y: \"\xe2\x82\xac\xf0\x9f\x93\xa7\"\r\n"
			    "# \xc2\x85# \xe2\x80\xa8two: [ deux, 'tw o' ]\n"));
	root = yamltree_root(&tree);
	cr_assert_eq(root->count, 2);
	cr_expect_str_eq(covered(yamltree_key(&tree, root, 0)), "k\xc3\xa9y");
	cr_expect_str_eq(covered(yamltree_value(&tree, root, 0)),
			 "\"\xe2\x82\xac\xf0\x9f\x93\xa7\"");
	cr_expect_str_eq(covered(yamltree_key(&tree, root, 1)), "two");

	const struct yamlnode *list = yamltree_value(&tree, root, 1);

	cr_expect_str_eq(covered(list), "[");
	cr_expect_str_eq(covered(yamltree_item(&tree, list, 0)), "deux");
	cr_expect_str_eq(covered(yamltree_item(&tree, list, 1)), "'tw o'");
}

Test(yamltree, a_scalar_may_hold_nul_octets)
{
	const struct yamlnode *root;

	cr_assert(read_text("\"a\\0b\""));
	root = yamltree_root(&tree);
	cr_assert_eq(root->count, 3);
	cr_expect_arr_eq(yamltree_text(&tree, root), "a\0b", 4);
}

Test(yamltree, tags_are_kept_for_the_reader)
{
	const struct yamlnode *root;

	cr_assert(read_text("a: !include b.yaml\nc: !!str d\n"));
	root = yamltree_root(&tree);
	cr_expect_str_eq(yamltree_tag(&tree, yamltree_value(&tree, root, 0)),
			 "!include");
	cr_expect_str_eq(yamltree_tag(&tree, yamltree_value(&tree, root, 1)),
			 "tag:yaml.org,2002:str");
	cr_expect_null(yamltree_tag(&tree, yamltree_key(&tree, root, 0)));
}

Test(yamltree, an_alias_is_its_anchor_once_more)
{
	cr_expect_str_eq(shape_of("a: &x [1, 2]\nb: *x\nc: [*x]\n"),
			 "{a:[1,2],b:[1,2],c:[[1,2]]}");
	cr_expect_str_eq(shape_of("- &x 1\n- *x\n- &x 2\n- *x\n"), "[1,1,2,2]");
	cr_expect_str_eq(shape_of("&k key: *k\n"), "{key:key}");
	cr_expect_eq(yamltree_value(&tree, yamltree_root(&tree), 0),
		     yamltree_key(&tree, yamltree_root(&tree), 0));
}

Test(yamltree, an_alias_needs_an_anchor_that_has_ended)
{
	wrong("a: *x\n", "1:4: error: alias *x: no anchor &x stands before it");
	wrong("a: &x [1, *x]\n",
	      "1:11: error: alias *x stands inside its own anchor");
	wrong("&x a: {b: {c: &y {d: *y}}}\n",
	      "1:22: error: alias *y stands inside its own anchor");
}

Test(yamltree, merged_keys_stand_behind_own_keys_and_give_way_to_them)
{
	cr_expect_str_eq(shape_of("- &x {a: 1, b: 2}\n"
				  "- {<<: *x, b: 3}\n"
				  "- {b: 3, <<: *x}\n"
				  "- {c: 4, <<: {d: 5}}\n"),
			 "[{a:1,b:2},{b:3,a:1},{b:3,a:1},{c:4,d:5}]");
}

Test(yamltree, of_several_merges_the_first_wins)
{
	cr_expect_str_eq(
	    shape_of("- &x {a: 1, b: 2}\n"
		     "- &y {b: 3, c: 4}\n"
		     "- {<<: [*x, *y]}\n"
		     "- {<<: [*y, *x]}\n"
		     "- {<<: []}\n"),
	    "[{a:1,b:2},{b:3,c:4},{a:1,b:2,c:4},{b:3,c:4,a:1},{}]");
}

Test(yamltree, merges_of_merges)
{
	cr_expect_str_eq(shape_of("- &x {a: 1}\n"
				  "- &y {<<: *x, b: 2}\n"
				  "- {<<: *y, c: 3}\n"),
			 "[{a:1},{b:2,a:1},{c:3,b:2,a:1}]");
}

Test(yamltree, a_quoted_merge_sign_is_a_key)
{
	cr_expect_str_eq(shape_of("'<<': 1\n"), "{<<:1}");
}

Test(yamltree, merges_of_what_is_no_mapping_are_reported_and_left_out)
{
	cr_expect_str_eq(shape_of("<<: 1\na: 2\n"), "error {a:2}");
	cr_expect_str_eq(complaint(),
			 "test.yaml:1:1: error: << takes a mapping, or a list "
			 "of mappings");
	diag_free(&sink);
	cr_expect_str_eq(shape_of("<<: [{b: 1}, 2]\na: 2\n"),
			 "error {a:2,b:1}");
}

Test(yamltree, a_key_that_comes_twice_is_reported_with_both_places)
{
	cr_expect_str_eq(shape_of("mx: 1\nns: 2\n'mx': 3\n"),
			 "error {mx:1,ns:2}");
	cr_expect_str_eq(complaint(),
			 "test.yaml:3:1: error: key \"mx\" a second time; the "
			 "first is at line 1, column 1");
	cr_expect_eq(sink.list.items[0].span, 4);
}

Test(yamltree, every_repeated_key_is_reported_in_one_run)
{
	cr_expect_str_eq(shape_of("a: {x: 1, x: 2}\nb: 1\nb: 2\nb: 3\n"),
			 "error {a:{x:1},b:1}");
	cr_expect_eq(sink.errors, 3);
}

Test(yamltree, a_key_is_a_text)
{
	cr_expect_str_eq(shape_of("[a, b]: 1\nc: 2\n"), "error {c:2}");
	cr_expect_str_eq(complaint(),
			 "test.yaml:1:1: error: a key must be a text, not a "
			 "list or a mapping");
}

Test(yamltree, what_is_not_yaml_has_one_complaint_with_its_place)
{
	wrong("a: 1\nb: [1, 2\nc: 3\n",
	      "3:2: error: not YAML: did not find expected ',' or ']' (while "
	      "parsing a flow sequence that begins at line 2)");
	wrong("a: [127.0.0.1, ::1]\n",
	      "1:16: error: not YAML: between brackets, what begins with a "
	      "colon stands in quotes, as in \"::1\"");
	wrong("a: 1\n\tb: 2\n",
	      "2:1: error: not YAML: found a tab character that violates "
	      "indentation (while scanning a plain scalar that begins at line "
	      "1)");
	wrong("a: 1\nb: \xff\n",
	      "2:4: error: not a YAML text: invalid leading UTF-8 octet");
	wrong("a: \x01\n",
	      "1:4: error: not a YAML text: control characters are not "
	      "allowed");
	cr_expect_null(yamltree_root(&tree));
}

Test(yamltree, a_binary_file_has_one_complaint)
{
	static const char octets[] = "\0\0\0\1binary";

	cr_expect_not(read_octets(octets, sizeof octets));
	cr_expect_str_eq(complaint(),
			 "test.yaml:1:1: error: not a YAML text: control "
			 "characters are not allowed");
}

Test(yamltree, one_document_a_file)
{
	wrong("a: 1\n---\nb: 2\n",
	      "2:1: error: a second document: a file holds one");
}

static char *
repeated(const char *text, size_t times)
{
	size_t len = strlen(text);
	char *all = xalloc(len * times + 1);

	for (size_t i = 0; i < times; i++)
		memcpy(all + i * len, text, len);
	all[len * times] = '\0';
	return all;
}

Test(yamltree, depth_has_a_limit)
{
	char *deep = repeated("[", YAMLTREE_DEPTH_MAX + 1);
	char *ends = repeated("]", YAMLTREE_DEPTH_MAX);
	char *text = xasprintf("%s%s", deep + 1, ends);

	cr_expect(read_text(text), "64 deep");
	free(text);
	text = xasprintf("%s%s]", deep, ends);
	wrong(text, "1:65: error: nested more than 64 deep");
	free(text);
	free(ends);
	free(deep);

	/* Far deeper than any stack, were it recursion. */
	deep = repeated("[", 1000000);
	wrong(deep, "1:65: error: nested more than 64 deep");
	free(deep);
}

Test(yamltree, aliases_do_not_lead_deeper_than_the_limit)
{
	char text[8192] = "- &a1 [x]\n";

	for (int i = 2; i <= YAMLTREE_DEPTH_MAX; i++) {
		size_t len = strlen(text);

		snprintf(text + len, sizeof text - len, "- &a%d [*a%d]\n", i,
			 i - 1);
	}
	wrong(text, "64:9: error: nested more than 64 deep");
	*strrchr(text, '*') = 'x';
	yamltree_free(&tree);
	cr_expect(read_text(text));
}

Test(yamltree, a_billion_laughs_are_an_error)
{
	char text[4096] = "a0: &a0 [ha,ha,ha,ha,ha,ha,ha,ha,ha]\n";

	for (int i = 1; i < 10; i++) {
		size_t len = strlen(text);

		snprintf(text + len, sizeof text - len,
			 "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i,
			 i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	}
	cr_expect_not(read_text(text));
	cr_expect(
	    strstr(complaint(), "aliases make this text far longer than it is"),
	    "%s", complaint());
	cr_expect_null(yamltree_root(&tree));
}

Test(yamltree, merges_are_bounded_like_aliases)
{
	char text[8192] = "- &a0 {k0: 1, l0: 1}\n";

	for (int i = 1; i < 40; i++) {
		size_t len = strlen(text);

		snprintf(text + len, sizeof text - len,
			 "- &a%d {k%d: 1, <<: [*a%d, *a%d], v%d: *a%d}\n", i, i,
			 i - 1, i - 1, i, i - 1);
	}
	cr_expect_not(read_text(text));
	cr_expect(strstr(complaint(), "far longer than it is"));
}

Test(yamltree, many_aliases_of_a_small_anchor_are_fine)
{
	char *uses = repeated("- {<<: *x}\n", 20000);
	char *text = xasprintf("- &x {ttl: 300}\n%s", uses);

	cr_expect(read_text(text));
	cr_expect_eq(yamltree_root(&tree)->count, 20001);
	free(text);
	free(uses);
}

Test(yamltree, anchors_have_a_limit)
{
	char *text = xasprintf("%s", "");

	for (int i = 0; i <= YAMLTREE_ANCHORS_MAX; i++) {
		char *more = xasprintf("%s- &a%d x\n", text, i);

		free(text);
		text = more;
	}
	wrong(text, "1001:3: error: more than 1000 anchors");
	free(text);
}

Test(yamltree, a_large_mapping_is_read_in_good_time)
{
	char *text = xalloc(100000 * 16 + 1);
	size_t len = 0;

	for (int i = 0; i < 100000; i++)
		len += (size_t)snprintf(text + len, 17, "host%06d: x\n", i);
	cr_expect(read_text(text));
	cr_assert_not_null(yamltree_root(&tree));
	cr_expect_eq(yamltree_root(&tree)->count, 100000);
	free(text);
}
