/*
 * Work that falls into pieces, shared out to several threads.
 */
#ifndef MXD_BASE_PARALLEL_H
#define MXD_BASE_PARALLEL_H

#include <stddef.h>

enum { PARALLEL_MAX = 16 };

/* How many threads can run at once for this process, 1 to PARALLEL_MAX. */
unsigned parallel_threads(void);

/*
 * Call work(context, thread, i) once for each i below `count`, in the caller's
 * thread and up to `threads` - 1 others, and return when all is done. Pieces
 * are begun in their order. `thread` is the number of the one that works, below
 * `threads`: what it has of its own need not be locked. Where a thread cannot
 * be started the others do its work.
 */
void parallel_each(size_t count, unsigned threads,
		   void (*work)(void *context, unsigned thread, size_t i),
		   void *context);

#endif
