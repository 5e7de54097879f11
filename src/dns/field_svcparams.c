/* The parameters of SVCB and HTTPS (RFC 9460 §2.1, §2.2). */
#include "dns/field.h"

#include "base/alloc.h"
#include "dns/svcparam.h"

#include <stdlib.h>

/* Find a key among well-formed parameters. */
static bool
params_have(const uint8_t *params, size_t len, uint16_t key)
{
	struct reader r = reader_init(params, len);

	while (!r.failed && reader_left(&r) > 0) {
		if (reader_get16(&r) == key)
			return true;
		reader_take(&r, reader_get16(&r));
	}
	return false;
}

/* Rules between parameters: RFC 9460 §8, §7.1.1. */
static const char *
params_check_together(const uint8_t *params, size_t len)
{
	struct reader r = reader_init(params, len);

	while (!r.failed && reader_left(&r) > 0) {
		uint16_t key = reader_get16(&r);
		uint16_t value_len = reader_get16(&r);
		const uint8_t *value = reader_take(&r, value_len);

		if (key == SVCPARAM_NO_DEFAULT_ALPN &&
		    !params_have(params, len, SVCPARAM_ALPN))
			return "no-default-alpn needs alpn beside it";
		if (key != SVCPARAM_MANDATORY)
			continue;
		for (uint16_t i = 0; value && i + 1 < value_len;
		     i = (uint16_t)(i + 2)) {
			if (!params_have(params, len, bytes_get16(value + i)))
				return "mandatory names a key that is missing";
		}
	}
	return NULL;
}

/* Keys in ascending order, each value as its row says. */
static const char *
params_check(const uint8_t *params, size_t len)
{
	struct reader r = reader_init(params, len);
	int last = -1;

	while (reader_left(&r) > 0) {
		uint16_t key = reader_get16(&r);
		uint16_t value_len = reader_get16(&r);
		const uint8_t *value = reader_take(&r, value_len);
		const char *wrong;

		if (!value || key <= last || key == SVCPARAM_INVALID)
			return "SvcParams cut short or not in order";
		last = key;
		wrong = svcparam_get(key)->check(value, value_len);
		if (wrong)
			return wrong;
	}
	return params_check_together(params, len);
}

void
svcparams_skip(struct reader *r)
{
	size_t len;
	const uint8_t *params = reader_take_rest(r, &len);

	if (params && params_check(params, len))
		reader_fail(r);
}

/* One parameter as its text stands: "key", "key=value", key="value". */
struct param {
	uint16_t key;
	bool generic;             /* keyNNNNN: the value is wire form */
	const struct token *from; /* for messages */
	struct token value;
};

typedef VEC(struct param) param_list;

/*
 * The quotes of key="value", which the lexer leaves in the token, off again.
 * False when something stands behind them.
 */
static bool
strip_quotes(struct token *value)
{
	const char *end = value->text + value->len;
	const char *at = value->text;

	if (at == end || *at != '"')
		return true;
	for (at++; at < end && *at != '"'; at++) {
		if (*at == '\\' && at + 1 < end)
			at++;
	}
	if (at + 1 != end)
		return false;
	value->text++;
	value->len -= 2;
	return true;
}

static const char *
param_from_tokens(struct tokens *tokens, struct param *param)
{
	const struct token *token = tokens->at;
	const char *equals = memchr(token->text, '=', token->len);
	size_t key_len = equals ? (size_t)(equals - token->text) : token->len;

	if (token->quoted ||
	    !svcparam_key_from_text(token->text, key_len, &param->key,
				    &param->generic))
		return "not a SvcParam; write key=value with a key like alpn, "
		       "port or key65280";
	param->from = token;
	param->value = *token;
	param->value.len = 0;
	if (equals) {
		param->value.text = equals + 1;
		param->value.len = (uint32_t)(token->len - key_len - 1);
	}
	if (!strip_quotes(&param->value))
		return "not a SvcParam: something stands behind the quoted "
		       "value";
	tokens->at++;
	return NULL;
}

static int
param_compare(const void *a, const void *b)
{
	const struct param *left = a;
	const struct param *right = b;

	if (left->key != right->key)
		return left->key < right->key ? -1 : 1;
	return left->from < right->from ? -1 : left->from > right->from;
}

static const char *
value_from_text(const struct param *param, struct writer *out)
{
	const struct svcparam *row = svcparam_get(param->key);
	uint8_t *octets = xalloc(param->value.len + 1);
	struct writer decoded = writer_init(octets, param->value.len);
	const char *wrong = token_octets(&param->value, &decoded);

	if (!wrong && param->generic)
		writer_put(out, octets, decoded.at);
	else if (!wrong && (decoded.at > 0 || row->check(octets, 0)))
		wrong = row->from_text(octets, decoded.at, out);
	free(octets);
	return wrong;
}

static const char *
param_write(const struct param *param, struct writer *out)
{
	size_t start;
	const char *wrong;

	writer_put16(out, param->key);
	writer_put16(out, 0); /* length, once it is known */
	start = out->at;
	wrong = value_from_text(param, out);
	if (wrong || out->failed)
		return wrong;
	if (out->at - start > UINT16_MAX)
		return "a value over 65535 octets";
	bytes_put16(out->base + start - 2, (uint16_t)(out->at - start));
	return svcparam_get(param->key)
	    ->check(out->base + start, (uint16_t)(out->at - start));
}

/* Sort and write; *at_fault is set when something is wrong. */
static const char *
params_write(const struct param *params, size_t count, struct writer *out,
	     const struct token **at_fault)
{
	size_t start = out->at;

	for (size_t i = 0; i < count; i++) {
		const char *wrong;

		*at_fault = params[i].from;
		if (i > 0 && params[i].key == params[i - 1].key)
			return "this SvcParam stands here for the second time";
		wrong = param_write(&params[i], out);
		if (wrong)
			return wrong;
	}
	return out->failed
		   ? NULL
		   : params_check_together(out->base + start, out->at - start);
}

const char *
svcparams_from_text(struct field_input *in)
{
	struct tokens *tokens = in->tokens;
	const struct token *at_fault = tokens->at;
	param_list list = {0};
	const char *wrong = NULL;

	while (!wrong && !tokens_done(tokens))
		wrong = param_from_tokens(tokens, VEC_PUSH(&list));
	if (!wrong && list.count > 0) {
		qsort(list.items, list.count, sizeof list.items[0],
		      param_compare);
		wrong =
		    params_write(list.items, list.count, in->out, &at_fault);
		if (wrong)
			tokens->at = at_fault;
	}
	free(list.items);
	return wrong;
}

void
svcparams_to_text(struct reader *r, struct text *out)
{
	while (!r->failed && reader_left(r) > 0) {
		uint16_t key = reader_get16(r);
		uint16_t len = reader_get16(r);
		const uint8_t *value = reader_take(r, len);

		if (!value)
			return;
		svcparam_key_to_text(key, out);
		svcparam_get(key)->to_text(value, len, out);
		if (reader_left(r) > 0)
			text_put_char(out, ' ');
	}
}
