/* Lists of address prefixes (RFC 3123). */
#include "dns/field.h"

#include <arpa/inet.h>

/* Address family numbers (IANA). */
struct family {
	uint8_t number;
	uint8_t octets;
	int af;
};

static const struct family families[] = {
    {1, 4, AF_INET},
    {2, 16, AF_INET6},
};

static const struct family *
family_find(uint64_t number)
{
	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
		if (families[i].number == number)
			return &families[i];
	}
	return NULL;
}

/* ADDRESSFAMILY, PREFIX, N and AFDLENGTH, AFDPART without zeros at its end. */
static void
item_skip(struct reader *r)
{
	const struct family *family = family_find(reader_get16(r));
	uint8_t prefix = reader_get8(r);
	uint8_t len = reader_get8(r) & 0x7f;
	const uint8_t *part = reader_take(r, len);

	if (!part || !family || prefix > family->octets * 8 ||
	    len > family->octets || (len > 0 && part[len - 1] == 0))
		reader_fail(r);
}

void
apl_skip(struct reader *r)
{
	while (!r->failed && reader_left(r) > 0)
		item_skip(r);
}

static const char no_item[] =
    "not a prefix; write 1:ADDRESS/BITS for IPv4 or 2:ADDRESS/BITS for IPv6, "
    "with ! in front to exclude it";

static const char *
item_from_text(const struct token *token, struct writer *out)
{
	const char *end = token->text + token->len;
	bool negated = token->len > 0 && token->text[0] == '!';
	const char *start = token->text + (negated ? 1 : 0);
	const char *colon = memchr(start, ':', (size_t)(end - start));
	const char *slash = memchr(start, '/', (size_t)(end - start));
	const struct family *family;
	uint8_t address[16];
	uint64_t number, bits;
	uint8_t len;

	if (token->quoted || !colon || !slash || slash < colon)
		return no_item;

	struct token family_token = {start, (uint32_t)(colon - start), false,
				     token->pos};
	struct token bits_token = {slash + 1, (uint32_t)(end - slash - 1),
				   false, token->pos};

	if (!token_number(&family_token, UINT16_MAX, &number) ||
	    !(family = family_find(number)) ||
	    !address_parse(family->af, colon + 1, (size_t)(slash - colon - 1),
			   address) ||
	    !token_number(&bits_token, family->octets * 8u, &bits))
		return no_item;
	for (len = family->octets; len > 0 && address[len - 1] == 0;)
		len--;
	writer_put16(out, family->number);
	writer_put8(out, (uint8_t)bits);
	writer_put8(out, (uint8_t)(len | (negated ? 0x80 : 0)));
	writer_put(out, address, len);
	return NULL;
}

const char *
apl_from_text(struct field_input *in)
{
	for (; !tokens_done(in->tokens); in->tokens->at++) {
		const char *wrong = item_from_text(in->tokens->at, in->out);

		if (wrong)
			return wrong;
	}
	return NULL;
}

static void
item_to_text(struct reader *r, struct text *out)
{
	uint16_t number = reader_get16(r);
	const struct family *family = family_find(number);
	uint8_t bits = reader_get8(r);
	uint8_t flag_len = reader_get8(r);
	uint8_t len = flag_len & 0x7f;
	const uint8_t *part = reader_take(r, len);
	uint8_t address[16] = {0};

	if (!part || !family || len > sizeof address)
		return;
	memcpy(address, part, len);
	if (flag_len & 0x80)
		text_put_char(out, '!');
	text_put_number(out, number, 1);
	text_put_char(out, ':');
	address_print(family->af, address, out);
	text_put_char(out, '/');
	text_put_number(out, bits, 1);
}

void
apl_to_text(struct reader *r, struct text *out)
{
	while (!r->failed && reader_left(r) > 0) {
		item_to_text(r, out);
		if (reader_left(r) > 0)
			text_put_char(out, ' ');
	}
}
