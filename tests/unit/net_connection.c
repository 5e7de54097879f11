/* TCP connections of a worker over real sockets (RFC 7766). */
#include "../support/worker.h"

#include <stdlib.h>
#include <sys/resource.h>

TestSuite(net_connection, .init = start, .fini = stop);

Test(net_connection, answers_pipelined_queries_in_order)
{
	enum { MANY = 2000 };
	static uint8_t queries[MANY][2 + QUERY_LEN];
	int fd = client(SOCK_STREAM);

	for (unsigned i = 0; i < MANY; i++)
		make_tcp_query(queries[i], i, 12 + i % 500);
	send_all(fd, queries, sizeof queries);
	for (unsigned i = 0; i < MANY; i++)
		expect_tcp_reply(fd, i, 12 + i % 500);
}

Test(net_connection, answers_all_that_came_before_a_half_close)
{
	enum { MANY = 300 };
	static uint8_t queries[MANY][2 + QUERY_LEN];
	int fd = client(SOCK_STREAM);

	for (unsigned i = 0; i < MANY; i++)
		make_tcp_query(queries[i], i, 60000);
	send_all(fd, queries, sizeof queries);
	cr_assert_eq(shutdown(fd, SHUT_WR), 0);
	for (unsigned i = 0; i < MANY; i++)
		expect_tcp_reply(fd, i, 60000);
	cr_expect(is_closed(fd));
}

Test(net_connection, takes_a_query_octet_by_octet)
{
	int fd = client(SOCK_STREAM);
	uint8_t queries[3][2 + QUERY_LEN];
	int on = 1;

	setsockopt(fd, IPPROTO_TCP, 1 /* TCP_NODELAY */, &on, sizeof on);
	for (unsigned i = 0; i < 3; i++)
		make_tcp_query(queries[i], i, 100);
	for (size_t i = 0; i < sizeof queries; i++) {
		send_all(fd, (uint8_t *)queries + i, 1);
		usleep(500);
	}
	for (unsigned i = 0; i < 3; i++)
		expect_tcp_reply(fd, i, 100);
}

Test(net_connection, takes_queries_of_the_largest_size)
{
	static uint8_t query[2 + UINT16_MAX];
	int fd = client(SOCK_STREAM);

	for (unsigned i = 0; i < 5; i++) {
		make_tcp_query(query, i, 65535);
		bytes_put16(query, UINT16_MAX);
		send_all(fd, query, sizeof query);
		expect_tcp_reply(fd, i, 65535);
	}
}

Test(net_connection, closes_at_a_message_of_no_length_after_the_answers)
{
	int fd = client(SOCK_STREAM);
	uint8_t octets[3 * (2 + QUERY_LEN)] = {0};

	make_tcp_query(octets, 1, 100);
	/* Octets 16 and 17 are a length of zero; the rest is another query. */
	make_tcp_query(octets + 2 + QUERY_LEN + 2, 2, 100);
	send_all(fd, octets, sizeof octets);
	expect_tcp_reply(fd, 1, 100);
	cr_expect(is_closed(fd));
}

Test(net_connection, keeps_a_connection_after_a_query_without_an_answer)
{
	int fd = client(SOCK_STREAM);
	uint8_t query[2 + QUERY_LEN];

	make_tcp_query(query, 1, 100);
	query[2 + 2] = 0x80;
	send_all(fd, query, sizeof query);
	make_tcp_query(query, 2, 100);
	send_all(fd, query, sizeof query);
	expect_tcp_reply(fd, 2, 100);
}

enum { LONG_QUERY_LEN = 1000, ENDLESS = 100000 };

/* Send long queries until no more are taken; how many that were. */
static unsigned
fill(int fd, unsigned reply_len)
{
	uint8_t query[2 + LONG_QUERY_LEN] = {0};
	unsigned sent = 0;

	while (sent < ENDLESS) {
		make_tcp_query(query, sent, reply_len);
		bytes_put16(query, LONG_QUERY_LEN);

		ssize_t len =
		    send(fd, query, sizeof query, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (len != sizeof query)
			break;
		sent++;
	}
	return sent;
}

static long
peak_memory(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss; /* KiB */
}

Test(net_connection, stops_reading_from_a_peer_that_does_not_read)
{
	int slow = client(SOCK_STREAM);
	int other = client(SOCK_STREAM);
	long before = peak_memory();
	uint8_t query[2 + QUERY_LEN];
	unsigned sent = fill(slow, 65535);

	cr_assert_lt(sent, ENDLESS);
	/* Others are served, and answers are not made ahead. */
	make_tcp_query(query, 7, 100);
	send_all(other, query, sizeof query);
	expect_tcp_reply(other, 7, 100);
	cr_expect_lt(peak_memory() - before, 1024);
	/* They come when the peer reads at last. */
	cr_assert_gt(sent, 200);
	for (unsigned i = 0; i < 200; i++)
		expect_tcp_reply(slow, i, 65535);
}

Test(net_connection_timeout, closes_what_is_idle_or_slow, .fini = stop)
{
	uint8_t query[2 + QUERY_LEN];
	int idle, partial, slow, lively;

	serving.tcp.idle_ms = 300;
	start();
	idle = client(SOCK_STREAM);
	partial = client(SOCK_STREAM);
	slow = client(SOCK_STREAM);
	lively = client(SOCK_STREAM);
	fill(slow, 65535);
	make_tcp_query(query, 1, 12);
	for (int i = 0; i < 10; i++) {
		/* One octet at a time does not hold a connection. */
		if (i < 3)
			send_all(partial, query + i, 1);
		send_all(lively, query, sizeof query);
		expect_tcp_reply(lively, 1, 12);
		usleep(100 * 1000);
	}
	cr_expect(is_closed(idle));
	cr_expect(is_closed(partial));

	/* What the kernel had of it comes; then the end, long before all. */
	static uint8_t sink[1 << 20];
	ssize_t got;

	while ((got = recv(slow, sink, sizeof sink, 0)) > 0)
		continue;
	cr_expect(got == 0 || errno == ECONNRESET, "%s", strerror(errno));
}

Test(net_connection, closes_the_oldest_idle_connection_when_there_are_too_many)
{
	uint8_t query[2 + QUERY_LEN];
	int fds[11];

	make_tcp_query(query, 1, 12);
	for (size_t i = 0; i < 11; i++) {
		fds[i] = client(SOCK_STREAM);
		send_all(fds[i], query, sizeof query);
		expect_tcp_reply(fds[i], 1, 12);
		/* The first one is used again before the last comes. */
		if (i == 9) {
			send_all(fds[0], query, sizeof query);
			expect_tcp_reply(fds[0], 1, 12);
		}
	}
	cr_expect(is_closed(fds[1]));
	for (size_t i = 0; i < 11; i++) {
		if (i == 1)
			continue;
		send_all(fds[i], query, sizeof query);
		expect_tcp_reply(fds[i], 1, 12);
	}
}

Test(net_connection, answers_what_it_has_read_before_it_stops)
{
	enum { MANY = 100 };
	static uint8_t queries[MANY][2 + QUERY_LEN];
	int fd = client(SOCK_STREAM);

	for (unsigned i = 0; i < MANY; i++)
		make_tcp_query(queries[i], i, 65535);
	send_all(fd, queries, sizeof queries);
	/* The answers are larger than all buffers on the way. */
	cr_assert(is_readable(fd, 5000));
	worker_stop(worker);
	for (unsigned i = 0; i < MANY; i++)
		expect_tcp_reply(fd, i, 65535);
	cr_expect(is_closed(fd));
	worker_join(worker);
	worker = NULL;
	close(fd);
}
