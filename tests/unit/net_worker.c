/* A worker over real sockets: datagrams, and what it serves handed over. */
#include "../support/worker.h"

TestSuite(net_worker, .init = start, .fini = stop);

/* UDP */

Test(net_worker, answers_a_datagram)
{
	int fd = client(SOCK_DGRAM);
	uint8_t query[QUERY_LEN], reply[512];

	make_query(query, 4711, 100);
	send_all(fd, query, QUERY_LEN);
	cr_assert_eq(recv(fd, reply, sizeof reply, 0), 100);
	cr_expect_eq(bytes_get16(reply), 4711);
	cr_expect_eq(reply[3], TRANSPORT_UDP);
	cr_expect_eq(reply[4], 4);
	cr_expect_eq(reply[5], 1, "the client is 127.0.0.1");
}

Test(net_worker, answers_more_datagrams_than_a_batch_holds)
{
	enum { MANY = 100 };
	int fd = client(SOCK_DGRAM);
	uint8_t query[QUERY_LEN], reply[512];
	bool seen[MANY] = {false};

	for (unsigned i = 0; i < MANY; i++) {
		make_query(query, i, 12 + i);
		/* Every tenth is not to be answered. */
		if (i % 10 == 0)
			query[2] = 0x80;
		send_all(fd, query, QUERY_LEN);
	}
	for (unsigned i = 0; i < MANY - MANY / 10; i++) {
		ssize_t len = recv(fd, reply, sizeof reply, 0);
		unsigned id = bytes_get16(reply);

		cr_assert_lt(id, MANY);
		cr_expect_not(seen[id]);
		cr_expect_eq(len, 12 + (ssize_t)id);
		seen[id] = true;
	}
	cr_expect_not(is_readable(fd, 50), "no answer without a query");
}

Test(net_worker, survives_datagrams_of_all_sizes)
{
	static uint8_t query[65507];
	static const size_t sizes[] = {0, 1, 11, 12, 4095, 4096, 4097, 65507};
	int fd = client(SOCK_DGRAM);
	uint8_t reply[4096];

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		bytes_put16(query, (uint16_t)i);
		cr_assert_eq(send(fd, query, sizes[i], 0), (ssize_t)sizes[i]);
	}
	for (unsigned i = 3; i < sizeof sizes / sizeof sizes[0]; i++) {
		cr_assert_eq(recv(fd, reply, sizeof reply, 0), 12);
		cr_expect_eq(bytes_get16(reply), i);
		cr_expect_eq(bytes_get16(reply + 8),
			     sizes[i] < 4096 ? sizes[i] : 4096,
			     "what is beyond a slot is cut off");
	}
}

Test(net_worker_wildcard, answers_from_the_address_that_was_asked, .fini = stop)
{
	uint8_t query[QUERY_LEN], reply[512];

	start_at("0.0.0.0");
	for (uint32_t i = 1; i < 5; i++) {
		/* A connected socket takes answers of its peer only. */
		address.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK + i);

		int fd = client(SOCK_DGRAM);

		make_query(query, i, 50);
		send_all(fd, query, QUERY_LEN);
		cr_assert_eq(recv(fd, reply, sizeof reply, 0), 50);
		cr_expect_eq(bytes_get16(reply), i);
		close(fd);
	}
}

/* hand-over */

static unsigned
ask_which(int fd)
{
	uint8_t query[QUERY_LEN], reply[512];

	make_query(query, 1, 12);
	send_all(fd, query, QUERY_LEN);
	cr_assert_eq(recv(fd, reply, sizeof reply, 0), 12);
	return bytes_get16(reply + 6);
}

Test(net_worker, serves_what_was_posted_last_and_says_so)
{
	struct serving next[5];
	int fd = client(SOCK_DGRAM);

	cr_expect_eq(ask_which(fd), 1);
	cr_expect_eq(worker_holds(worker), &serving);
	for (uint16_t i = 0; i < 5; i++) {
		next[i] = serving;
		next[i].answer.udp_size = (uint16_t)(i + 2);
		worker_post(worker, &next[i]);
	}
	while (worker_holds(worker) != &next[4])
		uv_run(&loop, UV_RUN_ONCE);
	cr_expect_gt(wakes, 0);
	cr_expect_eq(ask_which(fd), 6);
	stop();
	worker = NULL;
}
