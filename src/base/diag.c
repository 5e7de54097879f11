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
tally_find(struct diag_sink *sink, uint32_t file)
{
	/* The file at hand is most often the last one. */
	for (size_t i = sink->tallies.count; i > 0; i--) {
		if (sink->tallies.items[i - 1].file == file)
			return &sink->tallies.items[i - 1];
	}
	return NULL;
}

static struct diag_tally *
tally_of(struct diag_sink *sink, uint32_t file)
{
	struct diag_tally *tally = tally_find(sink, file);

	if (tally)
		return tally;
	tally = VEC_PUSH(&sink->tallies);
	*tally = (struct diag_tally){.file = file};
	return tally;
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
diag_absorb(struct diag_sink *sink, struct diag_sink *from)
{
	for (size_t i = 0; i < from->tallies.count; i++) {
		const struct diag_tally *tally = &from->tallies.items[i];

		tally_of(sink, tally->file)->errors += tally->errors;
	}
	for (size_t i = 0; i < from->list.count; i++)
		*VEC_PUSH(&sink->list) = from->list.items[i];
	from->list.count = 0;
	sink->errors += from->errors;
	sink->warnings += from->warnings;
	sink->notes += from->notes;
	diag_free(from);
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
diag_error_at(struct diag_sink *sink, struct pos pos, uint32_t span,
	      const char *format, ...)
{
	struct diag diag = {
	    .pos = pos, .span = span, .severity = SEVERITY_ERROR};
	va_list args;

	va_start(args, format);
	diag_report(sink, diag, format, args);
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

/* Where complaints are written to, and how. */
struct writing {
	struct diag_sink *sink;
	FILE *stream;
	struct diag_style style;
};

/* SGR sequences (ECMA-48 §8.3.117), as compilers use them. */
static const char plain[] = "\33[0m";
static const char bold[] = "\33[1m";
static const char green[] = "\33[1;32m";
static const char *const severity_colours[] = {
    [SEVERITY_NOTE] = "\33[1;36m",
    [SEVERITY_WARNING] = "\33[1;35m",
    [SEVERITY_ERROR] = "\33[1;31m",
};

/* From here on in this colour. */
static void
colour(const struct writing *writing, const char *sequence)
{
	if (writing->style.colours)
		fputs(sequence, writing->stream);
}

static void
write_line(const struct writing *writing, const struct diag *diag)
{
	FILE *stream = writing->stream;

	if (diag->pos.file != 0) {
		struct place place =
		    sources_place(writing->sink->sources, diag->pos);

		colour(writing, bold);
		fprintf(stream, "%s:%u:%u: ", place.path, place.line,
			place.column);
		colour(writing, plain);
	}
	colour(writing, severity_colours[diag->severity]);
	fprintf(stream, "%s: ", severity_word(diag->severity));
	colour(writing, plain);
	fputs(diag->text, stream);
	if (diag->rule)
		fprintf(stream, " [%s]", diag->rule);
	fputc('\n', stream);
}

enum { CARET_LINE_MAX = 160 };

/* An octet of UTF-8 that takes no column of its own. */
static bool
continues_character(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* The line below the source line: ^ at the column, and ~ up to its end. */
static void
underline(const struct writing *writing, const struct place *place, size_t span)
{
	const char *at = place->line_text + place->column;
	FILE *stream = writing->stream;

	fputs("    ", stream);
	for (size_t i = 0; i + 1 < place->column; i++) {
		if (!continues_character(place->line_text[i]))
			fputc(place->line_text[i] == '\t' ? '\t' : ' ', stream);
	}
	colour(writing, green);
	fputc('^', stream);
	for (size_t i = 1; i < span; i++) {
		if (!continues_character(*at++))
			fputc('~', stream);
	}
	colour(writing, plain);
	fputc('\n', stream);
}

static void
write_carets(const struct writing *writing, const struct diag *diag)
{
	struct place place = sources_place(writing->sink->sources, diag->pos);
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

	fputs("    ", writing->stream);
	for (size_t i = 0; i < shown; i++)
		fputc(printable(place.line_text[i]), writing->stream);
	fputc('\n', writing->stream);
	underline(writing, &place, span);
}

static int
by_place(const void *a, const void *b)
{
	const struct diag *left = a;
	const struct diag *right = b;

	/* What is about no place comes last: it is what all else amounts to. */
	if (left->pos.file != right->pos.file)
		return left->pos.file - 1 < right->pos.file - 1 ? -1 : 1;
	if (left->pos.offset != right->pos.offset)
		return left->pos.offset < right->pos.offset ? -1 : 1;
	return strcmp(left->text, right->text);
}

void
diag_sort(struct diag_sink *sink)
{
	if (sink->list.count > 0)
		qsort(sink->list.items, sink->list.count,
		      sizeof *sink->list.items, by_place);
}

/* After the last complaint about a file: how many more errors it has. */
static void
write_more(const struct writing *writing, uint32_t file)
{
	const struct diag_tally *tally = tally_find(writing->sink, file);

	if (!tally || tally->errors <= DIAG_ERRORS_KEPT)
		return;
	if (file != 0)
		fprintf(writing->stream, "%s: ",
			sources_get(writing->sink->sources, file)->path);
	fprintf(writing->stream, "%zu more errors\n",
		tally->errors - DIAG_ERRORS_KEPT);
}

void
diag_write(struct diag_sink *sink, FILE *stream, struct diag_style style)
{
	struct writing writing = {sink, stream, style};
	const struct diag *diags = sink->list.items;
	size_t total = sink->list.count;

	diag_sort(sink);
	for (size_t i = 0; i < total; i++) {
		write_line(&writing, &diags[i]);
		if (style.carets && diags[i].pos.file != 0)
			write_carets(&writing, &diags[i]);
		if (i + 1 == total ||
		    diags[i + 1].pos.file != diags[i].pos.file)
			write_more(&writing, diags[i].pos.file);
	}
}

void
diag_print(struct diag_sink *sink, bool carets)
{
	diag_write(sink, stderr, (struct diag_style){.carets = carets});
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
