/*
 * The listening socket of the API: TCP, or a Unix socket of the user alone.
 */
#ifndef MXD_API_DOOR_H
#define MXD_API_DOOR_H

#include "config/control_address.h"

struct door {
	struct control_address address; /* of port 0, with the one it got */
	int fd;                         /* -1: closed, or given away */
};

/*
 * Open it. The socket file of a server that has ended is replaced, that of one
 * that runs is not. Returns 0, or a negative libuv code.
 */
int door_open(struct door *door, const struct control_address *address);

/* Close what was not given away, and remove the socket file. */
void door_close(struct door *door);

#endif
