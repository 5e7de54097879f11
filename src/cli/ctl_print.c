#include "cli/ctl_print.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS_MAX = 6, CELL_MAX = 4096 };

/* A table: which members are its columns, in this order. */
struct table {
	const char *mark; /* a member that only these objects have */
	const char *columns[COLUMNS_MAX]; /* to a NULL */
};

static const struct table tables[] = {
    {"content", {"name", "ttl", "type", "priority", "content", "id"}},
    {"serial", {"name", "serial", "records", "served", "changed", "file"}},
    {"latency_us", {"time", "client", "transport", "name", "type", "rcode"}},
    {"time", {"id", "time"}},
};

static void
cell(const json_t *object, const char *column, char text[static CELL_MAX])
{
	const json_t *value = json_object_get(object, column);

	if (json_is_string(value))
		snprintf(text, CELL_MAX, "%s", json_string_value(value));
	else if (json_is_integer(value))
		snprintf(text, CELL_MAX, "%lld",
			 (long long)json_integer_value(value));
	else if (json_is_boolean(value))
		snprintf(text, CELL_MAX, "%s",
			 json_is_true(value) ? "yes" : "no");
	else
		snprintf(text, CELL_MAX, "-");
}

static const struct table *
table_for(const json_t *items)
{
	const json_t *first = json_array_get(items, 0);

	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		if (json_object_get(first, tables[i].mark))
			return &tables[i];
	}
	return NULL;
}

static size_t
width_of(const json_t *items, const char *column)
{
	char text[CELL_MAX];
	size_t width = strlen(column);

	for (size_t i = 0; i < json_array_size(items); i++) {
		cell(json_array_get(items, i), column, text);
		if (strlen(text) > width)
			width = strlen(text);
	}
	return width;
}

/* Columns that line up for a person, and tabs for a program. */
static void
put_row(const struct table *table, const size_t *widths, const json_t *item)
{
	const char *between = isatty(STDOUT_FILENO) ? "  " : "\t";

	for (size_t i = 0; i < COLUMNS_MAX && table->columns[i]; i++) {
		bool last =
		    i + 1 == COLUMNS_MAX || table->columns[i + 1] == NULL;
		int width = last || *between == '\t' ? 0 : (int)widths[i];
		char text[CELL_MAX];

		if (item)
			cell(item, table->columns[i], text);
		else
			snprintf(text, sizeof text, "%s", table->columns[i]);
		printf("%-*s%s", width, text, last ? "\n" : between);
	}
}

static void
put_table(const json_t *items)
{
	const struct table *table = table_for(items);
	size_t widths[COLUMNS_MAX] = {0};

	if (!table)
		return;
	for (size_t i = 0; i < COLUMNS_MAX && table->columns[i]; i++)
		widths[i] = width_of(items, table->columns[i]);
	if (isatty(STDOUT_FILENO))
		put_row(table, widths, NULL);
	for (size_t i = 0; i < json_array_size(items); i++)
		put_row(table, widths, json_array_get(items, i));
}

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static void
put_findings(const json_t *findings)
{
	for (size_t i = 0; i < json_array_size(findings); i++) {
		const json_t *finding = json_array_get(findings, i);
		const char *rule = text_of(finding, "rule");

		fprintf(stderr, "%s: %s%s%s%s\n", text_of(finding, "severity"),
			text_of(finding, "message"), *rule ? " [" : "", rule,
			*rule ? "]" : "");
	}
}

/* What came of an expectation; where it does not hold, what came nearest. */
static void
put_expected(const json_t *data)
{
	const json_t *nearest = json_object_get(data, "nearest");
	json_t *items = json_array();

	puts(text_of(data, "why"));
	for (size_t i = 0; i < json_array_size(nearest); i++)
		json_array_append(
		    items,
		    json_object_get(json_array_get(nearest, i), "query"));
	put_table(json_object_get(data, "queries"));
	if (json_array_size(items) > 0)
		puts("nearest:");
	put_table(items);
	json_decref(items);
}

void
ctl_print(const json_t *data)
{
	const json_t *snapshot = json_object_get(data, "snapshot");

	if (json_object_get(data, "items"))
		put_table(json_object_get(data, "items"));
	else if (json_object_get(data, "holds"))
		put_expected(data);
	else
		puts(text_of(data, "message"));
	if (snapshot)
		printf("id %lld\n", (long long)json_integer_value(
					json_object_get(snapshot, "id")));
	put_findings(json_object_get(data, "findings"));
}

void
ctl_print_error(const json_t *error)
{
	fprintf(stderr, "mxd ctl: %s\n", text_of(error, "message"));
	put_findings(json_object_get(error, "findings"));
}
