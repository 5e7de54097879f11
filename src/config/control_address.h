/*
 * Where the control API answers: an address and a port, or a Unix socket.
 */
#ifndef MXD_CONFIG_CONTROL_ADDRESS_H
#define MXD_CONFIG_CONTROL_ADDRESS_H

#include "config/endpoint.h"

enum {
	CONTROL_PORT = 8053,
	CONTROL_PATH_MAX = 108, /* sun_path of a Unix socket, with its NUL */
};

enum control_kind { CONTROL_OFF, CONTROL_IP, CONTROL_UNIX };

struct control_address {
	enum control_kind kind;
	struct endpoint endpoint;    /* CONTROL_IP */
	char path[CONTROL_PATH_MAX]; /* CONTROL_UNIX */
};

/*
 * Parse "ADDR@PORT", "ADDR" (port 8053), "unix:PATH" or "" (off). A relative
 * path starts from `folder`, or here when that is NULL. Returns NULL, or what
 * would be right in words, and then *address is untouched.
 */
const char *control_address_from_text(const char *text, const char *folder,
				      struct control_address *address);

/* The form that it is written in, in new memory. */
char *control_address_to_text(const struct control_address *address);

/* A Unix socket, or an address that only this machine can send from. */
bool control_address_is_local(const struct control_address *address);

#endif
