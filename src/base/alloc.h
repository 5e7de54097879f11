/*
 * Memory that is there: on exhaustion these log and abort, so no caller has a
 * path for it. Nothing here is called while a query is answered.
 */
#ifndef MXD_BASE_ALLOC_H
#define MXD_BASE_ALLOC_H

#include <stddef.h>

/* malloc, calloc and realloc, never NULL for len > 0; released by free(). */
void *xalloc(size_t len);
void *xcalloc(size_t count, size_t len);
void *xrealloc(void *old, size_t len);

/* A copy of len octets with a NUL behind them. */
char *xstrndup(const char *text, size_t len);

/* printf into new memory. */
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Give memory that was freed back to the system, as far as the C library
 * can. To be called when much was freed: it takes time.
 */
void alloc_trim(void);

#endif
