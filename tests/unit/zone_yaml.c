/* YAML zones as octoDNS has them: what they are as records, where their fields
 * stand, and what is said about wrong ones. */
#include "support/yaml_loaded.h"

#include "base/folder.h"
#include "dns/rrtype.h"

#include <stdio.h>

/* Whether the zone of a text has that line; the text is of zone "example". */
static void
expect_line(const char *text, const char *line)
{
	struct loaded *loaded = load_yaml(text);
	char *lines = printed_lines(loaded->draft.zone);
	char *said = first_line(loaded);

	cr_expect(loaded->good, "%s", said);
	cr_expect(strstr(lines, line), "no %s in\n%s", line, lines);
	free(lines);
	free(said);
	unload(loaded);
}

/* A zone beside which a master file says the same. */
static void
check_twin(const char *path)
{
	char *twin = xasprintf("%.*s.zone", (int)(strlen(path) - 5), path);
	struct loaded *yaml = load_any_file(path);
	struct loaded *master = load_any_file(twin);
	char *lines = printed_lines(yaml->draft.zone);
	char *expected = printed_lines(master->draft.zone);
	char *said = first_line(yaml);

	cr_expect(yaml->good, "%s", said);
	cr_expect(master->good, "%s", twin);
	cr_expect_str_eq(lines, expected, "%s", path);
	free(lines);
	free(expected);
	free(said);
	free(twin);
	unload(yaml);
	unload(master);
}

Test(yaml, is_the_zone_that_a_master_file_beside_it_is)
{
	struct folder folder = {0};
	char why[SOURCE_WHY_MAX];

	cr_assert(folder_read(&folder, "tests/zones/yaml/good", ".yaml", why),
		  "%s", why);
	cr_expect_geq(folder.paths.count, 2);
	for (size_t i = 0; i < folder.paths.count; i++)
		check_twin(folder.paths.items[i]);
	folder_free(&folder);
}

Test(yaml, has_an_hour_where_no_ttl_is_written)
{
	expect_line("a: {type: A, value: 192.0.2.1}",
		    "a.example.\t3600\tIN\tA\t192.0.2.1\n");
	expect_line("a: {type: A, ttl: 5, value: 192.0.2.1}",
		    "a.example.\t5\tIN\tA\t192.0.2.1\n");
}

Test(yaml, makes_an_soa_and_a_name_server_where_none_is_written)
{
	static const char none[] = "a: {type: A, value: 192.0.2.1}";

	expect_line(none, "example.\t3600\tIN\tSOA\tns1.example. "
			  "hostmaster.example. 1 3600 600 604800 3600\n");
	expect_line(none, "example.\t3600\tIN\tNS\tns1.example.\n");
	expect_line("'': {type: NS, values: [b.example., a.example.]}",
		    "SOA\tb.example. hostmaster.example. ");
}

Test(yaml, cuts_texts_at_255_octets)
{
	char *text =
	    repeated("'': {type: TXT, value: '", "0123456789", 26, "\\;'}");
	char *line =
	    repeated("TXT\t\"", "0123456789", 25, "01234\" \"56789;\"\n");

	expect_line(text, line);
	free(text);
	free(line);
}

Test(yaml, keeps_strings_that_are_in_quotes_apart)
{
	expect_line("'': {type: TXT, value: '\"a\" \"\" \"b;\\\"c\"'}",
		    "TXT\t\"a\" \"\" \"b;\\\"c\"\n");
}

Test(yaml, leaves_out_what_octodns_ignores)
{
	struct loaded *loaded =
	    load_yaml("a: {type: A, value: no, octodns: {ignored: true}}");

	cr_expect(loaded->good);
	cr_expect_eq(loaded->draft.zone->rr_count, 2); /* SOA and NS */
	unload(loaded);
}

Test(yaml, keeps_an_alias_to_be_followed_with_all_zones)
{
	struct loaded *loaded =
	    load_yaml("www: {type: ALIAS, ttl: 60, value: host.other.}\n"
		      "'': {type: ALIAS, value: www.example.}\n");
	const struct zone_alias *aliases = loaded->draft.aliases;

	cr_assert(loaded->good);
	cr_assert_eq(loaded->draft.alias_count, 2);
	cr_expect(name_equal(aliases[0].owner, loaded->draft.zone->origin));
	cr_expect_eq(aliases[0].ttl, 3600);
	cr_expect(name_equal(aliases[1].owner, aliases[0].target));
	cr_expect_eq(aliases[1].ttl, 60);
	cr_expect_eq(aliases[1].pos.offset, 35);
	cr_expect_eq(aliases[1].span, 11);
	unload(loaded);
}

Test(yaml, allows_rules_at_records_and_for_the_zone)
{
	static const char text[] =
	    "a: {type: A, value: 192.0.2.1, mxd: {allow: ['x-y', z]}}\n"
	    "b: {type: A, mxd: {allow-zone: w}, value: 192.0.2.1}\n";
	static const char *const ids[] = {"x-y", "z", "w"};
	struct loaded *loaded = load_yaml(text);

	cr_assert(loaded->good);
	cr_assert_eq(loaded->draft.allowance_count, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct allowance *one = &loaded->draft.allowances[i];

		cr_expect_eq(one->span, strlen(ids[i]));
		cr_expect_eq(memcmp(text + one->pos.offset, ids[i], one->span),
			     0, "%s", ids[i]);
		cr_expect_eq(one->zone, i == 2);
		if (i < 2) {
			cr_expect_eq(one->from, 3);
			cr_expect_eq(one->to, strcspn(text, "]"));
		}
	}
	unload(loaded);
}

/* What a field of the first RR of a type at the apex is in the text. */
static void
expect_field(const char *text, uint16_t type, unsigned field,
	     const char *expected)
{
	struct loaded *loaded = load_yaml(text);
	const struct zone *zone = loaded->draft.zone;
	const struct node *node = zone_node(zone, zone->apex);
	const struct rrset *rrset = node_rrset(node, type);
	struct pos pos;
	uint32_t span;

	cr_assert(rrset, "%s", text);
	pos = draft_pos(&loaded->draft, node, rrset, 0);
	pos = zone_field(&loaded->sources, pos, field, &span);
	cr_assert_eq(pos.file, loaded->file);
	cr_expect(span == strlen(expected) &&
		      memcmp(text + pos.offset, expected, span) == 0,
		  "field %u of %s: %.*s", field, text, (int)span,
		  text + pos.offset);
	unload(loaded);
}

Test(yaml, finds_fields_in_the_text)
{
	static const char mx[] =
	    "'': {type: MX, values: [{exchange: b.example., preference: 20}, "
	    "{priority: '10', value: a.example.}]}";
	static const char txt[] = "'': {type: TXT, value: 'v=spf1 -all'}";
	static const char merged[] =
	    "x: {type: MX, value: &x {exchange: a.example., preference: 1}}\n"
	    "'': {type: MX, value: {<<: *x, preference: 2}}";

	expect_field(mx, TYPE_MX, 0, "10");
	expect_field(mx, TYPE_MX, 1, "a.example.");
	expect_field(txt, TYPE_TXT, 0, "v=spf1 -all");
	expect_field(merged, TYPE_MX, 0, "2");
	expect_field(merged, TYPE_MX, 1, "a.example.");
}

/* --- wrong ones: "# expect LINE:COLUMN error: part of the sentence" ------ */

struct expected {
	char place[300];
	char part[256];
	bool met;
};

struct expectations {
	VEC(struct expected) list;
};

static void
read_expectations(struct expectations *expectations, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[512];

	cr_assert(file, "%s", path);
	while (fgets(line, sizeof line, file)) {
		struct expected *expected;
		char place[32];

		if (strncmp(line, "# expect ", 9) != 0)
			continue;
		expected = VEC_PUSH(&expectations->list);
		expected->met = false;
		cr_assert_eq(sscanf(line, "# expect %31s error: %255[^\n]",
				    place, expected->part),
			     2, "%s", line);
		snprintf(expected->place, sizeof expected->place,
			 "%s:%s: error: ", path, place);
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
		    strncmp(line + len, expected->part,
			    strlen(expected->part)) == 0)
			return expected->met = true;
	}
	return false;
}

static void
check_bad_file(const char *path)
{
	struct expectations expectations = {0};
	struct loaded *loaded = load_any_file(path);

	read_expectations(&expectations, path);
	cr_expect(expectations.list.count > 0, "%s expects nothing", path);
	cr_expect_not(loaded->good, "%s", path);
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
	free(expectations.list.items);
	unload(loaded);
}

Test(yaml, says_what_is_wrong_with_bad_files)
{
	struct folder folder = {0};
	char why[SOURCE_WHY_MAX];

	cr_assert(folder_read(&folder, "tests/zones/yaml/bad", ".yaml", why),
		  "%s", why);
	cr_expect_geq(folder.paths.count, 4);
	for (size_t i = 0; i < folder.paths.count; i++)
		check_bad_file(folder.paths.items[i]);
	folder_free(&folder);
}
