/*
 * What was found, for people and for programs: THE table of formats.
 */
#ifndef MXD_CLI_REPORT_H
#define MXD_CLI_REPORT_H

#include "control/load.h"

#include <stdio.h>

struct report {
	const struct load_verdict *verdict;
	struct diag_sink *sink; /* sorted */
};

struct report_format {
	const char *name;
	void (*write)(const struct report *report, FILE *stream);
};

/* The format of that name, or NULL; and all names, for a complaint. */
const struct report_format *report_format(const char *name);
const char *report_formats(void);

void report_text(const struct report *report, FILE *stream);
void report_json(const struct report *report, FILE *stream);
void report_sarif(const struct report *report, FILE *stream);
void report_junit(const struct report *report, FILE *stream);

#endif
