/* What `mxd check` refuses is what `mxd serve` refuses. */
#include "base/alloc.h"
#include "base/folder.h"
#include "check/rule.h"
#include "control/load.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct said {
	struct sources sources;
	struct diag_sink sink;
};

static void
said_start(struct said *said)
{
	*said = (struct said){0};
	said->sink.sources = &said->sources;
}

static void
said_free(struct said *said)
{
	diag_free(&said->sink);
	sources_free(&said->sources);
}

/* All that is said about the texts; what becomes of a zone is about none. */
static size_t
about_texts(struct said *said)
{
	size_t kept = 0;

	diag_sort(&said->sink);
	for (size_t i = 0; i < said->sink.list.count; i++) {
		struct diag *diag = &said->sink.list.items[i];

		if (diag->pos.file == 0)
			continue;
		cr_expect_eq(i, kept, "they come first");
		kept++;
	}
	return kept;
}

static void
compare_said(const char *path, struct said *checked, struct said *served)
{
	size_t count = about_texts(checked);
	struct diag *a = checked->sink.list.items;
	struct diag *b = served->sink.list.items;

	cr_assert_eq(count, about_texts(served), "%s", path);
	for (size_t i = 0; i < count; i++) {
		char *left = diag_line(&checked->sink, &a[i]);
		char *right = diag_line(&served->sink, &b[i]);

		cr_expect_str_eq(left, right, "%s", path);
		free(left);
		free(right);
	}
}

static void
compare(const struct folder *folder, const char *path,
	enum check_profile profile)
{
	const char *zones[40] = {path, "tests/rules/beside.zone"};
	struct load_options options = {
	    .zones = zones, .zone_count = 2, .policy.profile = profile};
	struct said checked;
	struct said served;

	for (size_t i = 0; i < folder->paths.count; i++) {
		if (strstr(folder->paths.items[i], "/with"))
			zones[options.zone_count++] = folder->paths.items[i];
		cr_assert_lt(options.zone_count, 40);
	}
	said_start(&checked);
	said_start(&served);

	struct load_verdict verdict =
	    load_judge(&options, &checked.sources, &checked.sink);
	struct view *view =
	    load_zones(&options, NULL, &served.sources, &served.sink);

	cr_expect_eq(verdict.zones, options.zone_count, "%s", path);
	if (view)
		cr_expect_eq(verdict.refused, load_totals(view).refused, "%s",
			     path);
	else
		cr_expect_gt(verdict.refused, 0, "%s", path);
	cr_expect(profile != CHECK_STRICT || (verdict.refused == 0) == !!view,
		  "%s", path);
	compare_said(path, &checked, &served);
	if (view)
		view_unref(view);
	said_free(&checked);
	said_free(&served);
}

static size_t
compare_folder(const char *path)
{
	struct folder folder = {0};
	char why[SOURCE_WHY_MAX] = "";
	size_t compared = 0;

	cr_assert(folder_read(&folder, path, ".zone", why), "%s: %s", path,
		  why);
	for (size_t i = 0; i < folder.paths.count; i++) {
		if (strstr(folder.paths.items[i], "/with"))
			continue;
		compare(&folder, folder.paths.items[i], CHECK_LAB);
		compare(&folder, folder.paths.items[i], CHECK_PUBLIC);
		compare(&folder, folder.paths.items[i], CHECK_STRICT);
		compared++;
	}
	folder_free(&folder);
	return compared;
}

Test(judge, refuses_of_the_broken_samples_what_serving_refuses)
{
	cr_expect_gt(compare_folder("zones/broken"), 5);
}

Test(judge, refuses_of_texts_with_errors_what_serving_refuses)
{
	cr_expect_gt(compare_folder("tests/zones/bad"), 20);
}

Test(judge, refuses_of_the_zones_of_each_rule_what_serving_refuses)
{
	size_t count;
	const struct rule *rules = rule_rows(&count);

	for (size_t i = 0; i < count; i++) {
		char *path = xasprintf("tests/rules/%s", rules[i].id);

		cr_expect_geq(compare_folder(path), 2, "%s", path);
		free(path);
	}
}

Test(judge, counts_the_records_of_what_it_could_read)
{
	const char *const zones[] = {"zones/broken/mx-exchange-alias.zone",
				     "zones/nowhere.zone"};
	struct load_options options = {.zones = zones, .zone_count = 2};
	struct said said;

	said_start(&said);

	struct load_verdict verdict =
	    load_judge(&options, &said.sources, &said.sink);

	cr_expect_eq(verdict.zones, 2);
	cr_expect_eq(verdict.refused, 2);
	cr_expect_eq(verdict.records, 5);
	said_free(&said);
}
