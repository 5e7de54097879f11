/*
 * What is wrong with something that a person wrote, collected and printed as
 *
 *	file:line:col: severity: sentence [rule-id]
 *
 * The sentence says what is wrong and what would be right. All complaints of
 * a run are collected before any is printed.
 */
#ifndef MXD_BASE_DIAG_H
#define MXD_BASE_DIAG_H

#include "base/source.h"

#include <stdarg.h>
#include <stdio.h>

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };
enum { SEVERITIES = SEVERITY_ERROR + 1 };

/* The word that is printed: "note", "warning", "error". */
const char *severity_word(enum severity severity);

struct diag {
	struct pos pos; /* file 0: about no place in a text */
	uint32_t span;  /* octets to underline from pos, at least 1 */
	enum severity severity;
	const char *rule; /* id of a check rule, or NULL; static */
	char *text;       /* the sentence; owned */
};

/* Errors without a rule that are kept of one file: the rest of them is only
 * counted. How many findings of a rule are kept is the rules' to say. */
#define DIAG_ERRORS_KEPT 20

struct diag_tally {
	uint32_t file;
	size_t errors; /* without a rule, kept or not */
};

/* Zero-initialise but for `sources`; release with diag_free(). */
struct diag_sink {
	const struct sources *sources;
	VEC(struct diag) list;
	VEC(struct diag_tally) tallies; /* of each file with such errors */
	size_t errors, warnings, notes; /* reported, kept or not */
};

/* Keep one complaint. */
void diag_report(struct diag_sink *sink, struct diag diag, const char *format,
		 va_list args) __attribute__((format(printf, 3, 0)));

/* Have what is in `from` stand behind what is in `sink`, counted as if it had
 * been reported there; of the same texts. `from` is empty then. */
void diag_absorb(struct diag_sink *sink, struct diag_sink *from);

/* An error or warning without a rule, about one place; of span 1 where none is
 * given. */
void diag_error(struct diag_sink *sink, struct pos pos, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void diag_error_at(struct diag_sink *sink, struct pos pos, uint32_t span,
		   const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void diag_warning(struct diag_sink *sink, struct pos pos, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));

struct diag_style {
	bool carets;  /* the source line, with the place underlined */
	bool colours; /* of a terminal */
};

/*
 * All complaints in order of file and position, those about no place last, each
 * one line; after those of
 * a file, how many more it has. A stream that fails shows by ferror().
 */
void diag_write(struct diag_sink *sink, FILE *stream, struct diag_style style);

/* The same to standard error, without colours. */
void diag_print(struct diag_sink *sink, bool carets);

/* Sort the complaints as they are written. */
void diag_sort(struct diag_sink *sink);

/* One complaint as its line, without newline, in new memory. */
char *diag_line(const struct diag_sink *sink, const struct diag *diag);

void diag_free(struct diag_sink *sink);

#endif
