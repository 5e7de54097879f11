#include "base/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

struct parallel {
	atomic_size_t next; /* piece to be begun */
	size_t count;
	void (*work)(void *context, unsigned thread, size_t i);
	void *context;
};

struct helper {
	struct parallel *parallel;
	unsigned number;
	pthread_t thread;
};

unsigned
parallel_threads(void)
{
	cpu_set_t set;
	int count;

	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	count = CPU_COUNT(&set);
	return count < 1              ? 1
	       : count > PARALLEL_MAX ? PARALLEL_MAX
				      : (unsigned)count;
}

static void
run(struct parallel *parallel, unsigned thread)
{
	size_t i;

	while ((i = atomic_fetch_add(&parallel->next, 1)) < parallel->count)
		parallel->work(parallel->context, thread, i);
}

static void *
help(void *argument)
{
	const struct helper *helper = argument;

	run(helper->parallel, helper->number);
	return NULL;
}

/* Signals are for the thread that waits for them. */
static unsigned
start_helpers(struct helper *helpers, struct parallel *parallel,
	      unsigned wanted)
{
	unsigned started = 0;
	sigset_t all;
	sigset_t before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (started < wanted) {
		struct helper *helper = &helpers[started];

		*helper = (struct helper){parallel, started + 1, 0};
		if (pthread_create(&helper->thread, NULL, help, helper) != 0)
			break;
		started++;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

void
parallel_each(size_t count, unsigned threads,
	      void (*work)(void *context, unsigned thread, size_t i),
	      void *context)
{
	struct parallel parallel = {
	    .count = count, .work = work, .context = context};
	struct helper helpers[PARALLEL_MAX];
	unsigned wanted = threads < PARALLEL_MAX ? threads : PARALLEL_MAX;
	unsigned started;

	if (wanted > count)
		wanted = (unsigned)count;
	started =
	    wanted > 1 ? start_helpers(helpers, &parallel, wanted - 1) : 0;
	run(&parallel, 0);
	for (unsigned i = 0; i < started; i++)
		pthread_join(helpers[i].thread, NULL);
}
