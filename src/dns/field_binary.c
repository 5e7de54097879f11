/* Fields that are octets: hexadecimal, base64 and base32hex in text. */
#include "dns/field.h"

#include "dns/encoding.h"

typedef const char *decode_function(struct decoder *d, const char *text,
				    size_t len, struct writer *out);
typedef const char *end_function(const struct decoder *d);

/* All tokens that are left, as one text with white space in it. */
static const char *
rest_decode(struct field_input *in, decode_function *decode, end_function *end)
{
	struct decoder decoder = {0};
	const char *wrong = NULL;

	while (!wrong && !tokens_done(in->tokens)) {
		const struct token *token = in->tokens->at;

		if (token->quoted)
			return "octets stand without quotes";
		wrong = decode(&decoder, token->text, token->len, in->out);
		if (!wrong && token + 1 == in->tokens->last)
			wrong = end(&decoder);
		if (!wrong)
			in->tokens->at++;
	}
	return wrong;
}

/* One token, into a buffer. */
static const char *
token_decode(const struct token *token, decode_function *decode,
	     end_function *end, struct writer *out)
{
	struct decoder decoder = {0};
	const char *wrong;

	if (token->quoted)
		return "octets stand without quotes";
	wrong = decode(&decoder, token->text, token->len, out);
	return wrong ? wrong : end(&decoder);
}

const char *
hex_from_text(struct field_input *in)
{
	return rest_decode(in, hex_decode, hex_end);
}

void
hex_to_text(struct reader *r, struct text *out)
{
	size_t len;
	const uint8_t *octets = reader_take_rest(r, &len);

	if (octets)
		hex_encode(out, octets, len);
}

const char *
base64_from_text(struct field_input *in)
{
	return rest_decode(in, base64_decode, base64_end);
}

void
base64_to_text(struct reader *r, struct text *out)
{
	size_t len;
	const uint8_t *octets = reader_take_rest(r, &len);

	if (octets)
		base64_encode(out, octets, len);
}

/* An octet of length, then so many octets. */
void
len8_skip(struct reader *r)
{
	reader_take(r, reader_get8(r));
}

void
len8_filled_skip(struct reader *r)
{
	uint8_t len = reader_get8(r);

	if (len == 0)
		reader_fail(r);
	reader_take(r, len);
}

static const char *
len8_decode(struct field_input *in, decode_function *decode, end_function *end)
{
	uint8_t octets[UINT8_MAX];
	struct writer decoded = writer_init(octets, sizeof octets);
	const char *wrong = token_decode(in->tokens->at, decode, end, &decoded);

	if (wrong)
		return wrong;
	if (decoded.failed)
		return "over 255 octets";
	writer_put8(in->out, (uint8_t)decoded.at);
	writer_put(in->out, octets, decoded.at);
	in->tokens->at++;
	return NULL;
}

/* RFC 5155 §3.3: "-" for an empty salt. */
const char *
hex_len8_from_text(struct field_input *in)
{
	if (token_is(in->tokens->at, "-")) {
		writer_put8(in->out, 0);
		in->tokens->at++;
		return NULL;
	}
	return len8_decode(in, hex_decode, hex_end);
}

void
hex_len8_to_text(struct reader *r, struct text *out)
{
	uint8_t len = reader_get8(r);
	const uint8_t *octets = reader_take(r, len);

	if (octets && len > 0)
		hex_encode(out, octets, len);
	else
		text_put_char(out, '-');
}

const char *
base32_len8_from_text(struct field_input *in)
{
	return len8_decode(in, base32_decode, base32_end);
}

void
base32_len8_to_text(struct reader *r, struct text *out)
{
	uint8_t len = reader_get8(r);
	const uint8_t *octets = reader_take(r, len);

	if (octets)
		base32_encode(out, octets, len);
}

/*
 * RFC 8005 §5: length of the HIT, public key algorithm, length of the public
 * key (16 bits), HIT, public key. The rendezvous servers are a field of their
 * own.
 */
void
hip_skip(struct reader *r)
{
	uint8_t hit_len = reader_get8(r);
	uint16_t key_len;

	reader_get8(r);
	key_len = reader_get16(r);
	if (hit_len == 0 || key_len == 0)
		reader_fail(r);
	reader_take(r, (size_t)hit_len + key_len);
}

/* In text: algorithm, HIT in hexadecimal, public key as one base64 token. */
const char *
hip_from_text(struct field_input *in)
{
	struct tokens *tokens = in->tokens;
	struct writer *out = in->out;
	size_t start = out->at;
	uint64_t algorithm;
	size_t hit_len, key_len;
	const char *wrong;

	if (tokens->last - tokens->at < 3)
		return "a HIP has an algorithm, a HIT in hexadecimal and a "
		       "public key in base64";
	if (!token_number(tokens->at, UINT8_MAX, &algorithm))
		return "not a public key algorithm, a number from 0 to 255";
	tokens->at++;
	writer_put32(out, 0); /* the lengths, once they are known */
	wrong = token_decode(tokens->at, hex_decode, hex_end, out);
	if (wrong)
		return wrong;
	hit_len = out->at - start - 4;
	if (hit_len == 0 || hit_len > UINT8_MAX)
		return "not a HIT of 1 to 255 octets";
	tokens->at++;
	wrong = token_decode(tokens->at, base64_decode, base64_end, out);
	if (wrong)
		return wrong;
	key_len = out->at - start - 4 - hit_len;
	if (key_len == 0)
		return "an empty public key";
	tokens->at++;
	if (out->failed)
		return NULL;
	out->base[start] = (uint8_t)hit_len;
	out->base[start + 1] = (uint8_t)algorithm;
	bytes_put16(out->base + start + 2, (uint16_t)key_len);
	return NULL;
}

void
hip_to_text(struct reader *r, struct text *out)
{
	uint8_t hit_len = reader_get8(r);
	uint8_t algorithm = reader_get8(r);
	uint16_t key_len = reader_get16(r);
	const uint8_t *hit = reader_take(r, hit_len);
	const uint8_t *key = reader_take(r, key_len);

	if (!hit || !key)
		return;
	text_put_number(out, algorithm, 1);
	text_put_char(out, ' ');
	hex_encode(out, hit, hit_len);
	text_put_char(out, ' ');
	base64_encode(out, key, key_len);
}
