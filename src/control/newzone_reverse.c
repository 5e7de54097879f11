/*
 * Reverse zones: from an address back to the name of its host (RFC 1035 §3.5,
 * RFC 3596 §2.5). One zone for each /24 of IPv4 and each /64 of IPv6.
 */
#include "base/alloc.h"
#include "control/newzone.h"
#include "dns/text.h"

#include <stdlib.h>
#include <string.h>

enum { ADDRESS_TEXT = 80 };

/* One label for each half octet, the last of `from` first. */
static void
put_nibbles(char *into, const uint8_t *octets, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = len; i-- > 0;) {
		*into++ = digits[octets[i] & 0xf];
		*into++ = '.';
		*into++ = digits[octets[i] >> 4];
		*into++ = '.';
	}
	*into = '\0';
}

/* The zone, without a dot at its end; owned by the caller. */
static char *
reverse_zone(const struct newzone_address *address)
{
	char nibbles[ADDRESS_TEXT];

	if (address->len == 4)
		return xasprintf("%u.%u.%u.in-addr.arpa", address->octets[2],
				 address->octets[1], address->octets[0]);
	put_nibbles(nibbles, address->octets, 8);
	return xasprintf("%sip6.arpa", nibbles);
}

static char *
reverse_owner(const struct newzone_address *address)
{
	char nibbles[ADDRESS_TEXT];

	if (address->len == 4)
		return xasprintf("%u", address->octets[3]);
	put_nibbles(nibbles, address->octets + 8, 8);
	nibbles[strlen(nibbles) - 1] = '\0';
	return xasprintf("%s", nibbles);
}

static bool
has_zone(const struct newzone_texts *texts, const char *name)
{
	for (size_t i = 0; i < texts->list.count; i++) {
		if (strcmp(texts->list.items[i].name, name) == 0)
			return true;
	}
	return false;
}

/* The PTR records of all addresses in one reverse zone. */
static void
put_pointers(struct text *into, const struct newzone *zone, const char *name)
{
	for (size_t i = 0; i < zone->addresses.count; i++) {
		const struct newzone_address *address =
		    &zone->addresses.items[i];
		char *home = reverse_zone(address);
		char *owner = reverse_owner(address);
		char *line = xasprintf("%-15s PTR   %s ; %s\n", owner,
				       address->host, address->text);

		if (!address->made && strcmp(home, name) == 0)
			text_put_word(into, line);
		free(line);
		free(owner);
		free(home);
	}
}

static char *
reverse_text(const struct newzone *zone, const char *name)
{
	char *opening = xasprintf("; The way back from addresses to names, for "
				  "%s\n; Whoever gave you the addresses serves "
				  "this zone, or delegates it to you.\n",
				  zone->domain);
	char *origin = xasprintf("%s.", name);
	struct text text = {0};

	text_put_word(&text, opening);
	newzone_put_head(&text, zone, origin);
	text_put_char(&text, '\n');
	put_pointers(&text, zone, name);
	free(origin);
	free(opening);
	return text_finish(&text);
}

void
newzone_write_reverse(const struct newzone *zone, struct newzone_texts *into)
{
	for (size_t i = 0; i < zone->addresses.count; i++) {
		char *name = reverse_zone(&zone->addresses.items[i]);

		if (zone->addresses.items[i].made || has_zone(into, name)) {
			free(name);
			continue;
		}
		*VEC_PUSH(&into->list) =
		    (struct newzone_text){name, reverse_text(zone, name)};
	}
}
