/*
 * HTTP/1.1 on the control thread's loop. What comes is handed on as exchanges;
 * each is answered at once or later, and meanwhile its connection sleeps.
 *
 * Peers may be hostile: a connection that does not send a whole request, or
 * does not take the answer, within HTTP_PATIENCE_MS is closed; of more than
 * HTTP_CONNECTIONS the one that has been idle for the longest is. Heads have
 * HTTP_HEAD_MAX octets at most, bodies what the service says.
 */
#ifndef MXD_API_HTTP_H
#define MXD_API_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

enum {
	HTTP_CONNECTIONS = 100,
	HTTP_HEAD_MAX = 16384,
	HTTP_PATIENCE_MS = 10000,
};

/* One request and its answer. */
struct http_exchange {
	const char *method;
	const char *target; /* path and query as sent, %-encoded */
	char *body;         /* body_len octets and a NUL behind them */
	size_t body_len;
	size_t body_max;          /* for the service to set, of the head */
	void *data;               /* the service's */
	struct http_state *state; /* of http.c */
};

struct http_answer {
	unsigned status;
	const char *type; /* media type; static */
	char *body;       /* in memory that is taken over */
	size_t len;
	const char *allow; /* Allow of 405; NULL: none */
};

/* Who answers. */
struct http_service {
	/*
	 * The head has come. The service sets body_max, or answers now; then
	 * the body is dropped, and request() not called. A body that is
	 * larger ends in large().
	 */
	void (*head)(void *context, struct http_exchange *exchange);
	void (*large)(void *context, struct http_exchange *exchange);

	/* All has come: answer, now or later. */
	void (*request)(void *context, struct http_exchange *exchange);

	/* It is over, answered or not; the exchange is freed behind it. */
	void (*over)(void *context, struct http_exchange *exchange);
	void *context;
};

struct http;

/*
 * Serve at a listening socket, which is taken over, also when this fails.
 * *service is copied. NULL, and *error is a negative libuv code, on failure.
 */
struct http *http_start(uv_loop_t *loop, int fd,
			const struct http_service *service, int *error);

/* The value of a header of the request, or NULL. */
const char *http_header(const struct http_exchange *exchange, const char *name);

/* Once for each exchange. */
void http_answer(struct http_exchange *exchange,
		 const struct http_answer *answer);

/*
 * Close all connections, answered or not; over() is called for exchanges
 * under way. The memory is freed when the loop has run once more.
 */
void http_stop(struct http *http);

#endif
