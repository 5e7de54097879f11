/* Values: from scalars and mappings to tokens, and so to RDATA. */
#include "base/alloc.h"
#include "base/nearest.h"
#include "dns/escape.h"
#include "dns/rdata.h"
#include "zone/yaml_private.h"

#include <stdlib.h>

enum { STRING_MAX = 255 };

/* --- tokens ------------------------------------------------------------- */

/*
 * Where octets of a scalar stand in the text. One that is written with escapes
 * or over several lines is longer there than it says: it counts as a whole.
 */
static struct token
token_of(struct yaml_at at, size_t from, size_t len, bool quoted)
{
	struct token token = {
	    .text = yaml_text_of(at) + from,
	    .len = (uint32_t)len,
	    .quoted = quoted,
	    .pos = yaml_inside(at),
	};

	if (at.node->span <= at.node->count + 2)
		token.pos.offset += (uint32_t)from;
	return token;
}

static void
add_token(struct yaml_run *run, struct token token)
{
	*VEC_PUSH(&run->tokens) = token;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void
add_words(struct yaml_run *run, struct yaml_at at)
{
	const char *text = yaml_text_of(at);
	size_t from = 0;

	while (from < at.node->count) {
		size_t to = from;

		while (to < at.node->count && !is_blank(text[to]))
			to++;
		if (to > from)
			add_token(run, token_of(at, from, to - from, false));
		from = to + 1;
	}
}

/* A text as strings of 255 octets; only the last is shorter. */
static void
add_cut(struct yaml_run *run, struct yaml_at at)
{
	const char *text = yaml_text_of(at);
	const char *end = text + at.node->count;
	const char *from = text;
	const char *next = text;
	unsigned octets = 0;
	uint8_t octet;

	while (next < end) {
		if (octets++ == STRING_MAX) {
			add_token(run, token_of(at, (size_t)(from - text),
						(size_t)(next - from), true));
			from = next;
			octets = 1;
		}
		if (escape_read(&next, end, &octet))
			next = end; /* to be complained about with its RDATA */
	}
	add_token(run, token_of(at, (size_t)(from - text), (size_t)(end - from),
				true));
}

/* "one" "another": strings as a master file has them. */
static bool
add_quoted(struct yaml_run *run, struct yaml_at at)
{
	const char *text = yaml_text_of(at);
	size_t end = at.node->count;
	size_t from = 0;

	while (from < end) {
		size_t to = from + 1;

		if (text[from] != '"')
			return false;
		while (to < end && text[to] != '"')
			to += text[to] == '\\' ? 2 : 1;
		if (to >= end)
			return false;
		add_token(run, token_of(at, from + 1, to - from - 1, true));
		for (from = to + 1; from < end && is_blank(text[from]);)
			from++;
	}
	return true;
}

static bool
add_text(struct yaml_run *run, struct yaml_at at)
{
	if (at.node->count == 0 || yaml_text_of(at)[0] != '"') {
		add_cut(run, at);
		return true;
	}
	if (add_quoted(run, at))
		return true;
	yamltree_error(run->sink, at.node,
		       "a text that starts with a quote is one or more strings "
		       "in quotes; a quote of the text itself is \\\"");
	return false;
}

static bool
check_scalar(struct yaml_run *run, const char *what, struct yaml_at at)
{
	if (at.node->kind != YAMLTREE_SCALAR)
		yamltree_error(run->sink, at.node,
			       "%s must be one text or number, not a list or "
			       "a mapping",
			       what);
	else if (yamltree_is_null(at.tree, at.node))
		yamltree_error(run->sink, at.node, "%s has no value", what);
	else if (memchr(yaml_text_of(at), '\0', at.node->count))
		yamltree_error(run->sink, at.node,
			       "%s holds a NUL octet; write it as \\000", what);
	else
		return true;
	return false;
}

/* --- SvcParams ---------------------------------------------------------- */

/* key, key="value", or key="one,another" of a list. */
static bool
add_param(struct yaml_run *run, struct yaml_at key, struct yaml_at value)
{
	bool list = value.node->kind == YAMLTREE_SEQUENCE;
	uint32_t count = list ? value.node->count : 1;
	char *text = xasprintf("%s", yaml_text_of(key));
	struct token token = token_of(key, 0, key.node->count, false);
	char *longer;

	if (!list && yamltree_is_null(value.tree, value.node))
		count = 0;
	for (uint32_t i = 0; i < count; i++) {
		struct yaml_at item = list ? yaml_item(value, i) : value;

		if (!check_scalar(run, yaml_text_of(key), item)) {
			free(text);
			return false;
		}
		longer = xasprintf("%s%s%s", text, i == 0 ? "=\"" : ",",
				   yaml_text_of(item));
		free(text);
		text = longer;
	}
	if (count > 0) {
		longer = xasprintf("%s\"", text);
		free(text);
		text = longer;
	}
	*VEC_PUSH(&run->made) = text;
	token.text = text;
	token.len = (uint32_t)strlen(text);
	add_token(run, token);
	return true;
}

static bool
add_params(struct yaml_run *run, const char *what, struct yaml_at at)
{
	if (yamltree_is_null(at.tree, at.node))
		return true;
	if (at.node->kind != YAMLTREE_MAPPING) {
		yamltree_error(run->sink, at.node,
			       "%s must be a mapping, as in {alpn: [h2], port: "
			       "443}",
			       what);
		return false;
	}
	for (uint32_t i = 0; i < at.node->count; i++) {
		struct yaml_at key = yaml_key(at, i);

		if (!check_scalar(run, what, key) ||
		    !add_param(run, key, yaml_value(at, i)))
			return false;
	}
	return true;
}

/* --- keys --------------------------------------------------------------- */

/* A name must not depend on where it is read. */
static bool
check_names(struct yaml_run *run, const char *what, size_t from)
{
	for (size_t i = from; i < run->tokens.count; i++) {
		const struct token *token = &run->tokens.items[i];
		int shown = token->len < YAML_SHOWN_MAX ? (int)token->len
							: YAML_SHOWN_MAX;
		struct diag diag = {
		    .pos = token->pos,
		    .span = token->len > 0 ? token->len : 1,
		};

		if (token->len > 0 && token->text[token->len - 1] == '.')
			continue;
		diag_error(run->sink, diag.pos,
			   "%s \"%.*s\" has no dot at its end; names in values "
			   "are absolute: write \"%.*s.\"",
			   what, shown, token->text, shown, token->text);
		return false;
	}
	return true;
}

static bool
add_key(struct yaml_run *run, const char *mnemonic, const struct yaml_key *key,
	struct yaml_at at)
{
	size_t from = run->tokens.count;
	char *what = xasprintf("%s %s", mnemonic, key->name);
	bool good;

	if (key->cut == YAML_PARAMS) {
		good = add_params(run, what, at);
	} else if ((good = check_scalar(run, what, at))) {
		switch (key->cut) {
		case YAML_WORD:
		case YAML_STRING:
			add_token(run, token_of(at, 0, at.node->count,
						key->cut == YAML_STRING));
			break;
		case YAML_TEXT:
			good = add_text(run, at);
			break;
		case YAML_WORDS:
			add_words(run, at);
			break;
		case YAML_PARAMS:
			break;
		}
		if (good && key->is_name)
			good = check_names(run, what, from);
	}
	free(what);
	return good;
}

/* The keys of a type, for a complaint. */
static char *
keys_form(const struct yaml_keys *keys)
{
	char *form = xasprintf("%s", keys->keys[0].name);

	for (unsigned i = 1; i < keys->count; i++) {
		char *longer = xasprintf("%s, %s", form, keys->keys[i].name);

		free(form);
		form = longer;
	}
	return form;
}

static bool
unknown_key(struct yaml_run *run, const struct yaml_record *record,
	    const struct yaml_keys *keys, struct yaml_at key)
{
	struct nearest nearest = nearest_to(yaml_text_of(key), key.node->count);
	char *form = keys_form(keys);

	for (unsigned i = 0; i < keys->count; i++)
		nearest_try(&nearest, keys->keys[i].name);
	if (nearest.word)
		yamltree_error(run->sink, key.node,
			       "%s has no key \"%.*s\"; did you mean %s?",
			       record->mnemonic, yaml_shown(key),
			       yaml_text_of(key), nearest.word);
	else
		yamltree_error(run->sink, key.node,
			       "%s has no key \"%.*s\"; its keys are %s",
			       record->mnemonic, yaml_shown(key),
			       yaml_text_of(key), form);
	free(form);
	return false;
}

/* The pairs of a value by the numbers of their keys. */
static bool
find_pairs(struct yaml_run *run, const struct yaml_record *record,
	   const struct yaml_keys *keys, struct yaml_at at,
	   struct yaml_at found[static YAML_KEYS_MAX])
{
	struct yaml_at legacy[YAML_KEYS_MAX] = {{NULL, NULL}};
	bool good = true;

	for (uint32_t pair = 0; pair < at.node->count; pair++) {
		struct yaml_at key = yaml_key(at, pair);
		unsigned i = 0;

		while (i < keys->count && !yaml_is(key, keys->keys[i].name) &&
		       !(keys->keys[i].legacy &&
			 yaml_is(key, keys->keys[i].legacy)))
			i++;
		if (i == keys->count)
			good = unknown_key(run, record, keys, key);
		else if (yaml_is(key, keys->keys[i].name))
			found[i] = yaml_value(at, pair);
		else
			legacy[i] = yaml_value(at, pair);
	}
	for (unsigned i = 0; i < keys->count; i++) {
		if (!found[i].node)
			found[i] = legacy[i];
	}
	return good;
}

/* The token of a key that was left out. */
static bool
key_left_out(struct yaml_run *run, const struct yaml_record *record,
	     const struct yaml_keys *keys, unsigned i, struct yaml_at at)
{
	const struct yaml_key *key = &keys->keys[i];
	char *form;

	if (key->without)
		add_token(run, (struct token){key->without,
					      (uint32_t)strlen(key->without),
					      false, at.node->pos});
	if (key->without || key->optional)
		return true;
	form = keys_form(keys);
	yamltree_error(run->sink, at.node, "%s %s is missing; the keys are %s",
		       record->mnemonic, key->name, form);
	free(form);
	return false;
}

static bool
add_mapping(struct yaml_run *run, const struct yaml_record *record,
	    const struct yaml_keys *keys, struct yaml_at at)
{
	struct yaml_at found[YAML_KEYS_MAX] = {{NULL, NULL}};
	bool good = find_pairs(run, record, keys, at, found);

	for (unsigned i = 0; good && i < keys->count; i++) {
		good = found[i].node ? add_key(run, record->mnemonic,
					       &keys->keys[i], found[i])
				     : key_left_out(run, record, keys, i, at);
	}
	return good;
}

/* \# LENGTH HEX (RFC 3597 §5) goes for each type. */
static bool
is_generic(struct yaml_at at)
{
	return at.node->kind == YAMLTREE_SCALAR && at.node->count > 2 &&
	       memcmp(yaml_text_of(at), "\\# ", 3) == 0;
}

static bool
add_value(struct yaml_run *run, const struct yaml_record *record,
	  struct yaml_at at)
{
	struct yaml_keys keys;
	char *form;

	yaml_keys_of(record->type, &keys);
	if (is_generic(at)) {
		add_words(run, at);
		return true;
	}
	if (keys.count == 1)
		return add_key(run, record->mnemonic, &keys.keys[0], at);
	if (keys.count == 0) {
		yamltree_error(run->sink, at.node,
			       "%s: write its octets as '\\# LENGTH HEX' "
			       "(RFC 3597)",
			       record->mnemonic);
		return false;
	}
	if (at.node->kind == YAMLTREE_MAPPING)
		return add_mapping(run, record, &keys, at);
	form = keys_form(&keys);
	yamltree_error(run->sink, at.node, "a value of %s is a mapping of %s",
		       record->mnemonic, form);
	free(form);
	return false;
}

/* --- RRs ---------------------------------------------------------------- */

static void
keep_parts(struct yaml_run *run, struct pos rr)
{
	for (size_t i = 0; i < run->tokens.count; i++) {
		const struct token *token = &run->tokens.items[i];

		sources_add_part(run->sources, rr,
				 (struct source_part){
				     .number = (uint32_t)i,
				     .offset = token->pos.offset,
				     .span = token->len > 0 ? token->len : 1,
				 });
	}
}

/* The apex has an SOA, and who is its first name server. */
static void
note_apex(struct yaml_run *run, const struct rr *rr)
{
	struct reader r = reader_init(rr->rdata, rr->rdlength);
	struct name ns;

	if (!name_equal(rr->owner, run->options->origin))
		return;
	run->has_soa |= rr->type == TYPE_SOA;
	if (rr->type != TYPE_NS || run->has_ns || !name_view(&r, &ns))
		return;
	run->has_ns = true;
	memcpy(run->ns_wire, ns.wire, ns.len);
	run->ns = (struct name){run->ns_wire, ns.len, ns.labels};
}

static void
add_rr(struct yaml_run *run, const struct yaml_record *record,
       struct yaml_at at)
{
	struct writer out = writer_init(run->rdata, RDATA_MAX);
	struct tokens tokens = {
	    .at = run->tokens.items,
	    .last = run->tokens.items + run->tokens.count,
	    .end = at.node->pos,
	};
	struct rr rr = {
	    .owner = record->owner,
	    .type = record->type,
	    .ttl = record->ttl,
	    .pos = at.node->pos,
	};

	if (!rdata_from_text(record->type, &tokens, name_root, &out, run->sink))
		return;
	rr.rdata = out.base;
	rr.rdlength = (uint16_t)out.at;
	keep_parts(run, rr.pos);
	note_apex(run, &rr);
	zone_builder_add(run->builder, &rr);
}

void
yaml_read_value(struct yaml_run *run, const struct yaml_record *record,
		struct yaml_at at)
{
	run->tokens.count = 0;
	if (add_value(run, record, at))
		add_rr(run, record, at);
	for (size_t i = 0; i < run->made.count; i++)
		free(run->made.items[i]);
	run->made.count = 0;
}
