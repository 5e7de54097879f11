/* A zone as octoDNS's YAML: the tokens of each RDATA under their keys. */
#include "dns/escape.h"
#include "dns/rdata.h"
#include "dns/text.h"
#include "zone/lexer.h"
#include "zone/print.h"
#include "zone/yaml_keys.h"

#include <stdlib.h>
#include <string.h>

enum { STRING_MAX = 255, INDENT = 2 };

struct print {
	const struct zone *zone;
	const struct print_to *to;
	struct text line;   /* the one that is being written */
	struct lexer lexer; /* of the RDATA at work */
	unsigned indent;
	bool item; /* the next line starts an item of a list */
};

/* --- lines and scalars -------------------------------------------------- */

/* Start a line: indented, the first of an item with its dash. */
static void
start(struct print *print)
{
	unsigned blanks = print->indent - (print->item ? INDENT : 0);

	print->line.count = 0;
	while (blanks-- > 0)
		text_put_char(&print->line, ' ');
	if (print->item)
		text_put_word(&print->line, "- ");
	print->item = false;
}

static void
end(struct print *print)
{
	text_put_char(&print->line, '\n');
	print->to->line(print->to->context, print->line.items,
			print->line.count);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* What no YAML reader takes for anything but this word or number. */
static bool
is_plain(const char *text, size_t len)
{
	bool number = len > 0 && len < 11 && (text[0] != '0' || len == 1);

	for (size_t i = 0; i < len; i++)
		number &= is_digit(text[i]);
	if (number)
		return true;
	if (len < 2 || !is_letter(text[0]) || text[len - 1] != '.')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_letter(text[i]) && !is_digit(text[i]) &&
		    text[i] != '.' && text[i] != '-')
			return false;
	}
	return true;
}

/* In single quotes but for what goes without; printable ASCII. */
static void
put_quoted(struct print *print, const char *text, size_t len)
{
	text_put_char(&print->line, '\'');
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\'')
			text_put_char(&print->line, '\'');
		text_put_char(&print->line, text[i]);
	}
	text_put_char(&print->line, '\'');
}

static void
put_scalar(struct print *print, const char *text, size_t len)
{
	if (is_plain(text, len))
		text_put(&print->line, text, len);
	else
		put_quoted(print, text, len);
}

/* "key:", and a blank when its value follows in the line. */
static void
put_key(struct print *print, const char *key, bool value)
{
	text_put_word(&print->line, key);
	text_put_word(&print->line, value ? ": " : ":");
}

/* --- tokens under their keys -------------------------------------------- */

static unsigned
octets_of(const struct token *token)
{
	const char *at = token->text;
	const char *last = at + token->len;
	unsigned octets = 0;
	uint8_t octet;

	while (at < last && !escape_read(&at, last, &octet))
		octets++;
	return octets;
}

/* Whether strings are cut as reading cuts them. */
static bool
cut_at_255(const struct token *at, const struct token *last)
{
	for (; at + 1 < last; at++) {
		if (octets_of(at) != STRING_MAX || octets_of(last - 1) == 0)
			return false;
	}
	return true;
}

/* Strings as one text; or each in quotes where that is another RDATA. */
static void
put_strings(struct print *print, const struct token *at,
	    const struct token *last)
{
	bool whole = cut_at_255(at, last);
	struct text text = {0};

	for (; at < last; at++) {
		if (!whole)
			text_put_word(&text, "\"");
		text_put(&text, at->text, at->len);
		if (!whole)
			text_put_word(&text, at + 1 < last ? "\" " : "\"");
	}
	put_quoted(print, text.items ? text.items : "", text.count);
	free(text.items);
}

static void
put_words(struct print *print, const struct token *at, const struct token *last)
{
	struct text text = {0};

	for (; at < last; at++) {
		text_put(&text, at->text, at->len);
		if (at + 1 < last)
			text_put_char(&text, ' ');
	}
	put_scalar(print, text.items ? text.items : "", text.count);
	free(text.items);
}

/* One SvcParam, key, key=value or key="value", as a pair. */
static void
print_param(struct print *print, const struct token *token)
{
	const char *equals = memchr(token->text, '=', token->len);
	size_t key = equals ? (size_t)(equals - token->text) : token->len;
	size_t len = token->len - key - (equals != NULL);

	start(print);
	text_put(&print->line, token->text, key);
	text_put_word(&print->line, ": ");
	if (!equals)
		text_put_char(&print->line, '~');
	else if (len >= 2 && equals[1] == '"')
		put_quoted(print, equals + 2, len - 2);
	else
		put_quoted(print, equals + 1, len);
	end(print);
}

static void
put_value(struct print *print, const struct yaml_key *key,
	  const struct token *at, const struct token *last)
{
	switch (key->cut) {
	case YAML_WORD:
		put_scalar(print, at->text, at->len);
		return;
	case YAML_STRING:
		put_quoted(print, at->text, at->len);
		return;
	case YAML_TEXT:
		put_strings(print, at, last);
		return;
	case YAML_WORDS:
		put_words(print, at, last);
		return;
	case YAML_PARAMS:
		break;
	}
	end(print);
	print->indent += INDENT;
	for (; at < last; at++)
		print_param(print, at);
	print->indent -= INDENT;
}

static bool
is_generic(const struct lexer *lexer)
{
	const struct token *first = lexer->tokens.items;

	return lexer->tokens.count > 0 && !first->quoted && first->len == 2 &&
	       memcmp(first->text, "\\#", 2) == 0;
}

/* Which tokens are whose: those of key i from first[i] to first[i + 1]. */
static void
share_tokens(const struct print *print, const struct yaml_keys *keys,
	     size_t first[static YAML_KEYS_MAX + 1])
{
	size_t count = print->lexer.tokens.count;

	first[0] = 0;
	for (unsigned i = 0; i < keys->count; i++) {
		size_t tokens = keys->keys[i].tokens;

		first[i + 1] = tokens == 0 || first[i] + tokens > count
				   ? count
				   : first[i] + tokens;
	}
}

static void
print_pair(struct print *print, const struct yaml_key *key,
	   const struct token *at, const struct token *last)
{
	if (at == last)
		return;
	start(print);
	put_key(print, key->name, key->cut != YAML_PARAMS);
	put_value(print, key, at, last);
	if (key->cut != YAML_PARAMS)
		end(print);
}

/* The next key in order of the alphabet behind `after`, or NULL: octoDNS wants
 * keys in order. */
static const struct yaml_key *
next_key(const struct yaml_keys *keys, const struct yaml_key *after)
{
	const struct yaml_key *next = NULL;

	for (unsigned i = 0; i < keys->count; i++) {
		const struct yaml_key *key = &keys->keys[i];

		if ((!after || strcmp(key->name, after->name) > 0) &&
		    (!next || strcmp(key->name, next->name) < 0))
			next = key;
	}
	return next;
}

static void
print_mapping(struct print *print, const struct yaml_keys *keys)
{
	const struct token *tokens = print->lexer.tokens.items;
	size_t first[YAML_KEYS_MAX + 1];

	share_tokens(print, keys, first);
	for (const struct yaml_key *key = NULL; (key = next_key(keys, key));) {
		size_t i = (size_t)(key - keys->keys);

		print_pair(print, key, tokens + first[i],
			   tokens + first[i + 1]);
	}
}

/* --- records ------------------------------------------------------------ */

/* Cut the RDATA; LOC has metres without their "m" in YAML. */
static void
cut_rdata(struct print *print, const struct yaml_keys *keys, char *text)
{
	struct lexer *lexer = &print->lexer;
	bool params =
	    keys->count > 0 && keys->keys[keys->count - 1].cut == YAML_PARAMS;

	lexer_restart(lexer, text, strlen(text));
	lexer_rest(lexer, false);
	if (!params)
		lexer_split_quotes(lexer, 0);
	for (size_t i = 8; keys->count == YAML_KEYS_MAX && !is_generic(lexer) &&
			   i < lexer->tokens.count;
	     i++)
		lexer->tokens.items[i].len--;
}

/* One value: a scalar behind "value: " or "- ", or a mapping below. */
static void
print_value(struct print *print, const struct yaml_keys *keys, uint16_t type,
	    struct rdata rdata)
{
	char *text = rdata_to_text(type, rdata.octets, rdata.len);
	const struct token *tokens;

	cut_rdata(print, keys, text);
	tokens = print->lexer.tokens.items;
	if (keys->count > 1 && !is_generic(&print->lexer)) {
		if (!print->item)
			end(print); /* of "value:" */
		print->indent += INDENT;
		print_mapping(print, keys);
		print->indent -= INDENT;
		free(text);
		return;
	}
	if (print->item) {
		print->indent += INDENT;
		start(print);
		print->indent -= INDENT;
	} else {
		text_put_char(&print->line, ' ');
	}
	if (keys->count == 0 || is_generic(&print->lexer))
		put_quoted(print, text, strlen(text));
	else
		put_value(print, &keys->keys[0], tokens,
			  tokens + print->lexer.tokens.count);
	end(print);
	free(text);
}

/* Count RDATAs from the first one on. */
static void
print_values(struct print *print, const struct rrset *rrset, struct rdata rdata,
	     unsigned count)
{
	struct yaml_keys keys;

	yaml_keys_of(rrset->type, &keys);
	start(print);
	put_key(print, count == 1 ? "value" : "values", false);
	if (count == 1) {
		print_value(print, &keys, rrset->type, rdata);
		return;
	}
	end(print);
	for (unsigned i = 0; i < count; i++) {
		if (i > 0)
			rdata = rdata_next(rdata);
		print->item = true;
		print->indent += INDENT;
		print_value(print, &keys, rrset->type, rdata);
		print->indent -= INDENT;
	}
}

static void
print_record(struct print *print, const struct rrset *rrset, struct rdata rdata,
	     unsigned count)
{
	char type[RRTYPE_TEXT_MAX];

	start(print);
	put_key(print, "ttl", true);
	text_put_number(&print->line, rrset_ttl(rrset), 1);
	end(print);
	start(print);
	put_key(print, "type", true);
	rrtype_to_text(rrset->type, type);
	if (strcmp(type, "NULL") == 0) /* else that is no text in YAML */
		put_quoted(print, type, strlen(type));
	else
		text_put_word(&print->line, type);
	end(print);
	print_values(print, rrset, rdata, count);
}

/* Types that have one RR by right and several here: only a record of its own
 * can say so. */
static bool
is_split(const struct rrset *rrset)
{
	return rrset->count > 1 &&
	       rrtype_get(rrset->type)->flags & RRTYPE_SINGLETON;
}

/* item: in a list of records. */
static void
print_rrset(struct print *print, const struct rrset *rrset, bool item)
{
	struct rdata rdata = zone_first_rdata(print->zone, rrset);
	bool split = is_split(rrset);

	print->indent = item ? 2 * INDENT : INDENT;
	for (unsigned i = 0; i < (split ? rrset->count : 1u); i++) {
		if (i > 0)
			rdata = rdata_next(rdata);
		print->item = item;
		print_record(print, rrset, rdata, split ? 1 : rrset->count);
	}
}

/* The owner without the origin; '' at the apex. */
static void
print_owner(struct print *print, const struct node *node)
{
	uint8_t wire[NAME_WIRE_MAX];
	char text[NAME_TEXT_MAX];
	struct name owner = node_owner(node);
	struct name relative = {wire, 0, 0};
	size_t len = 0;

	relative.len = (uint8_t)(owner.len - print->zone->origin.len + 1);
	relative.labels = (uint8_t)(owner.labels - print->zone->origin.labels);
	memcpy(wire, owner.wire, relative.len);
	wire[relative.len - 1] = 0;
	if (relative.len > 1)
		len = name_to_text(relative, text) - 1;
	print->indent = 0;
	start(print);
	put_quoted(print, text, len);
	put_key(print, "", false);
	end(print);
}

static void
print_node(struct print *print, const struct node *node)
{
	const struct rrset *rrsets = node_rrsets(node);

	if (node->rrset_count == 0)
		return;
	print_owner(print, node);
	for (unsigned i = 0; i < node->rrset_count; i++)
		print_rrset(print, &rrsets[i],
			    node->rrset_count > 1 || is_split(rrsets));
}

void
zone_print_yaml(const struct zone *zone, const struct print_to *to)
{
	struct print print = {.zone = zone, .to = to};

	lexer_init(&print.lexer, 1, "", 0);
	to->line(to->context, "---\n", 4);
	for (uint32_t rank = 0; rank < zone->node_count; rank++)
		print_node(&print, zone_node_ranked(zone, rank));
	lexer_free(&print.lexer);
	free(print.line.items);
}
