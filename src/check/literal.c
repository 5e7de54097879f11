#include "check/literal.h"

#include <arpa/inet.h>

enum { IPV4_LABELS = 4, LITERAL_MAX = 64 };

/* The first labels of a name with dots between them; brackets and "IPv6:"
 * around it left out. False when there are not so many or they are too long. */
static bool
front_text(struct name name, unsigned labels, char text[static LITERAL_MAX])
{
	const uint8_t *at = name.wire;
	size_t used = 0;

	if (name.labels < labels)
		return false;
	for (unsigned i = 0; i < labels; i++) {
		uint8_t len = *at++;

		if (used + len + 2 > LITERAL_MAX)
			return false;
		if (i > 0)
			text[used++] = '.';
		memcpy(text + used, at, len);
		used += len;
		at += len;
	}
	text[used] = '\0';
	if (text[0] == '[' && used > 2 && text[used - 1] == ']') {
		text[used - 1] = '\0';
		memmove(text, text + 1, used - 1);
	}
	if (strncasecmp(text, "IPv6:", 5) == 0)
		memmove(text, text + 5, strlen(text + 5) + 1);
	return true;
}

static bool
is_ipv6(struct name name)
{
	char text[LITERAL_MAX];
	struct in6_addr address;

	return (front_text(name, 1, text) &&
		inet_pton(AF_INET6, text, &address) == 1) ||
	       (front_text(name, IPV4_LABELS, text) &&
		inet_pton(AF_INET6, text, &address) == 1);
}

/* As people write it: leading zeros too, which inet_pton() does not take. */
static bool
is_octet(const char *at, size_t len)
{
	unsigned value = 0;

	if (len == 0 || len > 3)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (at[i] < '0' || at[i] > '9')
			return false;
		value = value * 10 + (unsigned)(at[i] - '0');
	}
	return value <= 255;
}

static bool
is_ipv4(struct name name)
{
	char text[LITERAL_MAX];
	const char *at = text;

	if (!front_text(name, IPV4_LABELS, text))
		return false;
	for (unsigned i = 0; i < IPV4_LABELS; i++) {
		size_t len = strcspn(at, ".");

		if (!is_octet(at, len))
			return false;
		at += len + (i + 1 < IPV4_LABELS);
	}
	return *at == '\0';
}

/* Whether those labels are all that was written, the rest being the origin's
 * (which is not always the zone's: $ORIGIN). */
static bool
is_all_that_was_written(struct name name, const char *written, size_t len,
			struct name origin)
{
	unsigned dots = 0;

	if (name.labels == IPV4_LABELS)
		return true;
	if (!written)
		return name.labels == IPV4_LABELS + origin.labels;
	for (size_t i = 0; i < len; i++)
		dots += written[i] == '.';
	return dots == IPV4_LABELS - 1;
}

/* Whether the labels behind the first four are in-addr.arpa. */
static bool
is_reverse(struct name name)
{
	static const uint8_t wire[] = "\7in-addr\4arpa";
	struct name reverse = {wire, sizeof wire, 2};

	return name.labels == IPV4_LABELS + reverse.labels &&
	       name_is_within(name, reverse);
}

bool
name_is_literal(struct name name, const char *written, size_t len,
		struct name origin)
{
	if (!name_may_be_literal(name))
		return false;
	if (is_ipv6(name))
		return true;
	return is_ipv4(name) && !is_reverse(name) &&
	       is_all_that_was_written(name, written, len, origin);
}
