/*
 * The sockets of an address that is served: UDP and TCP at the same port.
 */
#ifndef MXD_NET_LISTEN_H
#define MXD_NET_LISTEN_H

#include "answer/answer.h"
#include "net/socket.h"

/* One worker's sockets at one address; -1: none of that kind. */
struct listener {
	union address address;
	int udp, tcp;
	bool wildcard; /* answers must leave from the address that was asked */
};

/*
 * Open both sockets at an address. Of port 0 it becomes one that is free for
 * both, and *address receives it. Returns 0; or a negative libuv code, and
 * *failed receives the transport that the port is not free for.
 */
int listener_open(struct listener *listener, union address *address,
		  enum socket_sharing sharing, enum transport *failed);

/*
 * Find out whether nobody has the address, and a port for port 0, without
 * keeping it: a SOCKET_SHARED one alone would join whoever has it.
 */
int listener_probe(union address *address, enum transport *failed);

/*
 * Take over a socket that somebody else has bound; the transport is the
 * socket's. It joins *listener if that one is of the same address or still
 * empty (all zero but for the descriptors, -1). Returns 0; UV_EEXIST when it
 * does not fit there; another negative libuv code when nothing can be
 * served by it.
 */
int listener_adopt(struct listener *listener, int fd);

/* The same sockets for one worker more. */
int listener_copy(struct listener *listener, const struct listener *from);

void listener_close(struct listener *listener);

#endif
