#include "check/uri.h"
#include "base/bytes.h"
#include "check/taglist.h"

#include <string.h>

static bool
is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* RFC 3986 §2, but for what parts URIs and sizes here: "," and "!". */
static const char *
octets_wrong(const char *text, struct part part)
{
	static const char others[] = "-._~:/?#[]@$&'()*+=";
	const char *at = text + part.at;
	const char *end = at + part.len;

	for (; at < end; at++) {
		/* Octets outside ASCII are the tag list's to tell. */
		if (is_alpha(*at) || is_digit(*at) || (uint8_t)*at >= 0x7f)
			continue;
		if (*at == '%' && end - at > 2 && is_hex(at[1]) &&
		    is_hex(at[2])) {
			at += 2;
			continue;
		}
		if (*at == '\0' || !strchr(others, *at))
			return "an octet here is none of a URI; write it as % "
			       "and two hexadecimal digits";
	}
	return NULL;
}

bool
uri_is_host(const char *text, struct part part)
{
	const char *host = text + part.at;
	size_t label = 0;

	for (size_t i = 0; i < part.len; i++) {
		bool dot = host[i] == '.';

		if (dot ? label == 0 || host[i - 1] == '-'
			: !is_alpha(host[i]) && !is_digit(host[i]) &&
			      (host[i] != '-' || label == 0))
			return false;
		label = dot ? 0 : label + 1;
		if (label > 63)
			return false;
	}
	return label > 0 && host[part.len - 1] != '-';
}

/* "!" and digits, then perhaps a unit. */
static bool
is_size(const char *text, struct part size)
{
	const char *at = text + size.at + 1;
	const char *end = text + size.at + size.len;

	if (end > at && end[-1] != '\0' && strchr("kmgtKMGT", end[-1]))
		end--;
	if (at == end)
		return false;
	while (at < end && is_digit(*at))
		at++;
	return at == end;
}

static const char *
read_mailto(const char *text, struct part rest, struct uri *uri)
{
	const char *from = text + rest.at;
	const char *query = memchr(from, '?', rest.len);
	size_t len = query ? (size_t)(query - from) : rest.len;
	const char *at = memrchr(from, '@', len);

	if (!at || at == from)
		return "mailto: takes an address: mailto:name@example.com";
	if (memchr(from, '@', (size_t)(at - from)))
		return "an @ that is part of the name is written as %40";
	uri->host = (struct part){(size_t)(at + 1 - text),
				  (size_t)(from + len - at - 1)};
	if (!uri_is_host(text, uri->host))
		return "what stands behind @ is no domain";
	return NULL;
}

static const char *
read_https(const char *text, struct part rest, struct uri *uri)
{
	const char *from = text + rest.at;
	size_t len = 2;

	if (rest.len < 3 || memcmp(from, "//", 2) != 0)
		return "https: takes a host: https://www.example.com/";
	while (len < rest.len && !strchr("/?#:", from[len]))
		len++;
	uri->host = (struct part){rest.at + 2, len - 2};
	if (!uri_is_host(text, uri->host))
		return "what stands behind // is no host";
	return NULL;
}

const char *
uri_read(const char *text, struct part part, bool sized, struct uri *uri)
{
	const char *from = text + part.at;
	const char *size = sized ? memchr(from, '!', part.len) : NULL;
	const char *colon;
	size_t len = 0;

	*uri = (struct uri){.whole = part};
	if (size) {
		uri->size = (struct part){(size_t)(size - text),
					  part.len - (size_t)(size - from)};
		part.len = (size_t)(size - from);
		if (!is_size(text, uri->size))
			return "what stands behind ! is no size; in an "
			       "address write ! as %21";
	}
	colon = memchr(from, ':', part.len);
	while (len < part.len &&
	       (is_alpha(from[len]) ||
		(len > 0 && (is_digit(from[len]) || strchr("+-.", from[len])))))
		len++;
	if (!colon || from + len != colon || len == 0)
		return "this is no URI: it lacks mailto: or https:";
	uri->scheme = (struct part){part.at, len};

	const char *wrong = octets_wrong(text, part);
	struct part rest = {part.at + len + 1, part.len - len - 1};

	if (wrong)
		return wrong;
	if (part_is_folded(text, uri->scheme, "mailto"))
		return read_mailto(text, rest, uri);
	if (part_is_folded(text, uri->scheme, "https"))
		return read_https(text, rest, uri);
	return NULL;
}
