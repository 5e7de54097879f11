#include "base/diag.h"
#include "base/alloc.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const severity_words[] = {
    [SEVERITY_NOTE] = "note",
    [SEVERITY_WARNING] = "warning",
    [SEVERITY_ERROR] = "error",
};

const char *
severity_word(enum severity severity)
{
	return severity_words[severity];
}

static struct diag_tally *
tally_of(struct diag_sink *sink, uint32_t file)
{
	/* The file at hand is most often the last one. */
	for (size_t i = sink->tallies.count; i > 0; i--) {
		if (sink->tallies.items[i - 1].file == file)
			return &sink->tallies.items[i - 1];
	}
	*VEC_PUSH(&sink->tallies) = (struct diag_tally){.file = file};
	return &sink->tallies.items[sink->tallies.count - 1];
}

/* Whether one more of this kind is kept; counted in any case. */
static bool
count(struct diag_sink *sink, const struct diag *diag)
{
	switch (diag->severity) {
	case SEVERITY_NOTE:
		sink->notes++;
		return true;
	case SEVERITY_WARNING:
		sink->warnings++;
		return true;
	case SEVERITY_ERROR:
		break;
	}
	sink->errors++;
	if (diag->rule)
		return true;
	return ++tally_of(sink, diag->pos.file)->errors <= DIAG_ERRORS_KEPT;
}

/* Control characters would play with the terminal. */
static char
printable(char c)
{
	return c == '\t' || ((unsigned char)c >= ' ' && c != 0x7f) ? c : '?';
}

void
diag_report(struct diag_sink *sink, struct diag diag, const char *format,
	    va_list args)
{
	char text[2048];

	if (!count(sink, &diag))
		return;
	log_format(text, sizeof text, format, args);
	for (char *at = text; *at != '\0'; at++)
		*at = printable(*at);
	diag.text = xstrndup(text, strlen(text));
	if (diag.span == 0)
		diag.span = 1;
	*VEC_PUSH(&sink->list) = diag;
}

void
diag_error(struct diag_sink *sink, struct pos pos, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_report(sink, (struct diag){.pos = pos, .severity = SEVERITY_ERROR},
		    format, args);
	va_end(args);
}

void
diag_warning(struct diag_sink *sink, struct pos pos, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_report(sink,
		    (struct diag){.pos = pos, .severity = SEVERITY_WARNING},
		    format, args);
	va_end(args);
}

char *
diag_line(const struct diag_sink *sink, const struct diag *diag)
{
	char rule[64] = "";

	if (diag->rule)
		snprintf(rule, sizeof rule, " [%s]", diag->rule);
	if (diag->pos.file == 0)
		return xasprintf("%s: %s%s", severity_word(diag->severity),
				 diag->text, rule);

	struct place place = sources_place(sink->sources, diag->pos);

	return xasprintf("%s:%u:%u: %s: %s%s", place.path, place.line,
			 place.column, severity_word(diag->severity),
			 diag->text, rule);
}

enum { CARET_LINE_MAX = 160 };

/* An octet of UTF-8 that takes no column of its own. */
static bool
continues_character(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static void
print_carets(const struct diag_sink *sink, const struct diag *diag)
{
	struct place place = sources_place(sink->sources, diag->pos);
	size_t shown = place.line_len;
	size_t span = diag->span;

	if (shown > 0 && place.line_text[shown - 1] == '\r')
		shown--;
	if (place.column > CARET_LINE_MAX || place.column > shown + 1)
		return;
	if (shown > CARET_LINE_MAX)
		shown = CARET_LINE_MAX;
	if (span > shown - (place.column - 1))
		span = shown - (place.column - 1);

	fputs("    ", stderr);
	for (size_t i = 0; i < shown; i++)
		fputc(printable(place.line_text[i]), stderr);
	fputs("\n    ", stderr);
	for (size_t i = 0; i + 1 < place.column; i++) {
		if (!continues_character(place.line_text[i]))
			fputc(place.line_text[i] == '\t' ? '\t' : ' ', stderr);
	}
	fputc('^', stderr);
	for (size_t i = 1; i < span; i++) {
		if (!continues_character(place.line_text[place.column - 1 + i]))
			fputc('~', stderr);
	}
	fputc('\n', stderr);
}

static int
by_place(const void *a, const void *b)
{
	const struct diag *left = a;
	const struct diag *right = b;

	if (left->pos.file != right->pos.file)
		return left->pos.file < right->pos.file ? -1 : 1;
	if (left->pos.offset != right->pos.offset)
		return left->pos.offset < right->pos.offset ? -1 : 1;
	return strcmp(left->text, right->text);
}

/* After the last complaint about a file: how many more errors it has. */
static void
print_more(struct diag_sink *sink, uint32_t file)
{
	size_t errors = tally_of(sink, file)->errors;

	if (errors <= DIAG_ERRORS_KEPT)
		return;
	if (file != 0)
		fprintf(stderr, "%s: ", sources_get(sink->sources, file)->path);
	fprintf(stderr, "%zu more errors\n", errors - DIAG_ERRORS_KEPT);
}

void
diag_print(struct diag_sink *sink, bool carets)
{
	const struct diag *diags = sink->list.items;
	size_t total = sink->list.count;

	if (total > 0)
		qsort(sink->list.items, total, sizeof *diags, by_place);
	for (size_t i = 0; i < total; i++) {
		char *line = diag_line(sink, &diags[i]);

		fprintf(stderr, "%s\n", line);
		free(line);
		if (carets && diags[i].pos.file != 0)
			print_carets(sink, &diags[i]);
		if (i + 1 == total ||
		    diags[i + 1].pos.file != diags[i].pos.file)
			print_more(sink, diags[i].pos.file);
	}
}

void
diag_free(struct diag_sink *sink)
{
	for (size_t i = 0; i < sink->list.count; i++)
		free(sink->list.items[i].text);
	free(sink->list.items);
	free(sink->tallies.items);
	*sink = (struct diag_sink){.sources = sink->sources};
}
