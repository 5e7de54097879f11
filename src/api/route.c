#include "api/route.h"
#include "api/handlers.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_PLAIN "text/plain; charset=utf-8"

// clang-format off
static const struct api_route rows[] = {
    {"GET", "/livez", get_livez, "livez", "Whether the server runs.",
     NULL, NULL, TEXT_PLAIN, 200, ROUTE_OPEN, {{0}}},
    {"GET", "/readyz", get_readyz, "readyz",
     "Whether all workers answer from the newest zones.",
     NULL, "Health", NULL, 200, ROUTE_OPEN, {{0}}},
    {"GET", "/openapi.json", get_openapi, "openapi",
     "This API as an OpenAPI 3.1 document.",
     NULL, NULL, "application/json", 200, ROUTE_OPEN, {{0}}},
};
// clang-format on

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct api_route *
api_route_rows(size_t *count)
{
	*count = ROWS;
	return rows;
}

/* Whether a segment of the target fits one of a pattern, len octets. */
static bool
fits(const char *pattern, size_t len, const char *segment)
{
	if (pattern[0] == '{')
		return *segment != '\0';
	return strlen(segment) == len && memcmp(segment, pattern, len) == 0;
}

static bool
matches(const char *path, const struct target *target,
	const char *arguments[static CALL_ARGUMENTS_MAX])
{
	size_t argument = 0;

	for (size_t i = 0; i < target->segment_count; i++) {
		size_t len;

		if (*path != '/')
			return false;
		path++;
		len = strcspn(path, "/");
		if (!fits(path, len, target->segments[i]))
			return false;
		if (path[0] == '{')
			arguments[argument++] = target->segments[i];
		path += len;
	}
	return *path == '\0';
}

static bool
is_method(const struct api_route *row, const char *method)
{
	return strcmp(row->method, method) == 0 ||
	       (strcmp(method, "HEAD") == 0 && strcmp(row->method, "GET") == 0);
}

const struct api_route *
api_route_find(const char *method, const struct target *target,
	       const char *arguments[static CALL_ARGUMENTS_MAX], bool *known)
{
	*known = false;
	for (size_t i = 0; i < ROWS; i++) {
		if (!matches(rows[i].path, target, arguments))
			continue;
		*known = true;
		if (is_method(&rows[i], method))
			return &rows[i];
	}
	return NULL;
}

char *
api_route_allow(const struct target *target)
{
	const char *unused[CALL_ARGUMENTS_MAX];
	char *allow = xstrndup("", 0);

	for (size_t i = 0; i < ROWS; i++) {
		char *longer;

		if (!matches(rows[i].path, target, unused))
			continue;
		longer = xasprintf("%s%s%s", allow, *allow ? ", " : "",
				   rows[i].method);
		free(allow);
		allow = longer;
	}
	return allow;
}
