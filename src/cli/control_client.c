#include "cli/control_client.h"
#include "base/alloc.h"
#include "base/vec.h"
#include "net/address.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

/* Long enough for a large zone to be judged. */
enum { WAIT_S = 60, ANSWER_MAX = 256 << 20 };

static bool say(char *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool
say(char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, CONTROL_WHY_MAX, format, args);
	va_end(args);
	return false;
}

char *
control_encode(const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char *encoded = xalloc(3 * strlen(text) + 1);
	char *to = encoded;

	for (; *text != '\0'; text++) {
		unsigned char octet = (unsigned char)*text;

		if ((octet >= '0' && octet <= '9') ||
		    (octet >= 'A' && octet <= 'Z') ||
		    (octet >= 'a' && octet <= 'z') || strchr("-._~", octet)) {
			*to++ = *text;
			continue;
		}
		*to++ = '%';
		*to++ = digits[octet >> 4];
		*to++ = digits[octet & 15];
	}
	*to = '\0';
	return encoded;
}

/* connecting; negative codes */

static int
connect_to(int family, const void *address, socklen_t size)
{
	struct timeval wait = {.tv_sec = WAIT_S};
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	if (connect(fd, address, size) != 0) {
		int error = -errno;

		close(fd);
		return error;
	}
	return fd;
}

static int
open_connection(const struct control_address *to)
{
	struct sockaddr_un local = {.sun_family = AF_UNIX};
	union address address;
	int error;

	if (to->kind == CONTROL_UNIX) {
		memcpy(local.sun_path, to->path, strlen(to->path));
		return connect_to(AF_UNIX, &local, sizeof local);
	}
	error = address_from_endpoint(&address, &to->endpoint);
	return error ? error
		     : connect_to(address.any.sa_family, &address.any,
				  address_size(&address));
}

/* asking */

static char *
host_of(const struct control_address *to)
{
	if (to->kind == CONTROL_UNIX)
		return xasprintf("localhost");
	return xasprintf(to->endpoint.ipv6 ? "[%s]:%u" : "%s:%u",
			 to->endpoint.address, to->endpoint.port);
}

static char *
make_request(const struct control_address *to,
	     const struct control_request *request)
{
	char *body =
	    request->body ? json_dumps(request->body, JSON_COMPACT) : NULL;
	char *host = host_of(to);
	char *text = xasprintf(
	    "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n"
	    "%s%s%s%sContent-Length: %zu\r\n\r\n%s",
	    request->method, request->path, host,
	    request->token ? "Authorization: Bearer " : "",
	    request->token ? request->token : "", request->token ? "\r\n" : "",
	    body ? "Content-Type: application/json\r\n" : "",
	    body ? strlen(body) : 0, body ? body : "");

	free(host);
	free(body);
	return text;
}

static int
send_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t sent = send(fd, text, left, MSG_NOSIGNAL);

		if (sent < 0)
			return -errno;
		text += sent;
		left -= (size_t)sent;
	}
	return 0;
}

struct octets {
	char *items;
	size_t count, capacity;
};

/* All until the server closes, a NUL behind it. */
static int
receive_all(int fd, struct octets *answer)
{
	for (;;) {
		ssize_t len;

		VEC_RESERVE(answer, 65536);
		len = recv(fd, answer->items + answer->count, 65535, 0);
		if (len < 0)
			return -errno;
		answer->items[answer->count + (size_t)len] = '\0';
		if (len == 0)
			return 0;
		answer->count += (size_t)len;
		if (answer->count > ANSWER_MAX)
			return UV_EFBIG;
	}
}

static json_t *
read_answer(const struct octets *answer, unsigned *status, char *why)
{
	static const char version[] = "HTTP/1.1 ";
	const char *body = strstr(answer->items, "\r\n\r\n");
	json_t *json = NULL;

	*status = 0;
	if (body && strncmp(answer->items, version, sizeof version - 1) == 0)
		*status = (unsigned)strtoul(answer->items + sizeof version - 1,
					    NULL, 10);
	if (*status > 0)
		json = json_loads(body + 4, 0, NULL);
	if (!json)
		say(why, "what answers there is no control API of mxd");
	return json;
}

json_t *
control_ask(const struct control_address *address,
	    const struct control_request *request, unsigned *status,
	    char why[static CONTROL_WHY_MAX])
{
	struct octets answer = {0};
	json_t *json = NULL;
	char *text;
	int fd = open_connection(address);
	int error;

	if (fd < 0) {
		say(why, "%s", uv_strerror(fd));
		return NULL;
	}
	text = make_request(address, request);
	error = send_all(fd, text);
	if (!error)
		error = receive_all(fd, &answer);
	if (error)
		say(why, "%s", uv_strerror(error));
	else
		json = read_answer(&answer, status, why);
	close(fd);
	free(text);
	free(answer.items);
	return json;
}
