#include "api/guard.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

enum { ADDRESS_MAX = 64 };

/* A host without the port that may stand behind it (RFC 3986 §3.2.2). */
static size_t
host_len(const char *host)
{
	if (host[0] == '[') {
		size_t len = strcspn(host, "]");

		return host[len] == ']' ? len + 1 : 0;
	}
	return strcspn(host, ":");
}

static bool
is_port(const char *text)
{
	return *text == '\0' ||
	       (*text == ':' &&
		strspn(text + 1, "0123456789") == strlen(text + 1));
}

static bool
is_address(const char *host, size_t len)
{
	char text[ADDRESS_MAX];
	unsigned char octets[16];
	bool ipv6 = host[0] == '[';

	if (ipv6) {
		host++;
		len -= 2;
	}
	if (len >= sizeof text)
		return false;
	memcpy(text, host, len);
	text[len] = '\0';
	return inet_pton(ipv6 ? AF_INET6 : AF_INET, text, octets) == 1;
}

static bool
is_name(const char *host, size_t len, const char *name)
{
	if (len > 0 && host[len - 1] == '.')
		len--;
	return strlen(name) == len && strncasecmp(host, name, len) == 0;
}

static bool
is_own_host(const struct guard *guard, const char *host)
{
	size_t len = host_len(host);

	if (len == 0 || !is_port(host + len))
		return false;
	if (is_address(host, len) || is_name(host, len, "localhost"))
		return true;
	for (size_t i = 0; i < guard->host_count; i++) {
		if (is_name(host, len, guard->hosts[i]))
			return true;
	}
	return false;
}

/* http://HOST, where HOST is as in the Host header: the port, too. */
static bool
is_same_origin(const char *origin, const char *host)
{
	static const char scheme[] = "http://";
	const size_t len = sizeof scheme - 1;

	return host && strncasecmp(origin, scheme, len) == 0 &&
	       strcasecmp(origin + len, host) == 0;
}

enum guard_verdict
guard_judge(const struct guard *guard, const struct guard_claim *claim)
{
	const char *site = claim->fetch_site;

	if (!guard->any_host) {
		if (!claim->host)
			return GUARD_NO_HOST;
		if (!is_own_host(guard, claim->host))
			return GUARD_WRONG_HOST;
	}
	if (claim->origin && !is_same_origin(claim->origin, claim->host))
		return GUARD_CROSS_SITE;
	/* "none": the person typed the address. */
	if (site && strcmp(site, "same-origin") != 0 &&
	    strcmp(site, "none") != 0)
		return GUARD_CROSS_SITE;
	return GUARD_PASS;
}
