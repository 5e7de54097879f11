#include "net/worker.h"
#include "answer/memo.h"
#include "base/alloc.h"
#include "net/tcp.h"
#include "net/udp.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

struct worker {
	uv_loop_t loop;
	uv_thread_t thread;
	uv_async_t wake; /* something was posted; data: this */
	uv_async_t *control;
	struct serve serve; /* the thread's own */

	size_t count; /* of sockets of each kind */
	struct udp *udps;
	struct tcp_listener *tcp_listeners;
	struct udp_batch *batch;
	struct tcp tcp;
	struct forward *forward;
	struct park park;
	struct counts counts; /* the thread's own; read by others */
	struct log_limit unsent;
	bool stopped;

	uv_mutex_t lock; /* of all below */
	const struct serving *posted;
	const struct serving *held;
	bool stop;
};

/* Close all that keeps the loop going. */
static void
stop(struct worker *worker)
{
	if (worker->stopped)
		return;
	worker->stopped = true;
	forward_stop(worker->forward);
	park_stop(&worker->park);
	for (size_t i = 0; i < worker->count; i++) {
		udp_stop(&worker->udps[i]);
		tcp_unlisten(&worker->tcp_listeners[i]);
	}
	tcp_stop(&worker->tcp);
	uv_close((uv_handle_t *)&worker->wake, NULL);
}

static void
on_wake(uv_async_t *wake)
{
	struct worker *worker = wake->data;
	bool stop_now;

	uv_mutex_lock(&worker->lock);
	worker->serve.serving = worker->posted;
	worker->held = worker->posted;
	stop_now = worker->stop;
	uv_mutex_unlock(&worker->lock);
	memo_clear(worker->serve.memo);
	uv_async_send(worker->control);
	if (stop_now)
		stop(worker);
}

static int
make_loop(struct worker *worker)
{
	int error = uv_loop_init(&worker->loop);

	if (error)
		return error;
	error = uv_async_init(&worker->loop, &worker->wake, on_wake);
	if (!error)
		error = uv_mutex_init(&worker->lock);
	if (error) {
		uv_loop_close(&worker->loop);
		return error;
	}
	worker->wake.data = worker;
	worker->forward = forward_new(&worker->loop, &worker->serve.serving);
	tcp_init(&worker->tcp, &worker->loop, &worker->serve, worker->forward);
	worker->tcp.counts = &worker->counts;
	worker->tcp.park = &worker->park;
	worker->park.loop = &worker->loop;
	return 0;
}

static void
run(void *data)
{
	struct worker *worker = data;

	uv_run(&worker->loop, UV_RUN_DEFAULT);
	/* What is left is the timer, which keeps no loop going. */
	tcp_close(&worker->tcp);
	uv_run(&worker->loop, UV_RUN_DEFAULT);
}

static void
release(struct worker *worker)
{
	udp_batch_free(worker->batch);
	memo_free(worker->serve.memo);
	free(worker->udps);
	free(worker->tcp_listeners);
	free(worker);
}

static void
worker_free(struct worker *worker)
{
	int error = uv_loop_close(&worker->loop);

	assert(error == 0);
	uv_mutex_destroy(&worker->lock);
	tcp_free(&worker->tcp);
	forward_free(worker->forward);
	release(worker);
}

/* Both take the descriptors, also when they fail. */
static int
start_listener(struct worker *worker, size_t i, const struct listener *listener)
{
	struct udp *udp = &worker->udps[i];
	struct tcp_listener *tcp = &worker->tcp_listeners[i];
	int udp_error = 0;
	int tcp_error = 0;

	*udp = (struct udp){
	    .fd = listener->udp,
	    .wildcard = listener->wildcard,
	    .serve = &worker->serve,
	    .batch = worker->batch,
	    .forward = worker->forward,
	    .counts = &worker->counts,
	    .park = &worker->park,
	    .unsent = &worker->unsent,
	};
	*tcp = (struct tcp_listener){.fd = listener->tcp};
	if (udp->fd >= 0)
		udp_error = udp_start(udp, &worker->loop);
	if (tcp->fd >= 0)
		tcp_error = tcp_listen(&worker->tcp, tcp);
	return udp_error ? udp_error : tcp_error;
}

static int
start_thread(struct worker *worker, const struct listener *listeners)
{
	int error = 0;

	for (size_t i = 0; i < worker->count; i++) {
		int failed = start_listener(worker, i, &listeners[i]);

		if (!error)
			error = failed;
	}
	if (!error)
		error = uv_thread_create(&worker->thread, run, worker);
	return error;
}

struct worker *
worker_start(struct listener *listeners, size_t count,
	     const struct worker_setup *setup, int *error)
{
	struct worker *worker = xcalloc(1, sizeof *worker);

	worker->control = setup->control;
	worker->serve.serving = worker->posted = worker->held = setup->serving;
	worker->serve.ring = setup->ring;
	worker->count = count;
	worker->udps = xcalloc(count, sizeof *worker->udps);
	worker->tcp_listeners = xcalloc(count, sizeof *worker->tcp_listeners);
	worker->batch = udp_batch_new();
	worker->serve.memo = memo_new();
	*error = make_loop(worker);
	if (*error) {
		for (size_t i = 0; i < count; i++)
			listener_close(&listeners[i]);
		release(worker);
		return NULL;
	}
	*error = start_thread(worker, listeners);
	if (*error) {
		stop(worker);
		run(worker);
		worker_free(worker);
		return NULL;
	}
	return worker;
}

/* from the control thread */

static void
post(struct worker *worker, const struct serving *serving, bool stop_too)
{
	uv_mutex_lock(&worker->lock);
	if (serving)
		worker->posted = serving;
	worker->stop = worker->stop || stop_too;
	uv_mutex_unlock(&worker->lock);
	uv_async_send(&worker->wake);
}

void
worker_post(struct worker *worker, const struct serving *serving)
{
	post(worker, serving, false);
}

const struct serving *
worker_holds(struct worker *worker)
{
	const struct serving *held;

	uv_mutex_lock(&worker->lock);
	held = worker->held;
	uv_mutex_unlock(&worker->lock);
	return held;
}

void
worker_counts(const struct worker *worker, struct counts *sum)
{
	counts_add(sum, &worker->counts);
}

void
worker_stop(struct worker *worker)
{
	post(worker, NULL, true);
}

void
worker_join(struct worker *worker)
{
	uv_thread_join(&worker->thread);
	worker_free(worker);
}
