#include "net/probe.h"
#include "base/alloc.h"
#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	LINE_SIZE = 2048, /* RFC 5321 §4.5.3.1.5 asks for 512 */
	LINES_MAX = 100,
	CODE_LEN = 3,
};

/* A connection with the octets that were read ahead. */
struct session {
	int fd;
	int64_t until;
	size_t used;
	char text[LINE_SIZE];
};

/* 0 when the socket is ready for `events` in time, or a negative errno. */
static int
await(const struct session *session, short events)
{
	struct pollfd wait = {.fd = session->fd, .events = events};
	int64_t left = session->until - clock_ms();
	int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;

	if (ready < 0)
		return -errno;
	return ready == 0 ? -ETIMEDOUT : 0;
}

static int
connect_to(struct session *session, const union address *address)
{
	socklen_t size = sizeof(int);
	int error = 0;

	session->fd = socket(address->any.sa_family,
			     SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (session->fd < 0)
		return -errno;
	if (connect(session->fd, &address->any, address_size(address)) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return -errno;
	error = await(session, POLLOUT);
	if (error)
		return error;
	getsockopt(session->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	return -error;
}

static int
receive_more(struct session *session)
{
	int error = await(session, POLLIN);
	ssize_t got;

	if (error)
		return error;
	if (session->used == LINE_SIZE)
		return -EMSGSIZE;
	got = recv(session->fd, session->text + session->used,
		   LINE_SIZE - session->used, 0);
	if (got < 0)
		return -errno;
	if (got == 0)
		return -ECONNRESET;
	session->used += (size_t)got;
	return 0;
}

/* The next line, without its end, in new memory. */
static int
read_line(struct session *session, char **line)
{
	char *end;
	size_t len;

	while (!(end = memchr(session->text, '\n', session->used))) {
		int error = receive_more(session);

		if (error)
			return error;
	}
	len = (size_t)(end - session->text);
	*line =
	    xstrndup(session->text, len > 0 && end[-1] == '\r' ? len - 1 : len);
	session->used -= len + 1;
	memmove(session->text, end + 1, session->used);
	/* What a terminal would act upon is not for a person to see. */
	for (char *at = *line; *at; at++) {
		if (*at < ' ' || *at > '~')
			*at = '?';
	}
	return 0;
}

static bool
is_last(const char *line)
{
	return strlen(line) <= CODE_LEN || line[CODE_LEN] != '-';
}

static int
say(const struct session *session, const char *command, const char *argument)
{
	char *line =
	    xasprintf("%s%s%s\r\n", command, *argument ? " " : "", argument);
	ssize_t sent = send(session->fd, line, strlen(line), MSG_NOSIGNAL);

	free(line);
	return sent < 0 ? -errno : 0;
}

/* All lines of the greeting, of which the last is kept. */
static int
read_greeting(struct session *session, struct probe *probe)
{
	for (unsigned i = 0; i < LINES_MAX; i++) {
		char *line;
		int error = read_line(session, &line);

		if (error)
			return error;
		free(probe->greeting);
		probe->greeting = line;
		if (is_last(line))
			return 0;
	}
	return -EMSGSIZE;
}

/* The reply to EHLO; *refused: for good. */
static int
read_capabilities(struct session *session, struct probe *probe, bool *refused)
{
	for (unsigned i = 0; i < LINES_MAX; i++) {
		char *line;
		int error = read_line(session, &line);
		bool last;

		if (error)
			return error;
		last = is_last(line);
		*refused = *line == '5';
		probe->ready = strncmp(line, "250", CODE_LEN) == 0;
		if (i > 0 && probe->ready && strlen(line) > CODE_LEN) {
			const char *word = line + CODE_LEN + 1;

			probe->starttls |= strcasecmp(word, "STARTTLS") == 0;
			*VEC_PUSH(&probe->capabilities) =
			    xstrndup(word, strlen(word));
		}
		free(line);
		if (last)
			return 0;
	}
	return -EMSGSIZE;
}

/* What a host that knows no EHLO makes of HELO. */
static int
say_helo(struct session *session, struct probe *probe, const char *me)
{
	int error = say(session, "HELO", me);
	bool last = false;

	probe->helo = true;
	for (unsigned i = 0; !error && !last && i < LINES_MAX; i++) {
		char *line;

		error = read_line(session, &line);
		if (error)
			break;
		last = is_last(line);
		probe->ready = strncmp(line, "250", CODE_LEN) == 0;
		free(line);
	}
	return !error && !last ? -EMSGSIZE : error;
}

static int
talk(struct session *session, struct probe *probe, const char *me)
{
	int error = read_greeting(session, probe);
	bool refused = false;

	if (error)
		return error;
	if (strncmp(probe->greeting, "220", CODE_LEN) == 0) {
		error = say(session, "EHLO", me);
		if (!error)
			error = read_capabilities(session, probe, &refused);
		if (!error && refused)
			error = say_helo(session, probe, me);
	}
	if (!error)
		say(session, "QUIT", "");
	return error;
}

void
probe_host(struct probe *probe, const union address *address, const char *me,
	   int wait_ms)
{
	struct session session = {.fd = -1, .until = clock_ms() + wait_ms};

	*probe = (struct probe){0};
	probe->error = connect_to(&session, address);
	if (!probe->error)
		probe->error = talk(&session, probe, me);
	if (probe->error)
		probe->ready = false;
	if (session.fd >= 0)
		close(session.fd);
}

void
probe_free(struct probe *probe)
{
	for (size_t i = 0; i < probe->capabilities.count; i++)
		free(probe->capabilities.items[i]);
	free(probe->capabilities.items);
	free(probe->greeting);
}
