/* Which request is whose, and rows that make sense. */
#include "api/route.h"
#include "api/schema.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char *arguments[CALL_ARGUMENTS_MAX];
static bool known;

/* The operation for a request, or "". */
static const char *
find(const char *method, const char *text)
{
	struct target target;
	const struct api_route *route;

	cr_assert_null(target_parse(text, &target), "%s", text);
	route = api_route_find(method, &target, arguments, &known);
	target_free(&target);
	return route ? route->id : "";
}

Test(route, is_found_by_method_and_path)
{
	cr_expect_str_eq(find("GET", "/livez"), "livez");
	cr_expect_str_eq(find("HEAD", "/livez"), "livez");
	cr_expect_str_eq(find("GET", "/openapi.json?a=b"), "openapi");
	cr_expect_str_eq(find("POST", "/livez"), "");
	cr_expect(known);
	cr_expect_str_eq(find("GET", "/livez/"), "");
	cr_expect_not(known);
	cr_expect_str_eq(find("GET", "/live"), "");
	cr_expect_str_eq(find("GET", "/"), "");
}

Test(route, says_which_methods_a_path_has)
{
	struct target target;
	char *allow;

	cr_assert_null(target_parse("/livez", &target));
	allow = api_route_allow(&target);
	cr_expect_str_eq(allow, "GET");
	free(allow);
	target_free(&target);
}

static size_t
placeholders(const char *path)
{
	size_t count = 0;

	for (; *path != '\0'; path++)
		count += *path == '{';
	return count;
}

Test(route, rows_are_whole)
{
	size_t count;
	const struct api_route *rows = api_route_rows(&count);

	for (size_t i = 0; i < count; i++) {
		const struct api_route *row = &rows[i];

		cr_expect_eq(row->path[0], '/');
		cr_expect_leq(placeholders(row->path), CALL_ARGUMENTS_MAX);
		cr_expect_gt(strlen(row->summary), 10, "%s", row->id);
		cr_expect_eq(row->summary[strlen(row->summary) - 1], '.', "%s",
			     row->id);
		cr_expect(row->status >= 200 && row->status < 300, "%s",
			  row->id);
		cr_expect(row->answer || row->type, "%s", row->id);
		cr_expect(!row->request || schema_get(row->request));
		cr_expect(!row->answer || schema_get(row->answer));
		for (size_t k = 0; k < i; k++) {
			cr_expect_str_neq(row->id, rows[k].id);
			cr_expect(strcmp(row->path, rows[k].path) != 0 ||
				      strcmp(row->method, rows[k].method) != 0,
				  "%s twice", row->path);
		}
	}
}
