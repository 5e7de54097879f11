#include "cli/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct report_format rows[] = {
    {"text", report_text},
    {"json", report_json},
    {"sarif", report_sarif},
    {"junit", report_junit},
};

const struct report_format *
report_format(const char *name)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

const char *
report_formats(void)
{
	return "text, json, sarif or junit";
}

/* Carets for a person, and colours unless the person wants none. */
static struct diag_style
style_of(FILE *stream)
{
	const char *no_color = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");
	bool person = isatty(fileno(stream));

	return (struct diag_style){
	    .carets = person,
	    .colours = person && (!no_color || *no_color == '\0') && terminal &&
		       strcmp(terminal, "dumb") != 0,
	};
}

/* "1 zone", "2 zones". */
static void
print_count(FILE *stream, uint64_t count, const char *what, const char *behind)
{
	fprintf(stream, "%" PRIu64 " %s%s%s", count, what,
		count == 1 ? "" : "s", behind);
}

void
report_text(const struct report *report, FILE *stream)
{
	const struct load_verdict *verdict = report->verdict;
	const struct diag_sink *sink = report->sink;

	diag_write(report->sink, stream, style_of(stream));
	print_count(stream, verdict->zones, "zone", ", ");
	print_count(stream, verdict->records, "record", ": ");
	print_count(stream, sink->errors, "error", ", ");
	print_count(stream, sink->warnings, "warning", ", ");
	print_count(stream, sink->notes, "note", "");
	if (verdict->refused > 0)
		fprintf(stream, "; %" PRIu32 " refused", verdict->refused);
	fputc('\n', stream);
}
