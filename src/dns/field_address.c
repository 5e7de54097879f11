/* Fields that are addresses or identifiers of fixed size. */
#include "dns/field.h"

#include <arpa/inet.h>

/* The C library knows the text forms: no leading zeros, no short forms. */
bool
address_parse(int family, const char *text, size_t len, void *address)
{
	char copy[INET6_ADDRSTRLEN];

	if (len >= sizeof copy || memchr(text, '\0', len))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return inet_pton(family, copy, address) == 1;
}

void
address_print(int family, const void *address, struct text *out)
{
	char text[INET6_ADDRSTRLEN];

	if (inet_ntop(family, address, text, sizeof text))
		text_put_word(out, text);
}

static bool
address_from_text(struct field_input *in, int family, size_t size)
{
	const struct token *token = in->tokens->at;
	struct in6_addr address;

	if (token->quoted ||
	    !address_parse(family, token->text, token->len, &address))
		return false;
	writer_put(in->out, &address, size);
	in->tokens->at++;
	return true;
}

static void
address_to_text(struct reader *r, struct text *out, int family, size_t size)
{
	const uint8_t *address = reader_take(r, size);

	if (address)
		address_print(family, address, out);
}

const char *
ipv4_from_text(struct field_input *in)
{
	return address_from_text(in, AF_INET, 4)
		   ? NULL
		   : "not an IPv4 address; write four numbers from 0 to 255, "
		     "like 192.0.2.1";
}

void
ipv4_to_text(struct reader *r, struct text *out)
{
	address_to_text(r, out, AF_INET, 4);
}

const char *
ipv6_from_text(struct field_input *in)
{
	return address_from_text(in, AF_INET6, 16)
		   ? NULL
		   : "not an IPv6 address; write one like 2001:db8::1";
}

void
ipv6_to_text(struct reader *r, struct text *out)
{
	address_to_text(r, out, AF_INET6, 16);
}

static int
hex_value(char digit)
{
	char c = (char)bytes_fold((uint8_t)digit);

	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void
put_hex_lower(struct text *out, unsigned value, unsigned digits)
{
	while (digits > 0)
		text_put_char(out,
			      "0123456789abcdef"[value >> 4 * --digits & 0xf]);
}

/* Octets of two hexadecimal digits with hyphens between (RFC 7043). */
static bool
eui_from_text(struct field_input *in, size_t size)
{
	const struct token *token = in->tokens->at;
	uint8_t octets[8];

	if (token->quoted || token->len != size * 3 - 1)
		return false;
	for (size_t i = 0; i < size; i++) {
		const char *at = token->text + i * 3;
		int high = hex_value(at[0]);
		int low = hex_value(at[1]);

		if (high < 0 || low < 0 || (i + 1 < size && at[2] != '-'))
			return false;
		octets[i] = (uint8_t)(high << 4 | low);
	}
	writer_put(in->out, octets, size);
	in->tokens->at++;
	return true;
}

static void
eui_to_text(struct reader *r, struct text *out, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (i > 0)
			text_put_char(out, '-');
		put_hex_lower(out, reader_get8(r), 2);
	}
}

const char *
eui48_from_text(struct field_input *in)
{
	return eui_from_text(in, 6)
		   ? NULL
		   : "not an EUI-48 address; write one like 00-00-5e-00-53-2a";
}

void
eui48_to_text(struct reader *r, struct text *out)
{
	eui_to_text(r, out, 6);
}

const char *
eui64_from_text(struct field_input *in)
{
	return eui_from_text(in, 8) ? NULL
				    : "not an EUI-64 address; write one like "
				      "00-00-5e-ef-10-00-00-2a";
}

void
eui64_to_text(struct reader *r, struct text *out)
{
	eui_to_text(r, out, 8);
}

static const char no_ilnp64[] =
    "not four groups of hexadecimal digits, like 14:4fff:ff20:ee64";

/* Four groups of one to four hexadecimal digits (RFC 6742 §2.1.2). */
const char *
ilnp64_from_text(struct field_input *in)
{
	const struct token *token = in->tokens->at;
	uint8_t octets[8];
	unsigned groups = 0;
	unsigned digits = 0;
	unsigned value = 0;

	if (token->quoted)
		return no_ilnp64;
	for (size_t i = 0; i <= token->len; i++) {
		bool end = i == token->len || token->text[i] == ':';
		int digit = end ? 0 : hex_value(token->text[i]);

		if (groups == 4 || digit < 0 || (end && digits == 0) ||
		    (!end && digits == 4))
			return no_ilnp64;
		if (end) {
			bytes_put16(octets + groups++ * 2, (uint16_t)value);
			digits = value = 0;
		} else {
			value = value << 4 | (unsigned)digit;
			digits++;
		}
	}
	if (groups != 4)
		return no_ilnp64;
	writer_put(in->out, octets, sizeof octets);
	in->tokens->at++;
	return NULL;
}

void
ilnp64_to_text(struct reader *r, struct text *out)
{
	for (unsigned i = 0; i < 4; i++) {
		if (i > 0)
			text_put_char(out, ':');
		put_hex_lower(out, reader_get16(r), 4);
	}
}
