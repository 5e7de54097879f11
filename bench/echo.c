/*
 * The least that a UDP server can do: send back what comes in.
 * echo PORT [OCTETS]
 *
 * An answer costs at least this on the same machine: the kernel's share of a
 * datagram in and one out, in batches, with no thought about it. It sets QR,
 * so that whoever asked can tell the answer from the question, and fills up to
 * OCTETS, the size of an answer.
 */
#include "base/bytes.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { BATCH = 32, SIZE = 1232 + 192, QR = 0x80, HEADER = 12 };

static struct mmsghdr messages[BATCH];
static struct iovec octets[BATCH];
static struct sockaddr_in peers[BATCH];
static uint8_t buffers[BATCH][SIZE];
static size_t least; /* octets of an answer */

static int
listen_at(const char *port)
{
	struct sockaddr_in address = {
	    .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	int size = 4 << 20;

	if (fd < 0 ||
	    bind(fd, (const struct sockaddr *)&address, sizeof address) < 0) {
		perror("echo");
		exit(EXIT_FAILURE);
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	return fd;
}

static int
receive(int fd)
{
	for (unsigned i = 0; i < BATCH; i++) {
		octets[i] = (struct iovec){buffers[i], SIZE};
		messages[i].msg_hdr = (struct msghdr){
		    .msg_name = &peers[i],
		    .msg_namelen = sizeof peers[i],
		    .msg_iov = &octets[i],
		    .msg_iovlen = 1,
		};
	}
	return recvmmsg(fd, messages, BATCH, MSG_DONTWAIT, NULL);
}

/* As one answer RR would be counted: of what is not there, none is read. */
static void
send_back(int fd, int count)
{
	int sent = 0;

	for (int i = 0; i < count; i++) {
		octets[i].iov_len =
		    messages[i].msg_len > least ? messages[i].msg_len : least;
		if (messages[i].msg_len < HEADER)
			continue;
		buffers[i][2] |= QR;
		bytes_put16(buffers[i] + 6, 1);
	}
	while (sent < count) {
		int now =
		    sendmmsg(fd, messages + sent, (unsigned)(count - sent), 0);

		if (now <= 0)
			return;
		sent += now;
	}
}

int
main(int argc, char **argv)
{
	struct pollfd wait = {.events = POLLIN};

	if (argc != 2 && argc != 3) {
		fprintf(stderr, "usage: echo PORT [OCTETS]\n");
		return 64;
	}
	if (argc == 3)
		least = strtoul(argv[2], NULL, 10) % SIZE;
	wait.fd = listen_at(argv[1]);
	for (;;) {
		int count = receive(wait.fd);

		if (count > 0)
			send_back(wait.fd, count);
		else
			poll(&wait, 1, -1);
	}
}
