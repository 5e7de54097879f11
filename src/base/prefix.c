#include "base/prefix.h"

#include <arpa/inet.h>
#include <string.h>

enum { ADDRESS_MAX = INET6_ADDRSTRLEN };

/* The bits that octet number i of the prefix has. */
static uint8_t
mask_of(const struct prefix *prefix, unsigned i)
{
	unsigned left = prefix->bits > 8 * i ? prefix->bits - 8 * i : 0;

	return left >= 8 ? 0xff : (uint8_t)(0xff00 >> left);
}

/* One to three digits, up to `max`. */
static bool
read_bits(const char *text, unsigned max, uint8_t *bits)
{
	size_t len = strspn(text, "0123456789");
	unsigned value = 0;

	if (len == 0 || len > 3 || text[len] != '\0')
		return false;
	for (size_t i = 0; i < len; i++)
		value = 10 * value + (unsigned)(text[i] - '0');
	*bits = (uint8_t)value;
	return value <= max;
}

bool
prefix_from_text(const char *text, struct prefix *prefix)
{
	size_t len = strcspn(text, "/");
	struct prefix read = {.len = 4};
	char address[ADDRESS_MAX];

	if (len >= sizeof address)
		return false;
	memcpy(address, text, len);
	address[len] = '\0';
	if (strchr(address, ':'))
		read.len = 16;
	if (inet_pton(read.len == 4 ? AF_INET : AF_INET6, address,
		      read.octets) != 1)
		return false;
	read.bits = (uint8_t)(8 * read.len);
	if (text[len] == '/' &&
	    !read_bits(text + len + 1, read.bits, &read.bits))
		return false;
	for (unsigned i = 0; i < read.len; i++) {
		if (read.octets[i] & (uint8_t)~mask_of(&read, i))
			return false;
	}
	*prefix = read;
	return true;
}

bool
prefix_has(const struct prefix *prefix, const uint8_t *address, uint8_t len)
{
	if (len != prefix->len)
		return false;
	for (unsigned i = 0; i < len; i++) {
		if ((address[i] & mask_of(prefix, i)) != prefix->octets[i])
			return false;
	}
	return true;
}
