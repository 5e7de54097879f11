/* Fields that are character-strings (RFC 1035 §3.3), or octets written so. */
#include "dns/field.h"

enum { STRING_MAX = 255 };

static const char too_long[] =
    "longer than 255 octets; cut it into several strings";

void
string_skip(struct reader *r)
{
	reader_take(r, reader_get8(r));
}

const char *
string_from_text(struct field_input *in)
{
	uint8_t octets[STRING_MAX];
	struct writer string = writer_init(octets, sizeof octets);
	const char *wrong = token_octets(in->tokens->at, &string);

	if (wrong)
		return wrong;
	if (string.failed)
		return too_long;
	writer_put8(in->out, (uint8_t)string.at);
	writer_put(in->out, octets, string.at);
	in->tokens->at++;
	return NULL;
}

void
string_to_text(struct reader *r, struct text *out)
{
	uint8_t len = reader_get8(r);
	const uint8_t *octets = reader_take(r, len);

	if (octets)
		text_put_quoted(out, octets, len);
}

void
strings_skip(struct reader *r)
{
	do
		string_skip(r);
	while (!r->failed && reader_left(r) > 0);
}

const char *
strings_from_text(struct field_input *in)
{
	while (!tokens_done(in->tokens)) {
		const char *wrong = string_from_text(in);

		if (wrong)
			return wrong;
	}
	return NULL;
}

void
strings_to_text(struct reader *r, struct text *out)
{
	while (!r->failed && reader_left(r) > 0) {
		string_to_text(r, out);
		if (reader_left(r) > 0)
			text_put_char(out, ' ');
	}
}

void
string_optional_skip(struct reader *r)
{
	if (reader_left(r) > 0)
		string_skip(r);
}

const char *
string_optional_from_text(struct field_input *in)
{
	return tokens_done(in->tokens) ? NULL : string_from_text(in);
}

void
string_optional_to_text(struct reader *r, struct text *out)
{
	if (reader_left(r) > 0)
		string_to_text(r, out);
}

static bool
is_tag(const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t c = bytes_fold(octets[i]);

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			return false;
	}
	return len > 0;
}

void
tag_skip(struct reader *r)
{
	uint8_t len = reader_get8(r);
	const uint8_t *octets = reader_take(r, len);

	if (!octets || !is_tag(octets, len))
		reader_fail(r);
}

const char *
tag_from_text(struct field_input *in)
{
	const struct token *token = in->tokens->at;

	if (!is_tag((const uint8_t *)token->text, token->len))
		return "not a tag, which has letters and digits only "
		       "(RFC 8659 §4.1)";
	return string_from_text(in);
}

void
tag_to_text(struct reader *r, struct text *out)
{
	uint8_t len = reader_get8(r);

	for (; len > 0; len--)
		text_put_octet(out, reader_get8(r));
}

void
rest_skip(struct reader *r)
{
	size_t len;

	reader_take_rest(r, &len);
}

const char *
rest_from_text(struct field_input *in)
{
	const char *wrong = token_octets(in->tokens->at, in->out);

	if (!wrong)
		in->tokens->at++;
	return wrong;
}

void
rest_to_text(struct reader *r, struct text *out)
{
	size_t len;
	const uint8_t *octets = reader_take_rest(r, &len);

	if (octets)
		text_put_quoted(out, octets, len);
}

void
rest_filled_skip(struct reader *r)
{
	if (reader_left(r) == 0)
		reader_fail(r);
	rest_skip(r);
}

const char *
rest_filled_from_text(struct field_input *in)
{
	if (in->tokens->at->len == 0)
		return "empty; write at least one octet";
	return rest_from_text(in);
}
