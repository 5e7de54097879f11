/* Pieces of work that threads share. */
#include "base/parallel.h"

#include <criterion/criterion.h>
#include <stdatomic.h>

enum { PIECES = 10000 };

struct seen {
	atomic_uint times[PIECES];
	atomic_uint threads[PARALLEL_MAX];
	atomic_size_t begun;
};

static void
see(void *context, unsigned thread, size_t i)
{
	struct seen *seen = context;

	cr_assert_lt(thread, PARALLEL_MAX);
	atomic_fetch_add(&seen->times[i], 1);
	atomic_fetch_add(&seen->threads[thread], 1);
	atomic_fetch_add(&seen->begun, 1);
}

static void
expect_each_once(size_t count, unsigned threads)
{
	static struct seen seen;

	memset(&seen, 0, sizeof seen);
	parallel_each(count, threads, see, &seen);
	cr_expect_eq(seen.begun, count);
	for (size_t i = 0; i < PIECES; i++)
		cr_expect_eq(seen.times[i], i < count ? 1 : 0);
	for (unsigned i = threads > 1 ? threads : 1; i < PARALLEL_MAX; i++)
		cr_expect_eq(seen.threads[i], 0);
}

Test(parallel, each_piece_is_done_once)
{
	for (unsigned threads = 0; threads <= PARALLEL_MAX + 1; threads++) {
		expect_each_once(PIECES, threads);
		expect_each_once(1, threads);
		expect_each_once(0, threads);
	}
}

static void
in_order(void *context, unsigned thread, size_t i)
{
	size_t *next = context;

	cr_expect_eq(thread, 0);
	cr_expect_eq((*next)++, i);
}

Test(parallel, one_thread_does_them_in_order)
{
	size_t next = 0;

	parallel_each(PIECES, 1, in_order, &next);
	cr_expect_eq(next, PIECES);
}

Test(parallel, some_thread_can_run)
{
	cr_expect_geq(parallel_threads(), 1);
	cr_expect_leq(parallel_threads(), PARALLEL_MAX);
}
