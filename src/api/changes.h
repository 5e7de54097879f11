/*
 * Changes as JSON has them (schema Change), for the commit path.
 */
#ifndef MXD_API_CHANGES_H
#define MXD_API_CHANGES_H

#include "api/edit.h"

/*
 * Read a list that its schema has accepted into an edit of a zone. On failure
 * `why` says what is wrong with number *failed, from 0.
 */
bool api_changes_read(const json_t *list, struct book_zone *zone,
		      struct edit *edit, size_t *failed,
		      char why[static RRTEXT_WHY_MAX]);

#endif
