/*
 * Findings as JUnit XML, which build servers show as tests: each text is a
 * case, which errors and warnings fail.
 */
#include "base/utf8.h"
#include "cli/report.h"

#include <stdlib.h>

/* Text for an attribute or an element. */
static void
put_escaped(const char *text, FILE *stream)
{
	char *utf8 = utf8_printable(text);

	for (const char *at = utf8; *at != '\0'; at++) {
		if (*at == '&')
			fputs("&amp;", stream);
		else if (*at == '<')
			fputs("&lt;", stream);
		else if (*at == '>')
			fputs("&gt;", stream);
		else if (*at == '"')
			fputs("&quot;", stream);
		else
			fputc(*at, stream);
	}
	free(utf8);
}

/* The findings about one text, or about none (0): they follow each other. */
struct part {
	uint32_t file;
	size_t first, end; /* in the sink's list */
};

static bool
fails(const struct diag *diag)
{
	return diag->severity != SEVERITY_NOTE;
}

/* The most serious of the part; NULL: nothing fails it. */
static const struct diag *
worst(const struct diag_sink *sink, const struct part *part)
{
	const struct diag *found = NULL;

	for (size_t i = part->first; i < part->end; i++) {
		const struct diag *diag = &sink->list.items[i];

		if (fails(diag) && (!found || diag->severity > found->severity))
			found = diag;
	}
	return found;
}

static void
put_lines(const struct diag_sink *sink, const struct part *part, bool failing,
	  FILE *stream)
{
	for (size_t i = part->first; i < part->end; i++) {
		const struct diag *diag = &sink->list.items[i];
		char *line;

		if (fails(diag) != failing)
			continue;
		line = diag_line(sink, diag);
		put_escaped(line, stream);
		fputc('\n', stream);
		free(line);
	}
}

static bool
has_notes(const struct diag_sink *sink, const struct part *part)
{
	for (size_t i = part->first; i < part->end; i++) {
		if (!fails(&sink->list.items[i]))
			return true;
	}
	return false;
}

static void
put_case(const struct diag_sink *sink, const struct part *part, FILE *stream)
{
	const struct diag *failure = worst(sink, part);

	fputs("    <testcase classname=\"mxd.check\" name=\"", stream);
	put_escaped(part->file == 0
			? "all zones"
			: sources_get(sink->sources, part->file)->path,
		    stream);
	fputs("\">\n", stream);
	if (failure) {
		fprintf(stream, "      <failure type=\"%s\" message=\"",
			failure->rule ? failure->rule
				      : severity_word(failure->severity));
		put_escaped(failure->text, stream);
		fputs("\">", stream);
		put_lines(sink, part, true, stream);
		fputs("</failure>\n", stream);
	}
	if (has_notes(sink, part)) {
		fputs("      <system-out>", stream);
		put_lines(sink, part, false, stream);
		fputs("</system-out>\n", stream);
	}
	fputs("    </testcase>\n", stream);
}

/* From the part of one text to that of the next. */
static struct part
next_part(const struct diag_sink *sink, uint32_t file, size_t first)
{
	struct part part = {.file = file, .first = first, .end = first};

	while (part.end < sink->list.count &&
	       sink->list.items[part.end].pos.file == file)
		part.end++;
	return part;
}

/* How many parts fail; each is written if there is a stream. What is about no
 * text comes last (diag_sort()). */
static size_t
walk_parts(const struct diag_sink *sink, FILE *stream)
{
	uint32_t parts = (uint32_t)sink->sources->list.count + 1;
	size_t failed = 0;
	size_t at = 0;

	for (uint32_t i = 1; i <= parts; i++) {
		struct part part = next_part(sink, i % parts, at);

		at = part.end;
		failed += worst(sink, &part) != NULL;
		if (stream)
			put_case(sink, &part, stream);
	}
	return failed;
}

void
report_junit(const struct report *report, FILE *stream)
{
	const struct diag_sink *sink = report->sink;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n",
	      stream);
	fprintf(stream,
		"  <testsuite name=\"mxd check\" tests=\"%zu\" "
		"failures=\"%zu\" errors=\"0\" skipped=\"0\">\n",
		sink->sources->list.count + 1, walk_parts(sink, NULL));
	walk_parts(sink, stream);
	fputs("  </testsuite>\n</testsuites>\n", stream);
}
