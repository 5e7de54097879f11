/*
 * A worker of its own at 127.0.0.1 for each test, and clients of it. What the
 * worker answers is not the matter here, so answer() is one of this file: it
 * sends back the id with QR set, followed by as many octets as are asked for.
 */
#ifndef MXD_TESTS_SUPPORT_WORKER_H
#define MXD_TESTS_SUPPORT_WORKER_H

#include "net/worker.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { QUERY_LEN = 14 };

struct answered
answer(const struct view *view, const struct answer_settings *settings,
       struct memo *memo, const struct client *client, const uint8_t *query,
       size_t len, uint8_t *reply, size_t size)
{
	size_t reply_len = HEADER_LEN;

	(void)view;
	(void)memo;
	if (len < HEADER_LEN || (query[2] & 0x80))
		return (struct answered){.len = 0};
	if (len >= QUERY_LEN)
		reply_len += bytes_get16(query + HEADER_LEN);
	cr_assert_leq(reply_len, size);
	memset(reply, 0, reply_len);
	memcpy(reply, query, 2);
	reply[2] = 0x80;
	reply[3] = (uint8_t)client->transport;
	reply[4] = client->address_len;
	reply[5] = client->address[client->address_len - 1];
	bytes_put16(reply + 6, settings->udp_size);
	bytes_put16(reply + 8, (uint16_t)len);
	return (struct answered){.len = reply_len};
}

/* Nothing is asked elsewhere. */
struct answered
answer_relayed(const struct view *view, const struct answer_settings *settings,
	       const struct client *client, const uint8_t *query, size_t len,
	       const struct relayed *relayed, uint8_t *reply, size_t size)
{
	(void)relayed;
	return answer(view, settings, NULL, client, query, len, reply, size);
}

static const struct view no_zones;
static struct serving serving = {
    .view = &no_zones,
    .answer = {.udp_size = 1},
    .tcp = {.idle_ms = 10000, .connections = 10},
};
static struct worker *worker;
static union address address;
static uv_loop_t loop;
static uv_async_t control;
static int wakes;

static inline void
on_control(uv_async_t *handle)
{
	(void)handle;
	wakes++;
}

static inline void
start_at(const char *ip)
{
	const struct worker_setup setup = {.serving = &serving,
					   .control = &control};
	struct listener listener;
	enum transport failed;
	int error;

	cr_assert_eq(uv_ip4_addr(ip, 0, &address.v4), 0);
	cr_assert_eq(listener_open(&listener, &address, SOCKET_ALONE, &failed),
		     0);
	cr_assert_eq(uv_loop_init(&loop), 0);
	cr_assert_eq(uv_async_init(&loop, &control, on_control), 0);
	worker = worker_start(&listener, 1, &setup, &error);
	cr_assert(worker, "%s", uv_strerror(error));
}

static inline void
start(void)
{
	start_at("127.0.0.1");
}

static inline void
stop(void)
{
	if (!worker)
		return;
	worker_stop(worker);
	worker_join(worker);
	uv_close((uv_handle_t *)&control, NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	cr_expect_eq(uv_loop_close(&loop), 0);
}

/* the client */

static inline int
client(int type)
{
	struct timeval limit = {.tv_sec = 5};
	int fd = socket(AF_INET, type, 0);

	cr_assert_geq(fd, 0);
	cr_assert_eq(
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), 0);
	cr_assert_eq(connect(fd, &address.any, sizeof address.v4), 0);
	return fd;
}

static inline void
make_query(uint8_t query[static QUERY_LEN], unsigned id, unsigned reply_len)
{
	memset(query, 0, QUERY_LEN);
	bytes_put16(query, (uint16_t)id);
	bytes_put16(query + HEADER_LEN, (uint16_t)(reply_len - HEADER_LEN));
}

/* The same behind its length, as TCP has it. */
static inline void
make_tcp_query(uint8_t query[static 2 + QUERY_LEN], unsigned id,
	       unsigned reply_len)
{
	bytes_put16(query, QUERY_LEN);
	make_query(query + 2, id, reply_len);
}

static inline void
send_all(int fd, const void *octets, size_t len)
{
	cr_assert_eq(send(fd, octets, len, MSG_NOSIGNAL), (ssize_t)len);
}

/* Exactly len octets; false at the end of the stream. */
static inline bool
receive_all(int fd, uint8_t *into, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t got = recv(fd, into + at, len - at, 0);

		if (got == 0)
			return false;
		cr_assert_gt(got, 0, "%s", strerror(errno));
		at += (size_t)got;
	}
	return true;
}

static inline void
expect_tcp_reply(int fd, unsigned id, size_t len)
{
	static uint8_t reply[2 + UINT16_MAX];

	cr_assert(receive_all(fd, reply, 2), "closed before answer %u", id);
	cr_assert_eq(bytes_get16(reply), len);
	cr_assert(receive_all(fd, reply, len));
	cr_assert_eq(bytes_get16(reply), id);
	cr_assert_eq(reply[3], TRANSPORT_TCP);
}

static inline bool
is_closed(int fd)
{
	uint8_t octet;
	ssize_t got = recv(fd, &octet, 1, 0);

	return got == 0 || (got < 0 && errno == ECONNRESET);
}

static inline bool
is_readable(int fd, int ms)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};

	return poll(&wait, 1, ms) > 0;
}

#endif
