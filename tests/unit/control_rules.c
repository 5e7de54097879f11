/*
 * Each rule of THE table against the zones of tests/rules/<id>/:
 *
 *	good.zone   no finding of any rule
 *	good-*.zone no finding of its rule, no error or warning of any other
 *	bad*.zone   just the findings of its lines "; expect LINE:COLUMN
 *	            SEVERITY [RULE]" (RULE left out: the folder's); notes of
 *	            other rules need not be expected
 *	with*.zone  loaded together with each of the others
 *	before.zone what was served before, when they are loaded
 *
 * A line "; profile strict" or "; profile public" in a case says how strictly
 * it is judged.
 */
#include "base/alloc.h"
#include "base/folder.h"
#include "check/rule.h"
#include "control/load.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ZONES_MAX = 40, EXPECTED_MAX = 64, RULE_MAX = 40 };

/* One case as it was loaded. */
struct outcome {
	struct sources sources;
	struct diag_sink sink;
	struct view *view;
};

static void
load(struct outcome *outcome, const char *const *zones, size_t count,
     enum check_profile profile, const struct view *previous)
{
	struct load_options options = {
	    .zones = zones,
	    .zone_count = count,
	    .policy.profile = profile,
	};

	*outcome = (struct outcome){0};
	outcome->sink.sources = &outcome->sources;
	outcome->view =
	    load_zones(&options, previous, &outcome->sources, &outcome->sink);
}

static void
release(struct outcome *outcome)
{
	view_unref(outcome->view);
	diag_free(&outcome->sink);
	sources_free(&outcome->sources);
}

/* A finding, expected or made, as text that can be compared. */
struct findings {
	char *lines[EXPECTED_MAX];
	size_t count;
};

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		free(findings->lines[i]);
}

static void
findings_add(struct findings *findings, char *line)
{
	cr_assert(findings->count < EXPECTED_MAX);
	findings->lines[findings->count++] = line;
}

/* All lines "; expect ..." of one text; `rule` for those that name none. */
static void
add_expected(struct findings *expected, const struct source *source,
	     const char *rule)
{
	const char *at = source->text;
	unsigned line;
	unsigned column;
	char severity[RULE_MAX];
	char named[RULE_MAX];

	while ((at = strstr(at, "\n; expect "))) {
		int got = sscanf(at, "\n; expect %u:%u %39s%*1[ ]%39s", &line,
				 &column, severity, named);

		cr_assert(got >= 3, "%s: %.30s", source->path, at + 1);
		findings_add(expected, xasprintf("%s:%u:%u %s %s", source->path,
						 line, column, severity,
						 got == 4 ? named : rule));
		at++;
	}
}

static bool
file_starts(const char *path, const char *with)
{
	return strncmp(strrchr(path, '/') + 1, with, strlen(with)) == 0;
}

/* A case shows one thing; that it has no SPF record, say, is another. But there
 * is a zone for each rule in which nothing at all is to be found. */
static bool
is_beside_the_point(const struct diag *diag, const char *rule, const char *path)
{
	return diag->severity == SEVERITY_NOTE && diag->rule &&
	       strcmp(diag->rule, rule) != 0 && !file_starts(path, "good.zone");
}

static void
add_made(struct findings *made, const struct outcome *outcome, const char *rule)
{
	for (size_t i = 0; i < outcome->sink.list.count; i++) {
		const struct diag *diag = &outcome->sink.list.items[i];

		if (diag->pos.file == 0) /* what becomes of the zone */
			continue;

		struct place place =
		    sources_place(&outcome->sources, diag->pos);

		if (is_beside_the_point(diag, rule, place.path))
			continue;

		findings_add(
		    made, xasprintf("%s:%u:%u %s %s", place.path, place.line,
				    place.column, severity_word(diag->severity),
				    diag->rule ? diag->rule : diag->text));
	}
}

/* Both sorted, each line of the one is a line of the other. */
static void
compare(const char *path, struct findings *expected, struct findings *made)
{
	size_t e = 0;
	size_t m = 0;

	qsort(expected->lines, expected->count, sizeof(char *), by_text);
	qsort(made->lines, made->count, sizeof(char *), by_text);
	while (e < expected->count || m < made->count) {
		int order = e == expected->count ? 1
			    : m == made->count
				? -1
				: strcmp(expected->lines[e], made->lines[m]);

		cr_expect(order >= 0, "%s: not found: %s", path,
			  expected->lines[e]);
		cr_expect(order <= 0, "%s: not expected: %s", path,
			  made->lines[m]);
		e += order <= 0;
		m += order >= 0;
	}
}

static enum check_profile
profile_of(const struct outcome *outcome)
{
	const char *text = outcome->sources.list.items[0].text;

	if (strstr(text, "; profile strict\n"))
		return CHECK_STRICT;
	return strstr(text, "; profile public\n") ? CHECK_PUBLIC : CHECK_LAB;
}

/* The zone is refused if, and only if, an error is expected in it; and the
 * reason is that of an expected rule. */
static void
expect_refusal(const char *path, const struct outcome *outcome,
	       const struct findings *expected, enum check_profile profile)
{
	bool error = false;
	bool named = false;

	for (size_t i = 0; i < expected->count; i++)
		error |= strstr(expected->lines[i], " error ") != NULL;
	if (profile == CHECK_STRICT) {
		cr_expect_eq(outcome->view != NULL, !error, "%s", path);
		return;
	}
	cr_assert(outcome->view, "%s", path);
	cr_expect_eq(load_totals(outcome->view).refused, (unsigned)error,
		     "%s: %u zones refused", path,
		     load_totals(outcome->view).refused);
	for (uint32_t i = 0; i < outcome->view->count; i++) {
		const char *refusal = outcome->view->zones[i].refusal;

		for (size_t e = 0; refusal && e < expected->count; e++) {
			const char *rule = strrchr(expected->lines[e], ' ') + 1;

			named |= strncmp(refusal, rule, strlen(rule)) == 0 &&
				 refusal[strlen(rule)] == ':';
		}
	}
	cr_expect_eq(named, error, "%s: the refusal names no rule of it", path);
}

static void
run_case(const struct folder *folder, const char *path, const char *rule)
{
	const char *zones[ZONES_MAX] = {path, "tests/rules/beside.zone"};
	struct findings expected = {0};
	struct findings made = {0};
	struct outcome before = {0};
	struct outcome outcome;
	enum check_profile profile;
	size_t count = 2;

	for (size_t i = 0; i < folder->paths.count; i++) {
		if (file_starts(folder->paths.items[i], "with")) {
			cr_assert(count < ZONES_MAX);
			zones[count++] = folder->paths.items[i];
		}
		if (file_starts(folder->paths.items[i], "before"))
			load(&before,
			     (const char *const *)folder->paths.items + i, 1,
			     CHECK_LAB, NULL);
	}
	load(&outcome, zones, count, CHECK_LAB, before.view);
	profile = profile_of(&outcome);
	if (profile != CHECK_LAB) {
		release(&outcome);
		load(&outcome, zones, count, profile, before.view);
	}
	for (size_t i = 0; i < outcome.sources.list.count; i++)
		add_expected(&expected, &outcome.sources.list.items[i], rule);
	add_made(&made, &outcome, rule);
	compare(path, &expected, &made);
	expect_refusal(path, &outcome, &expected, profile);

	bool of_rule = false;

	for (size_t i = 0; i < expected.count; i++)
		of_rule |=
		    strcmp(strrchr(expected.lines[i], ' ') + 1, rule) == 0;
	cr_expect_eq(of_rule, file_starts(path, "bad"),
		     "%s: what it expects of %s", path, rule);
	findings_free(&expected);
	findings_free(&made);
	release(&outcome);
	release(&before);
}

static void
run_rule(const struct rule *rule)
{
	char *path = xasprintf("tests/rules/%s", rule->id);
	struct folder folder = {0};
	char why[SOURCE_WHY_MAX] = "";
	bool good = false;
	bool bad = false;

	cr_assert(folder_read(&folder, path, ".zone", why), "%s: %s", path,
		  why);
	for (size_t i = 0; i < folder.paths.count; i++) {
		const char *file = folder.paths.items[i];

		good |= file_starts(file, "good.zone");
		bad |= file_starts(file, "bad.zone");
		if (file_starts(file, "good") || file_starts(file, "bad"))
			run_case(&folder, file, rule->id);
		else
			cr_expect(file_starts(file, "with") ||
				      file_starts(file, "before"),
				  "%s", file);
	}
	cr_expect(good && bad, "%s: needs good.zone and bad.zone", path);
	folder_free(&folder);
	free(path);
}

/* R1, R2, R3, R5, R9 are cases here. */
Test(rules, each_has_its_proof_and_finds_just_what_is_expected)
{
	size_t count;
	const struct rule *rules = rule_rows(&count);

	cr_assert_gt(count, 0);
	for (size_t i = 0; i < count; i++)
		run_rule(&rules[i]);
}

/* M1 to M11: the zones that come with mxd are exemplary. */
Test(rules, the_sample_zones_are_without_fault)
{
	const char *const zones[] = {"zones"};
	struct outcome outcome;

	load(&outcome, zones, 1, CHECK_LAB, NULL);
	cr_assert(outcome.view);
	for (size_t i = 0; i < outcome.sink.list.count; i++) {
		const struct diag *diag = &outcome.sink.list.items[i];
		char *line = diag_line(&outcome.sink, diag);

		cr_expect(diag->severity == SEVERITY_NOTE, "%s", line);
		free(line);
	}
	cr_expect_geq(load_totals(outcome.view).served, 12);
	cr_expect_eq(load_totals(outcome.view).refused, 0);
	release(&outcome);
}

/* zones/broken/<id>.zone: one for each rule that refuses in a lab. */
Test(rules, each_refusing_one_has_a_broken_sample)
{
	size_t count;
	const struct rule *rules = rule_rows(&count);

	for (size_t i = 0; i < count; i++) {
		char *path = xasprintf("zones/broken/%s.zone", rules[i].id);
		const char *const zones[] = {path, "tests/rules/beside.zone"};
		struct outcome outcome;

		if (rules[i].lab != RULE_REFUSE) {
			free(path);
			continue;
		}
		load(&outcome, zones, 2, CHECK_LAB, NULL);
		cr_assert(outcome.view, "%s", path);
		cr_expect_eq(outcome.sink.errors, 1, "%s: %zu errors", path,
			     outcome.sink.errors);
		cr_expect_eq(load_totals(outcome.view).refused, 1, "%s", path);
		for (size_t d = 0; d < outcome.sink.list.count; d++) {
			const struct diag *diag = &outcome.sink.list.items[d];

			if (diag->severity == SEVERITY_ERROR)
				cr_expect_str_eq(diag->rule ? diag->rule : "",
						 rules[i].id);
		}
		release(&outcome);
		free(path);
	}
}
