#include "cli/help.h"
#include "net/address.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

enum { QUERY_LEN = 17, TRIES = 3, WAIT_MS = 1000 };

#define DEFAULT_ENDPOINT "127.0.0.1@5300"

/* Any answer to it will do, so it is the shortest there is: . NS IN. */
static void
make_query(uint8_t query[static QUERY_LEN])
{
	static const uint8_t question[QUERY_LEN] = {
	    [5] = 1,  /* QDCOUNT */
	    [14] = 2, /* QTYPE NS */
	    [16] = 1, /* QCLASS IN */
	};

	memcpy(query, question, QUERY_LEN);
	/* An id that nobody can guess is not needed, only one of our own. */
	if (getrandom(query, 2, GRND_NONBLOCK) != 2)
		query[0] = (uint8_t)getpid();
}

static bool
is_answer(const uint8_t *reply, ssize_t len, const uint8_t *query)
{
	return len >= 12 && memcmp(reply, query, 2) == 0 && (reply[2] & 0x80);
}

/* Wait for an answer; 0, or a negative code. */
static int
await(int fd, const uint8_t *query)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	uint8_t reply[4096];

	for (;;) {
		int ready = poll(&wait, 1, WAIT_MS);
		ssize_t len;

		if (ready < 0)
			return -errno;
		if (ready == 0)
			return UV_ETIMEDOUT;
		len = recv(fd, reply, sizeof reply, 0);
		if (len < 0)
			return -errno;
		if (is_answer(reply, len, query))
			return 0;
	}
}

static int
ask(const union address *address)
{
	uint8_t query[QUERY_LEN];
	int error = UV_ETIMEDOUT;
	int fd = socket(address->any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	make_query(query);
	if (connect(fd, &address->any, address_size(address)) != 0)
		error = -errno;
	for (int i = 0; i < TRIES && error == UV_ETIMEDOUT; i++) {
		if (send(fd, query, QUERY_LEN, 0) < 0)
			error = -errno;
		else
			error = await(fd, query);
	}
	close(fd);
	return error;
}

int
cmd_health(const struct verb *verb, int argc, char **argv)
{
	const char *text = argc > 1 ? argv[1] : DEFAULT_ENDPOINT;
	struct endpoint endpoint;
	union address address;
	const char *why;
	int error;

	if (argc > 2)
		return help_too_much(verb, argv[2]);
	why = endpoint_from_text(text, &endpoint);
	if (why) {
		fprintf(stderr, "mxd health: %s: %s\n", text, why);
		return EXIT_MISUSED;
	}
	error = address_from_endpoint(&address, &endpoint);
	if (!error)
		error = ask(&address);
	if (error) {
		char *asked = endpoint_to_text(&endpoint); /* with the port */

		fprintf(stderr, "mxd health: no answer from %s over UDP: %s\n",
			asked, uv_strerror(error));
		free(asked);
		return EXIT_SYSTEM;
	}
	return EXIT_GOOD;
}
