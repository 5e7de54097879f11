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
	if (diag->rule || sink->errors - sink->unkept < DIAG_ERRORS_KEPT) {
		sink->errors++;
		return true;
	}
	sink->errors++;
	sink->unkept++;
	return false;
}

void
diag_report(struct diag_sink *sink, struct diag diag, const char *format,
	    va_list args)
{
	char text[2048];

	if (!count(sink, &diag))
		return;
	log_format(text, sizeof text, format, args);
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

static void
print_carets(const struct diag_sink *sink, const struct diag *diag)
{
	struct place place = sources_place(sink->sources, diag->pos);
	size_t shown = place.line_len;
	size_t span = diag->span;

	if (place.column > CARET_LINE_MAX || place.column > shown + 1)
		return;
	if (shown > CARET_LINE_MAX)
		shown = CARET_LINE_MAX;
	if (span > shown - (place.column - 1))
		span = shown - (place.column - 1);

	fputs("    ", stderr);
	for (size_t i = 0; i < shown; i++) {
		char c = place.line_text[i];

		fputc(c == '\t' || ((unsigned char)c >= ' ' && c != 0x7f) ? c
									  : '?',
		      stderr);
	}
	fputs("\n    ", stderr);
	for (size_t i = 0; i + 1 < place.column; i++)
		fputc(place.line_text[i] == '\t' ? '\t' : ' ', stderr);
	fputc('^', stderr);
	for (size_t i = 1; i < span; i++)
		fputc('~', stderr);
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

void
diag_print(struct diag_sink *sink, bool carets)
{
	if (sink->list.count > 0)
		qsort(sink->list.items, sink->list.count,
		      sizeof *sink->list.items, by_place);
	for (size_t i = 0; i < sink->list.count; i++) {
		const struct diag *diag = &sink->list.items[i];
		char *line = diag_line(sink, diag);

		fprintf(stderr, "%s\n", line);
		free(line);
		if (carets && diag->pos.file != 0)
			print_carets(sink, diag);
	}
	if (sink->unkept > 0)
		fprintf(stderr, "%zu more errors are not shown\n",
			sink->unkept);
}

void
diag_free(struct diag_sink *sink)
{
	for (size_t i = 0; i < sink->list.count; i++)
		free(sink->list.items[i].text);
	free(sink->list.items);
	sink->list.items = NULL;
	sink->list.count = sink->list.capacity = 0;
}
