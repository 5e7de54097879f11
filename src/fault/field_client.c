/* Who asks: an address, or a network by its leading bits. */
#include "base/alloc.h"
#include "fault/field_kind.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static bool
set(const struct fault_field *field, void *at, const char *text, size_t len,
    char why[static FAULT_WHY_MAX])
{
	(void)field;
	(void)len;
	return prefix_from_text(text, at) ||
	       field_say(why, "must be an address or a network, as in "
			      "192.0.2.1 or 2001:db8::/32");
}

static bool
get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	const struct prefix *client = at;
	(void)i;
	if (client->len == 0)
		return false;
	inet_ntop(client->len == 4 ? AF_INET : AF_INET6, client->octets, text,
		  FAULT_FIELD_TEXT_MAX);
	if (client->bits < client->len * 8u) {
		char *whole = xasprintf("%s/%u", text, client->bits);

		memcpy(text, whole, strlen(whole) + 1);
		free(whole);
	}
	return true;
}

const struct fault_kind field_client = {FORM_TEXT, set, get};
