#include "control/activation.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

enum { FIRST_FD = 3, SOCKETS_MAX = 1024 };

/* The number in a variable of the environment; 0 when it is not one. */
static long
number(const char *variable)
{
	const char *text = getenv(variable);
	char *end;
	long value;

	if (!text || *text == '\0')
		return 0;
	value = strtol(text, &end, 10);
	return *end == '\0' && value > 0 ? value : 0;
}

/* How many sockets were passed, to this process and not to a parent. */
static int
passed(void)
{
	long count = number("LISTEN_FDS");

	if (number("LISTEN_PID") != getpid())
		count = 0;
	/* Not for children of ours. */
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return count <= SOCKETS_MAX ? (int)count : 0;
}

/* Into the listener of the same address that lacks it, or into a new one. */
static int
take_one(struct listeners *listeners, int fd)
{
	int error = UV_EEXIST;

	for (size_t i = 0; i < listeners->count && error == UV_EEXIST; i++)
		error = listener_adopt(&listeners->items[i], fd);
	if (error == UV_EEXIST) {
		struct listener fresh = {.udp = -1, .tcp = -1};

		error = listener_adopt(&fresh, fd);
		if (!error)
			*VEC_PUSH(listeners) = fresh;
	}
	if (!error)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return error;
}

bool
activation_take(struct listeners *listeners, struct diag_sink *sink)
{
	int end = FIRST_FD + passed();

	for (int fd = FIRST_FD; fd < end; fd++) {
		int error = take_one(listeners, fd);

		if (!error)
			continue;
		diag_error(sink, (struct pos){0},
			   "descriptor %d of the service manager: %s; only UDP "
			   "and TCP sockets of IPv4 and IPv6 can be served",
			   fd, uv_strerror(error));
		return false;
	}
	return true;
}
