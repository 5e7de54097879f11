/*
 * docs/api.md is made from THE tables of routes, errors and schemas. When a row
 * changes, write it anew:
 *
 *	MXD_WRITE_MANUAL=1 meson test -C build api_manual
 */
#include "api/route.h"
#include "api/schema.h"
#include "base/source.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char path[] = "docs/api.md";

static const char head[] =
    "# The control API\n"
    "\n"
    "Made from the tables in `src/api/route.c`, `src/api/schema.c` and "
    "`src/api/call.c`;\n"
    "`tests/unit/api_manual.c` says how.\n"
    "\n"
    "`mxd serve --control 127.0.0.1@8053` (or `unix:/run/mxd.sock`; in "
    "`mxd.yaml`: `control`) answers HTTP\n"
    "there, beside DNS. `/openapi.json` is this page for programs, an OpenAPI "
    "3.1 document.\n"
    "\n"
    "```console\n"
    "$ mxd serve --listen 127.0.0.1@5301 --control 127.0.0.1@8053 zones/ &\n"
    "$ curl -s http://127.0.0.1:8053/readyz\n"
    "```\n"
    "\n"
    "## Who may ask\n"
    "\n"
    "Without a token the API answers only at a loopback address or a Unix "
    "socket, whose file is the user's\n"
    "alone; mxd does not start with another address. Tokens stand in a file, "
    "one a line (`control-tokens`), or\n"
    "in the environment, `MXD_TOKEN`. If there is one, requests must show it:\n"
    "\n"
    "```sh\n"
    "curl -H \"Authorization: Bearer $MXD_TOKEN\" "
    "http://192.0.2.1:8053/readyz\n"
    "```\n"
    "\n"
    "Routes marked † need none; those marked ‡ are there with the setting "
    "`challtestsrv` alone, and take JSON\n"
    "whatever its Content-Type: a host in no zone gets one, that of its last "
    "label. Requests that a web page may have made are "
    "refused, whatever they show:\n"
    "those with another `Host` than an address, `localhost`, this machine's "
    "name or one of `control-host`, and\n"
    "those whose `Origin` or `Sec-Fetch-Site` tells of another site.\n"
    "\n"
    "A body of JSON is at most 1 MiB, a zone's text 64 MiB. A connection on "
    "which a request, or its answer, is\n"
    "not through within ten seconds is closed; of more than a hundred "
    "connections, the one that has been idle for\n"
    "the longest.\n"
    "\n"
    "## Answers\n"
    "\n"
    "Success and failure have these shapes, but for answers of another media "
    "type:\n"
    "\n"
    "```\n"
    "{\"status\": \"success\", \"data\": {…}}\n"
    "{\"status\": \"error\", \"error\": {\"code\": \"refused\", \"message\": "
    "\"…\", \"rule\": \"mx-exchange-alias\", \"findings\": […]}}\n"
    "```\n"
    "\n";

static void
put_errors(FILE *stream)
{
	fputs("| code | status | what it says |\n|---|---|---|\n", stream);
	for (int i = 0; i < CALL_ERRORS; i++) {
		const struct call_error_row *row =
		    call_error_row((enum call_error)i);

		fprintf(stream, "| `%s` | %u | %s |\n", row->code, row->status,
			row->says);
	}
}

static void
put_reference(FILE *stream, const char *name)
{
	if (!name)
		return;
	fprintf(stream, "[%s](#", name);
	for (; *name != '\0'; name++)
		fputc(*name | 0x20, stream);
	fputs(")", stream);
}

static void
put_route(FILE *stream, const struct api_route *row)
{
	fprintf(stream, "| `%s %s`%s | %s", row->method, row->path,
		row->flags & ROUTE_OPEN           ? " †"
		: row->flags & ROUTE_CHALLTESTSRV ? " ‡"
						  : "",
		row->summary);
	for (size_t i = 0; i < ROUTE_PARAMETERS_MAX && row->query[i].name; i++)
		fprintf(stream, " `?%s=`: %s.", row->query[i].name,
			row->query[i].says);
	fputs(" | ", stream);
	if (row->flags & ROUTE_TEXT)
		fputs("`text/dns` or `application/yaml`", stream);
	put_reference(stream, row->request);
	if (row->flags & ROUTE_OPTIONAL)
		fputs(", or none", stream);
	fprintf(stream, " | %u ", row->status);
	if (row->type)
		fprintf(stream, "`%s`", row->type);
	put_reference(stream, row->answer);
	fputs(" |\n", stream);
}

static void
put_routes(FILE *stream)
{
	size_t count;
	const struct api_route *rows = api_route_rows(&count);

	fputs("\n## Routes\n\n| route | what it does | body | answer "
	      "|\n|---|---|---|---|\n",
	      stream);
	for (size_t i = 0; i < count; i++)
		put_route(stream, &rows[i]);
}

static void
put_kind(FILE *stream, const struct schema_member *member)
{
	switch (member->kind) {
	case SCHEMA_TEXT:
		fputs("text", stream);
		break;
	case SCHEMA_NUMBER:
		fputs("number", stream);
		if (member->max <= UINT32_MAX)
			fprintf(stream, " to %" PRId64, member->max);
		break;
	case SCHEMA_TRUTH:
		fputs("true or false", stream);
		break;
	case SCHEMA_TEXTS:
		fputs("list of texts", stream);
		break;
	case SCHEMA_LIST:
		fputs("list of ", stream);
		put_reference(stream, member->of);
		break;
	case SCHEMA_LISTS:
		fputs("list of lists of ", stream);
		put_reference(stream, member->of);
		break;
	case SCHEMA_OBJECT:
		put_reference(stream, member->of);
		break;
	}
	if (member->flags & SCHEMA_NULL)
		fputs(", or null", stream);
}

static void
put_schema(FILE *stream, const struct schema *row)
{
	fprintf(stream,
		"\n### %s\n\n%c%s.\n\n"
		"| member | what | |\n|---|---|---|\n",
		row->name, row->says[0] & ~0x20, row->says + 1);
	for (size_t i = 0; i < SCHEMA_MEMBERS_MAX && row->members[i].name;
	     i++) {
		const struct schema_member *member = &row->members[i];

		fprintf(stream, "| `%s`%s | %s | ", member->name,
			member->flags & SCHEMA_REQUIRED ? " *" : "",
			member->says);
		put_kind(stream, member);
		fputs(" |\n", stream);
	}
}

static void
put_schemas(FILE *stream)
{
	size_t count;
	const struct schema *rows = schema_rows(&count);

	fputs("\n## Objects\n\nMembers marked * are always there. Requests "
	      "with a member that is not listed are refused.\n",
	      stream);
	for (size_t i = 0; i < count; i++)
		put_schema(stream, &rows[i]);
}

static char *
manual(void)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	cr_assert(stream);
	fputs(head, stream);
	put_errors(stream);
	put_routes(stream);
	put_schemas(stream);
	fclose(stream);
	return text;
}

Test(manual, of_the_api_is_current)
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
			 "%s is not what the tables say", path);
	sources_free(&sources);
	free(text);
}

Test(manual, names_schemas_that_are_there)
{
	size_t count;
	const struct schema *rows = schema_rows(&count);

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0;
		     k < SCHEMA_MEMBERS_MAX && rows[i].members[k].name; k++) {
			const struct schema_member *member =
			    &rows[i].members[k];

			cr_expect_eq(member->kind == SCHEMA_OBJECT ||
					 member->kind == SCHEMA_LIST ||
					 member->kind == SCHEMA_LISTS,
				     member->of != NULL, "%s.%s", rows[i].name,
				     member->name);
			cr_expect(!member->of || schema_get(member->of));
			cr_expect_gt(strlen(member->says), 3);
		}
	}
}
