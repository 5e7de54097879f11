/*
 * Faults from a text, as mxd.yaml has them.
 */
#ifndef MXD_TESTS_RULES_H
#define MXD_TESTS_RULES_H

#include "fault/faults.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One rule from a mapping; NULL where it has errors, which *said then is: the
 * first one's line, to be freed. Else *said is NULL. */
static inline struct fault *
rules_read(const char *text, size_t len, char **said)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct yamltree tree = {0};
	uint32_t file = sources_add(&sources, "rule", text, len);
	struct fault *fault = NULL;

	*said = NULL;
	if (yamltree_read(&tree, &sources, file, &sink) && yamltree_root(&tree))
		fault = fault_read(&tree, yamltree_root(&tree), &sink);
	assert(!fault == (sink.errors > 0 || !yamltree_root(&tree)));
	if (sink.errors > 0)
		*said = diag_line(&sink, &sink.list.items[0]);
	yamltree_free(&tree);
	diag_free(&sink);
	sources_free(&sources);
	return fault;
}

/* One that is right. */
static inline struct fault *
rules_fault(const char *text)
{
	char *said;
	struct fault *fault = rules_read(text, strlen(text), &said);

	if (said)
		fprintf(stderr, "%s\n", said);
	assert(fault);
	return fault;
}

#endif
