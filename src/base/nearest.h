/*
 * "Did you mean ...?": of the words of a table, the one most like a word that
 * a person wrote.
 *
 *	struct nearest nearest = nearest_to(text, len);
 *
 *	for (i = 0; i < count; i++)
 *		nearest_try(&nearest, rows[i].name);
 *	if (nearest.word)
 *		...
 */
#ifndef MXD_BASE_NEAREST_H
#define MXD_BASE_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *text; /* what was written; not owned */
	size_t len;
	const char *word;  /* the best so far, or NULL */
	unsigned distance; /* of that one; at first the most that is alike */
};

/* No word is alike that differs in more than a third of the letters. */
struct nearest nearest_to(const char *text, size_t len);

/* Keep this word if it is nearer than those before. Case is ignored. */
void nearest_try(struct nearest *nearest, const char *word);

#endif
