/* RDATA in presentation form, both ways. */
#include "dns/rdata.h"

#include "dns/encoding.h"
#include "dns/field.h"

#include <stdarg.h>
#include <stdlib.h>

/* One RR's RDATA while its text is parsed. */
struct parse {
	uint16_t code;
	const struct rrtype *type;
	unsigned count; /* tokens that there were */
	struct field_input in;
	struct diag_sink *sink;
};

/* A token as it is quoted in a message: not all of a long one. */
enum { SHOWN_MAX = 40 };

static struct text
shown(const struct token *token)
{
	struct text text = {0};
	uint32_t len = token->len < SHOWN_MAX ? token->len : SHOWN_MAX;

	text_put_char(&text, '"');
	for (uint32_t i = 0; i < len; i++) {
		uint8_t octet = (uint8_t)token->text[i];

		if (octet == '\\' || octet == '"')
			text_put_char(&text, (char)octet);
		else
			text_put_octet(&text, octet);
	}
	if (len < token->len)
		text_put_word(&text, "...");
	text_put_word(&text, "\"");
	text_put_char(&text, '\0');
	return text;
}

static void __attribute__((format(printf, 4, 5)))
complain(const struct parse *parse, struct pos pos, uint32_t span,
	 const char *format, ...)
{
	struct diag diag = {pos, span > 0 ? span : 1, SEVERITY_ERROR, NULL,
			    NULL};
	va_list args;

	va_start(args, format);
	diag_report(parse->sink, diag, format, args);
	va_end(args);
}

/* About the token that is next: "MX preference "x": why; advice". */
static void
complain_token(const struct parse *parse, const char *field, const char *why,
	       const char *advice)
{
	const struct token *token = parse->in.tokens->at;
	char mnemonic[RRTYPE_TEXT_MAX];
	struct text text;

	if (tokens_done(parse->in.tokens)) {
		complain(parse, parse->in.tokens->end, 1, "%s %s: %s%s",
			 rrtype_to_text(parse->code, mnemonic), field, why,
			 advice);
		return;
	}
	text = shown(token);
	complain(parse, token->pos, token->len + (token->quoted ? 2 : 0),
		 "%s%s%s %s: %s%s", rrtype_to_text(parse->code, mnemonic),
		 field[0] ? " " : "", field, text.items, why, advice);
	free(text.items);
}

static bool
has_field(const struct rrtype *type, unsigned i)
{
	return i < RRTYPE_FIELDS_MAX && type->fields[i].kind != FIELD_NONE;
}

/* All fields of a type: "preference exchange". */
static struct text
fields_form(const struct rrtype *type)
{
	struct text text = {0};

	for (unsigned i = 0; has_field(type, i); i++) {
		const struct field *field = &type->fields[i];
		bool optional = field_get(field->kind)->optional;

		text_put_word(&text, i > 0 ? " " : "");
		text_put_word(&text, optional ? "[" : "<");
		text_put_word(&text, field->name);
		text_put_word(&text, optional ? "]" : ">");
	}
	text_put_char(&text, '\0');
	return text;
}

static void
complain_missing(const struct parse *parse, const struct field *field)
{
	const struct tokens *tokens = parse->in.tokens;
	char mnemonic[RRTYPE_TEXT_MAX];
	struct text form = fields_form(parse->type);

	rrtype_to_text(parse->code, mnemonic);
	complain(parse, tokens->end, 1, "%s %s is missing; write %s %s",
		 mnemonic, field->name, mnemonic, form.items);
	free(form.items);
}

/* The RFCs' field names that end in "s" are plurals. */
static const char *
article(const char *noun)
{
	if (noun[strlen(noun) - 1] == 's')
		return "";
	return strchr("aeiou", noun[0]) ? "an " : "a ";
}

/* Whether the token behind the wrong one is a number. */
static bool
number_follows(const struct tokens *tokens)
{
	const struct token *next = tokens->at + 1;

	if (tokens_done(tokens) || next >= tokens->last || next->len == 0)
		return false;
	for (uint32_t i = 0; i < next->len; i++) {
		if (next->text[i] < '0' || next->text[i] > '9')
			return false;
	}
	return true;
}

/* A number and a name have changed places: MX mail 10. */
static bool
is_swapped(const struct parse *parse, unsigned i)
{
	const struct field *fields = parse->type->fields;

	return i + 1 < RRTYPE_FIELDS_MAX && fields[i].kind == FIELD_U16 &&
	       fields[i + 1].kind == FIELD_NAME &&
	       number_follows(parse->in.tokens);
}

/*
 * A field is wrong, and there are too few tokens: what stands there is likely
 * the field after it. "; write a preference before the exchange". Or the two
 * are swapped: "; write the preference before the exchange".
 */
static struct text
advice_for(const struct parse *parse, unsigned i)
{
	const struct rrtype *type = parse->type;
	unsigned needed = 0;
	bool swapped = is_swapped(parse, i);
	struct text text = {0};

	while (has_field(type, needed) &&
	       !field_get(type->fields[needed].kind)->optional)
		needed++;
	if (i + 1 < needed && (parse->count < needed || swapped)) {
		const char *name = type->fields[i].name;

		text_put_word(&text, "; write ");
		text_put_word(&text, swapped ? "the " : article(name));
		text_put_word(&text, name);
		text_put_word(&text, " before the ");
		text_put_word(&text, type->fields[i + 1].name);
	}
	text_put_char(&text, '\0');
	return text;
}

static bool
parse_field(struct parse *parse, unsigned i)
{
	const struct field *field = &parse->type->fields[i];
	const struct field_row *row = field_get(field->kind);
	const char *wrong;

	if (tokens_done(parse->in.tokens) && !row->optional) {
		complain_missing(parse, field);
		return false;
	}
	wrong = row->from_text(&parse->in);
	if (wrong) {
		struct text advice = advice_for(parse, i);

		complain_token(parse, field->name, wrong, advice.items);
		free(advice.items);
	}
	return !wrong;
}

static bool
parse_fields(struct parse *parse)
{
	unsigned i;

	if (parse->type->fields[0].kind == FIELD_OPAQUE) {
		char mnemonic[RRTYPE_TEXT_MAX];

		complain(parse, tokens_pos(parse->in.tokens), 1,
			 "%s has no presentation form of its own here; write "
			 "its octets as \\# LENGTH HEX (RFC 3597)",
			 rrtype_to_text(parse->code, mnemonic));
		return false;
	}
	for (i = 0; has_field(parse->type, i); i++) {
		if (!parse_field(parse, i))
			return false;
	}
	if (!tokens_done(parse->in.tokens)) {
		complain_token(parse, "", "nothing is expected behind the ",
			       parse->type->fields[i - 1].name);
		return false;
	}
	return true;
}

/* \# LENGTH HEX (RFC 3597 §5). */
static bool
parse_opaque(struct parse *parse)
{
	struct tokens *tokens = parse->in.tokens;
	struct writer *out = parse->in.out;
	const struct token *mark = tokens->at++;
	struct decoder decoder = {0};
	size_t start = out->at;
	uint64_t len;
	const char *wrong = NULL;

	if (tokens_done(tokens) || !token_number(tokens->at, RDATA_MAX, &len)) {
		complain(parse, tokens_pos(tokens), 1,
			 "\\# needs the count of octets, a number from 0 to "
			 "65535");
		return false;
	}
	for (tokens->at++; !tokens_done(tokens); tokens->at++) {
		wrong = tokens->at->quoted
			    ? "octets stand without quotes"
			    : hex_decode(&decoder, tokens->at->text,
					 tokens->at->len, out);
		if (!wrong && tokens->at + 1 == tokens->last)
			wrong = hex_end(&decoder);
		if (wrong) {
			complain_token(parse, "\\#", wrong, "");
			return false;
		}
	}
	if (out->at - start != len && !out->failed) {
		complain(parse, mark->pos, 2,
			 "\\# announces %u octets, but %u follow",
			 (unsigned)len, (unsigned)(out->at - start));
		return false;
	}
	return true;
}

/* RFC 3597 §5: the octets of a known type must be right. */
static bool
check_opaque(const struct parse *parse, struct pos pos, size_t start)
{
	const struct writer *out = parse->in.out;
	char mnemonic[RRTYPE_TEXT_MAX];

	if (rdata_check(parse->code, out->base + start,
			(uint16_t)(out->at - start)))
		return true;
	complain(parse, pos, 2, "these octets are not the RDATA of a type %s",
		 rrtype_to_text(parse->code, mnemonic));
	return false;
}

bool
rdata_from_text(uint16_t type, struct tokens *tokens, struct name origin,
		struct writer *out, struct diag_sink *sink)
{
	struct pos pos = tokens_pos(tokens);
	size_t start = out->at;
	struct parse parse = {
	    .code = type,
	    .type = rrtype_get(type),
	    .count = (unsigned)(tokens->last - tokens->at),
	    .in = {tokens, origin, out},
	    .sink = sink,
	};
	bool opaque = !tokens_done(tokens) && token_is(tokens->at, "\\#");
	char mnemonic[RRTYPE_TEXT_MAX];

	if (parse.type->flags & RRTYPE_META) {
		complain(&parse, pos, 1,
			 "%s is asked for or sent in messages, and never "
			 "stands in a zone",
			 rrtype_to_text(type, mnemonic));
		return false;
	}
	if (!(opaque ? parse_opaque(&parse) : parse_fields(&parse)))
		return false;
	if (out->failed || out->at - start > RDATA_MAX) {
		complain(&parse, pos, 1, "RDATA over 65535 octets");
		return false;
	}
	return !opaque || check_opaque(&parse, pos, start);
}

static char *
opaque_to_text(const uint8_t *rdata, uint16_t len)
{
	struct text text = {0};

	text_put_word(&text, "\\# ");
	text_put_number(&text, len, 1);
	if (len > 0)
		text_put_char(&text, ' ');
	hex_encode(&text, rdata, len);
	return text_finish(&text);
}

char *
rdata_to_text(uint16_t type, const uint8_t *rdata, uint16_t len)
{
	const struct rrtype *row = rrtype_get(type);
	struct reader r = reader_init(rdata, len);
	struct text text = {0};

	if (row->fields[0].kind == FIELD_OPAQUE ||
	    !rdata_check(type, rdata, len))
		return opaque_to_text(rdata, len);
	for (unsigned i = 0; has_field(row, i); i++) {
		size_t mark = text.count;
		size_t start;

		if (mark > 0)
			text_put_char(&text, ' ');
		start = text.count;
		field_get(row->fields[i].kind)->to_text(&r, &text);
		if (text.count == start)
			text.count = mark;
	}
	return text_finish(&text);
}
