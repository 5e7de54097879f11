/* The type bit maps of NSEC, NSEC3 and CSYNC (RFC 4034 §4.1.2). */
#include "dns/field.h"

enum {
	WINDOW_TYPES = 256,
	WINDOW_OCTETS = 32,
	WINDOWS = 256,
};

/*
 * Windows in ascending order, 1 to 32 octets each, no zeros at a window's end:
 * so a set of types has one form only.
 */
void
types_skip(struct reader *r)
{
	int last = -1;

	while (!r->failed && reader_left(r) > 0) {
		uint8_t window = reader_get8(r);
		uint8_t len = reader_get8(r);
		const uint8_t *map = reader_take(r, len);

		if (!map || window <= last || len == 0 || len > WINDOW_OCTETS ||
		    map[len - 1] == 0)
			reader_fail(r);
		last = window;
	}
}

/* Write what the tokens name of one window; nothing when that is nothing. */
static void
window_from_tokens(const struct tokens *tokens, unsigned window,
		   struct writer *out)
{
	uint8_t map[WINDOW_OCTETS] = {0};
	uint8_t len = 0;

	for (const struct token *at = tokens->at; at < tokens->last; at++) {
		uint16_t type;

		if (!rrtype_from_text(at->text, at->len, &type) ||
		    type / WINDOW_TYPES != window)
			continue;
		type %= WINDOW_TYPES;
		map[type / 8] |= (uint8_t)(0x80 >> type % 8);
		if (len <= type / 8)
			len = (uint8_t)(type / 8 + 1);
	}
	if (len == 0)
		return;
	writer_put8(out, (uint8_t)window);
	writer_put8(out, len);
	writer_put(out, map, len);
}

const char *
types_from_text(struct field_input *in)
{
	struct tokens *tokens = in->tokens;
	bool used[WINDOWS] = {false};
	struct tokens all = *tokens;

	for (; !tokens_done(tokens); tokens->at++) {
		const struct token *token = tokens->at;
		uint16_t type;

		if (token->quoted ||
		    !rrtype_from_text(token->text, token->len, &type))
			return "not an RR type; write a mnemonic or TYPE and a "
			       "number";
		used[type / WINDOW_TYPES] = true;
	}
	for (unsigned window = 0; window < WINDOWS; window++) {
		if (used[window])
			window_from_tokens(&all, window, in->out);
	}
	return NULL;
}

void
types_to_text(struct reader *r, struct text *out)
{
	const char *blank = "";

	while (!r->failed && reader_left(r) > 0) {
		unsigned window = reader_get8(r);
		unsigned len = reader_get8(r);
		const uint8_t *map = reader_take(r, len);

		for (unsigned bit = 0; map && bit < len * 8; bit++) {
			char text[RRTYPE_TEXT_MAX];
			unsigned type = window * WINDOW_TYPES + bit;

			if (!(map[bit / 8] & 0x80 >> bit % 8))
				continue;
			text_put_word(out, blank);
			text_put_word(out,
				      rrtype_to_text((uint16_t)type, text));
			blank = " ";
		}
	}
}
