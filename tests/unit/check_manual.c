/*
 * docs/rules.md is made from THE table of rules. When a row changes, write it
 * anew:
 *
 *	MXD_WRITE_MANUAL=1 meson test -C build check_manual
 */
#include "base/alloc.h"
#include "base/source.h"
#include "check/example.h"
#include "check/rule.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char path[] = "docs/rules.md";

static const char head[] =
    "# The rules that a zone is judged by\n"
    "\n"
    "Made from the table in `src/check/rules.c`; `tests/unit/"
    "check_manual.c` says how.\n"
    "\n"
    "All zones that are loaded are judged together, each finding with its "
    "place in the text. Each counts\n"
    "as it is written, even one that is refused itself; of one whose text has "
    "errors, the version that\n"
    "was served before counts. A name outside of them is never looked up: it "
    "is not judged. What a\n"
    "finding does:\n"
    "\n"
    "- **refuse**: an error. The zone is not served; its queries are answered "
    "with SERVFAIL and the\n"
    "  rule. `--allow RULE` (in `mxd.yaml`: `allow: [RULE]`) serves it all the "
    "same, save for the rules\n"
    "  marked †, without which there is no zone.\n"
    "- **warn**: a warning. The zone is served; under `--strict` it is "
    "refused, and nothing is served.\n"
    "- **note**: nothing but a note.\n"
    "\n"
    "The levels are the highest that a finding of the rule has; some of its "
    "findings may matter less.\n"
    "`rules: {RULE: LEVEL}` in `mxd.yaml` (`--rules RULE=LEVEL`) sets another "
    "level: `off`, `note`, `warn`\n"
    "or `refuse`.\n"
    "\n"
    "What is broken on purpose can be allowed where it stands, in a comment "
    "behind the record or for the\n"
    "zone as a whole:\n"
    "\n"
    "```\n"
    "@ MX 10 mail     ; mxd: allow mx-exchange-private mx-single\n"
    "; mxd: allow-zone zone-soa-timers\n"
    "```\n"
    "\n"
    "What is found by a rule that is allowed is told as a note that ends in "
    "`(allowed)`; what is a note\n"
    "anyway is then not told. An allowance that allows nothing is a note "
    "itself, `allow-unused`.\n"
    "\n"
    "Of one rule in one zone 20 findings of each severity are told, and then "
    "how many more there are. Each\n"
    "rule has zones that keep it and that break it in `tests/rules/` (`mxd "
    "explain RULE` shows them), and\n"
    "each that refuses has one in `zones/broken/` to try.\n"
    "\n"
    "| rule | in a lab | in public | what is asked for | reference |\n"
    "|---|---|---|---|---|\n";

static const char *
level_word(uint8_t level)
{
	static const char *const words[] = {
	    [RULE_OFF] = "–",
	    [RULE_NOTE] = "note",
	    [RULE_WARN] = "warn",
	    [RULE_REFUSE] = "refuse",
	};

	return words[level];
}

static char *
manual(void)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	size_t count;
	const struct rule *rules = rule_rows(&count);

	cr_assert(stream);
	fputs(head, stream);
	for (size_t i = 0; i < count; i++)
		fprintf(stream, "| `%s`%s | %s | %s | %s | %s |\n", rules[i].id,
			rules[i].mandatory ? " †" : "",
			level_word(rules[i].lab), level_word(rules[i].public),
			rules[i].says, rules[i].reference);
	fclose(stream);
	return text;
}

Test(manual, of_the_rules_is_current)
{
	struct sources sources = {0};
	char why[SOURCE_WHY_MAX] = "";
	char *text = manual();
	uint32_t file;

	if (getenv("MXD_WRITE_MANUAL")) {
		FILE *stream = fopen(path, "we");

		cr_assert(stream && fputs(text, stream) >= 0);
		cr_assert_eq(fclose(stream), 0);
	}
	cr_assert(sources_read(&sources, path, &file, why), "%s: %s", path,
		  why);
	cr_expect_str_eq(sources_get(&sources, file)->text, text,
			 "%s is not what the table says", path);
	sources_free(&sources);
	free(text);
}

Test(manual, names_for_each_rule_what_it_asks_for_and_where_that_is_from)
{
	size_t count;
	const struct rule *rules = rule_rows(&count);

	for (size_t i = 0; i < count; i++) {
		const char *id = rules[i].id;

		cr_expect_gt(strlen(rules[i].says), 20, "%s", id);
		cr_expect(rules[i].reference, "%s", id);
		cr_expect_eq(
		    strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-"),
		    strlen(id), "%s", id);
		cr_expect_leq(strlen(id), 32, "%s", id);
		cr_expect_eq(rule_find(id), &rules[i], "%s twice", id);
		cr_expect(!rules[i].mandatory || rules[i].lab == RULE_REFUSE,
			  "%s", id);
	}
}

Test(manual, has_an_example_of_each_rule)
{
	size_t count;
	const struct rule *rules = rule_rows(&count);

	for (size_t i = 0; i < count; i++) {
		const struct rule_example *example = rule_example(rules[i].id);

		cr_assert(example, "%s", rules[i].id);
		cr_expect(strstr(example->good, "SOA"), "%s", rules[i].id);
		cr_expect_neq(strlen(example->bad), 0, "%s", rules[i].id);
		cr_expect_null(strstr(example->bad, "; expect"), "%s",
			       rules[i].id);
	}
	cr_expect_null(rule_example("no-such-rule"));
}
