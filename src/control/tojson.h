/*
 * What mxd knows as JSON: for `--format json` and for the control API.
 */
#ifndef MXD_CONTROL_TOJSON_H
#define MXD_CONTROL_TOJSON_H

#include "control/load.h"

#include <jansson.h>

/* Zone files are octets, JSON is not: what is not UTF-8 becomes "?". */
json_t *tojson_text(const char *text);
void tojson_set_text(json_t *object, const char *key, const char *text);

void tojson_set_number(json_t *object, const char *key, uint64_t number);
void tojson_set_name(json_t *object, const char *key, struct name name);

/* The findings, as they are sorted: file, line, column, length, severity,
 * rule, message. */
json_t *tojson_findings(const struct diag_sink *sink);

/* Findings, and what they are about in numbers. */
json_t *tojson_verdict(const struct load_verdict *verdict,
		       const struct diag_sink *sink);

#endif
