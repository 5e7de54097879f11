#include "config/control_address.h"
#include "base/alloc.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static const char unix_prefix[] = "unix:";

static const char *
from_path(const char *path, const char *folder, struct control_address *address)
{
	struct control_address found = {.kind = CONTROL_UNIX};
	char *whole = folder && path[0] != '/'
			  ? xasprintf("%s/%s", folder, path)
			  : xstrndup(path, strlen(path));
	size_t len = strlen(whole);
	bool fits = *path != '\0' && len < sizeof found.path;

	if (fits)
		memcpy(found.path, whole, len + 1);
	free(whole);
	if (!fits)
		return "the path of a Unix socket must have 1 to 107 octets, "
		       "as in unix:/run/mxd.sock";
	*address = found;
	return NULL;
}

const char *
control_address_from_text(const char *text, const char *folder,
			  struct control_address *address)
{
	struct control_address found = {.kind = CONTROL_IP};
	const char *wrong;

	if (*text == '\0') {
		*address = (struct control_address){0};
		return NULL;
	}
	if (strncmp(text, unix_prefix, sizeof unix_prefix - 1) == 0)
		return from_path(text + sizeof unix_prefix - 1, folder,
				 address);
	wrong = endpoint_from_text(text, &found.endpoint);
	if (wrong)
		return wrong;
	if (!strchr(text, '@'))
		found.endpoint.port = CONTROL_PORT;
	*address = found;
	return NULL;
}

char *
control_address_to_text(const struct control_address *address)
{
	switch (address->kind) {
	case CONTROL_OFF:
		break;
	case CONTROL_IP:
		return endpoint_to_text(&address->endpoint);
	case CONTROL_UNIX:
		return xasprintf("%s%s", unix_prefix, address->path);
	}
	return xstrndup("", 0);
}

static bool
is_loopback(const struct endpoint *endpoint)
{
	uint8_t octets[16];

	if (!endpoint->ipv6)
		return inet_pton(AF_INET, endpoint->address, octets) == 1 &&
		       octets[0] == 127;
	return inet_pton(AF_INET6, endpoint->address, octets) == 1 &&
	       memcmp(octets, &in6addr_loopback, sizeof octets) == 0;
}

bool
control_address_is_local(const struct control_address *address)
{
	return address->kind != CONTROL_IP || is_loopback(&address->endpoint);
}
