/*
 * What a parser found wrong, as text that can be compared: "at+len level
 * kind", one a line, in the order of the text.
 */
#ifndef MXD_SUPPORT_FAULTS_H
#define MXD_SUPPORT_FAULTS_H

#include "base/alloc.h"
#include "check/fault.h"

#include <stdio.h>
#include <stdlib.h>

static int
faults_compare(const void *a, const void *b)
{
	const struct fault *left = a;
	const struct fault *right = b;

	if (left->part.at != right->part.at)
		return left->part.at < right->part.at ? -1 : 1;
	return left->kind - right->kind;
}

/* In new memory; frees the faults. */
static inline char *
faults_text(struct faults *faults)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	if (faults->count > 0)
		qsort(faults->items, faults->count, sizeof *faults->items,
		      faults_compare);
	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *fault = &faults->items[i];

		fprintf(stream, "%s%zu+%zu %s %u", i > 0 ? ", " : "",
			fault->part.at, fault->part.len,
			fault->level == RULE_WARN ? "warn" : "note",
			fault->kind);
	}
	fclose(stream);
	faults_free(faults);
	return text;
}

#endif
