#include "dns/svcparam.h"

#include "dns/encoding.h"
#include "dns/field.h"

#include <arpa/inet.h>

/* One piece of a value-list: up to a comma, or to the end. */
static bool
list_next(const uint8_t **at, const uint8_t *end, const uint8_t **piece,
	  size_t *len)
{
	const uint8_t *comma;

	if (*at > end)
		return false;
	comma = memchr(*at, ',', (size_t)(end - *at));
	*piece = *at;
	*len = (size_t)((comma ? comma : end) - *at);
	*at = comma ? comma + 1 : end + 1;
	return true;
}

static const char *
check_any(const uint8_t *value, uint16_t len)
{
	(void)value;
	(void)len;
	return NULL;
}

static const char *
check_empty(const uint8_t *value, uint16_t len)
{
	(void)value;
	return len > 0 ? "this SvcParam takes no value" : NULL;
}

static const char *
octets_from_text(const uint8_t *text, size_t len, struct writer *out)
{
	writer_put(out, text, len);
	return NULL;
}

static void
octets_to_text(const uint8_t *value, uint16_t len, struct text *out)
{
	if (len == 0)
		return;
	text_put_char(out, '=');
	text_put_quoted(out, value, len);
}

/* Keys in ascending order, none twice, not "mandatory" (RFC 9460 §8). */
static const char *
check_mandatory(const uint8_t *value, uint16_t len)
{
	int last = SVCPARAM_MANDATORY;

	if (len == 0 || len % 2 != 0)
		return "mandatory needs one key at least";
	for (uint16_t i = 0; i < len; i = (uint16_t)(i + 2)) {
		uint16_t key = bytes_get16(value + i);

		if (key == SVCPARAM_MANDATORY)
			return "mandatory may not name itself";
		if (key <= last)
			return "mandatory names a key twice";
		last = key;
	}
	return NULL;
}

/* Insertion into what is sorted already: lists are short. */
static void
insert_key(uint8_t *keys, size_t count, uint16_t key)
{
	for (; count > 0 && bytes_get16(keys + 2 * (count - 1)) > key; count--)
		memcpy(keys + 2 * count, keys + 2 * (count - 1), 2);
	bytes_put16(keys + 2 * count, key);
}

static const char *
mandatory_from_text(const uint8_t *text, size_t len, struct writer *out)
{
	enum { KEYS_MAX = 64 };
	const uint8_t *end = text + len;
	uint8_t keys[2 * KEYS_MAX];
	const uint8_t *piece;
	size_t piece_len;
	size_t count = 0;

	while (list_next(&text, end, &piece, &piece_len)) {
		uint16_t key;
		bool generic;

		if (count == KEYS_MAX)
			return "more than 64 mandatory keys";
		if (!svcparam_key_from_text((const char *)piece, piece_len,
					    &key, &generic))
			return "mandatory takes keys with commas between, "
			       "like alpn,port";
		insert_key(keys, count++, key);
	}
	writer_put(out, keys, 2 * count);
	return NULL;
}

static void
mandatory_to_text(const uint8_t *value, uint16_t len, struct text *out)
{
	for (uint16_t i = 0; i < len; i = (uint16_t)(i + 2)) {
		text_put_char(out, i == 0 ? '=' : ',');
		svcparam_key_to_text(bytes_get16(value + i), out);
	}
}

/* RFC 9460 §7.1.1: identifiers of 1 to 255 octets, one at least. */
static const char *
check_alpn(const uint8_t *value, uint16_t len)
{
	struct reader r = reader_init(value, len);

	do {
		uint8_t id_len = reader_get8(&r);

		if (id_len == 0 || !reader_take(&r, id_len))
			return "alpn needs protocols of 1 to 255 octets with "
			       "commas between, like h2,h3";
	} while (reader_left(&r) > 0);
	return NULL;
}

/* RFC 9460 Appendix A.1: here \, and \\ stand for a comma and a backslash. */
static const char *
alpn_from_text(const uint8_t *text, size_t len, struct writer *out)
{
	const uint8_t *end = text + len;
	uint8_t id[UINT8_MAX];
	struct writer w = writer_init(id, sizeof id);

	for (; text <= end; text++) {
		if (text == end || *text == ',') {
			if (w.failed)
				return "an alpn protocol over 255 octets";
			writer_put8(out, (uint8_t)w.at);
			writer_put(out, id, w.at);
			w = writer_init(id, sizeof id);
			continue;
		}
		if (*text == '\\') {
			if (++text == end || (*text != ',' && *text != '\\'))
				return "in alpn a backslash (itself written "
				       "\\\\) stands before a comma or "
				       "another";
		}
		writer_put8(&w, *text);
	}
	return NULL;
}

static void
alpn_to_text(const uint8_t *value, uint16_t len, struct text *out)
{
	struct reader r = reader_init(value, len);
	const char *before = "=\"";

	while (reader_left(&r) > 0) {
		uint8_t id_len = reader_get8(&r);

		text_put_word(out, before);
		before = ",";
		for (; id_len > 0; id_len--) {
			uint8_t octet = reader_get8(&r);

			if (octet == ',' || octet == '\\')
				text_put_octet(out, '\\');
			text_put_octet(out, octet);
		}
	}
	text_put_char(out, '"');
}

static const char no_port[] = "port needs a number from 0 to 65535";

static const char *
check_port(const uint8_t *value, uint16_t len)
{
	(void)value;
	return len != 2 ? no_port : NULL;
}

static const char *
port_from_text(const uint8_t *text, size_t len, struct writer *out)
{
	struct token token = {(const char *)text, (uint32_t)len, false, {0, 0}};
	uint64_t port;

	if (!token_number(&token, UINT16_MAX, &port))
		return no_port;
	writer_put16(out, (uint16_t)port);
	return NULL;
}

static void
port_to_text(const uint8_t *value, uint16_t len, struct text *out)
{
	(void)len;
	text_put_char(out, '=');
	text_put_number(out, bytes_get16(value), 1);
}

static const char no_ipv4[] =
    "ipv4hint needs IPv4 addresses with commas between";
static const char no_ipv6[] =
    "ipv6hint needs IPv6 addresses with commas between";

static const char *
check_ipv4(const uint8_t *value, uint16_t len)
{
	(void)value;
	return len == 0 || len % 4 != 0 ? no_ipv4 : NULL;
}

static const char *
check_ipv6(const uint8_t *value, uint16_t len)
{
	(void)value;
	return len == 0 || len % 16 != 0 ? no_ipv6 : NULL;
}

static bool
addresses_from_text(int family, const uint8_t *text, size_t len,
		    struct writer *out)
{
	const uint8_t *end = text + len;
	const uint8_t *piece;
	size_t piece_len;

	while (list_next(&text, end, &piece, &piece_len)) {
		struct in6_addr address;

		if (!address_parse(family, (const char *)piece, piece_len,
				   &address))
			return false;
		writer_put(out, &address, family == AF_INET ? 4 : 16);
	}
	return true;
}

static const char *
ipv4hint_from_text(const uint8_t *text, size_t len, struct writer *out)
{
	return addresses_from_text(AF_INET, text, len, out) ? NULL : no_ipv4;
}

static const char *
ipv6hint_from_text(const uint8_t *text, size_t len, struct writer *out)
{
	return addresses_from_text(AF_INET6, text, len, out) ? NULL : no_ipv6;
}

static void
ipv4hint_to_text(const uint8_t *value, uint16_t len, struct text *out)
{
	for (uint16_t i = 0; i < len; i = (uint16_t)(i + 4)) {
		text_put_char(out, i == 0 ? '=' : ',');
		address_print(AF_INET, value + i, out);
	}
}

static void
ipv6hint_to_text(const uint8_t *value, uint16_t len, struct text *out)
{
	for (uint16_t i = 0; i < len; i = (uint16_t)(i + 16)) {
		text_put_char(out, i == 0 ? '=' : ',');
		address_print(AF_INET6, value + i, out);
	}
}

/* An ECHConfigList begins with its own length. */
static const char *
check_ech(const uint8_t *value, uint16_t len)
{
	return len < 4 || bytes_get16(value) != len - 2
		   ? "ech needs an ECHConfigList in base64"
		   : NULL;
}

static const char *
ech_from_text(const uint8_t *text, size_t len, struct writer *out)
{
	struct decoder decoder = {0};
	const char *wrong =
	    base64_decode(&decoder, (const char *)text, len, out);

	return wrong ? wrong : base64_end(&decoder);
}

static void
ech_to_text(const uint8_t *value, uint16_t len, struct text *out)
{
	text_put_char(out, '=');
	base64_encode(out, value, len);
}

/* RFC 9461 §5: a relative URI template with a variable "dns". */
static const char *
check_dohpath(const uint8_t *value, uint16_t len)
{
	if (len == 0 || value[0] != '/' || !memmem(value, len, "dns", 3))
		return "dohpath needs a URI template that begins with / and "
		       "has a variable dns, like /dns-query{?dns}";
	return NULL;
}

/* In order of the keys, without a gap: see svcparam_get(). */
/* clang-format off */
static const struct svcparam rows[] = {
	{0, "mandatory", check_mandatory, mandatory_from_text, mandatory_to_text},
	{1, "alpn", check_alpn, alpn_from_text, alpn_to_text},
	{2, "no-default-alpn", check_empty, octets_from_text, octets_to_text},
	{3, "port", check_port, port_from_text, port_to_text},
	{4, "ipv4hint", check_ipv4, ipv4hint_from_text, ipv4hint_to_text},
	{5, "ech", check_ech, ech_from_text, ech_to_text},
	{6, "ipv6hint", check_ipv6, ipv6hint_from_text, ipv6hint_to_text},
	{7, "dohpath", check_dohpath, octets_from_text, octets_to_text},
	{8, "ohttp", check_empty, octets_from_text, octets_to_text},
};
/* clang-format on */

enum { ROWS = sizeof rows / sizeof rows[0] };

static const struct svcparam opaque = {0, NULL, check_any, octets_from_text,
				       octets_to_text};

const struct svcparam *
svcparam_get(uint16_t key)
{
	return key < ROWS ? &rows[key] : &opaque;
}

bool
svcparam_key_from_text(const char *text, size_t len, uint16_t *key,
		       bool *generic)
{
	struct token name = {text, (uint32_t)len, false, {0, 0}};
	uint64_t number;

	*generic = false;
	for (size_t i = 0; i < ROWS; i++) {
		if (token_is(&name, rows[i].name)) {
			*key = rows[i].key;
			return true;
		}
	}
	if (len < 4 || memcmp(text, "key", 3) != 0 ||
	    (text[3] == '0' && len > 4))
		return false;
	name.text += 3;
	name.len -= 3;
	if (!token_number(&name, SVCPARAM_INVALID - 1, &number))
		return false;
	*key = (uint16_t)number;
	*generic = true;
	return true;
}

void
svcparam_key_to_text(uint16_t key, struct text *out)
{
	const struct svcparam *row = svcparam_get(key);

	if (row->name) {
		text_put_word(out, row->name);
		return;
	}
	text_put_word(out, "key");
	text_put_number(out, key, 1);
}
