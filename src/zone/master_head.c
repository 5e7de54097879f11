/* What stands in front of RDATA: TTL, class and type, and what may be wrong
 * with them. */
#include "base/alloc.h"
#include "base/nearest.h"
#include "dns/rrtype.h"
#include "dns/ttl.h"
#include "zone/master_private.h"

#include <stdlib.h>
#include <string.h>

enum { CLASS_IN = 1 };

static const struct {
	const char *mnemonic;
	uint32_t code;
} classes[] = {
    {"IN", CLASS_IN}, {"CS", 2}, {"CH", 3}, {"HS", 4}, {"NONE", 254},
};

bool
master_is_word(const char *text, size_t len, const char *word)
{
	/* Tokens have no NUL: the loop ends at the word's. */
	for (size_t i = 0; i < len; i++) {
		if (bytes_fold((uint8_t)text[i]) !=
		    bytes_fold((uint8_t)word[i]))
			return false;
	}
	return word[len] == '\0';
}

/* CLASS123 (RFC 3597 §5). */
static bool
numbered_class(const struct token *token, uint32_t *code)
{
	uint32_t value = 0;

	if (token->len < 6 || token->len > 10 ||
	    !master_is_word(token->text, 5, "CLASS"))
		return false;
	for (uint32_t i = 5; i < token->len; i++) {
		if (token->text[i] < '0' || token->text[i] > '9')
			return false;
		value = value * 10 + (uint32_t)(token->text[i] - '0');
	}
	*code = value;
	return true;
}

bool
master_class(const struct token *token, uint32_t *code)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		if (master_is_word(token->text, token->len,
				   classes[i].mnemonic)) {
			*code = classes[i].code;
			return true;
		}
	}
	return numbered_class(token, code);
}

bool
master_read_ttl(struct master_run *run, const struct token *token,
		uint32_t *ttl)
{
	const char *wrong = ttl_from_text(token->text, token->len, ttl);

	if (wrong) {
		diag_error(run->sink, token->pos, "TTL \"%.*s\": %s",
			   master_shown(token), token->text, wrong);
		return false;
	}
	if (*ttl > INT32_MAX) {
		if (run->large_ttls++ < DIAG_ERRORS_KEPT)
			diag_warning(
			    run->sink, token->pos,
			    "TTL %u is over 2147483647 and so counts as 0 "
			    "(RFC 2181 section 8)",
			    *ttl);
		*ttl = 0;
	}
	return true;
}

static bool
is_upper(const struct token *token)
{
	for (uint32_t i = 0; i < token->len; i++) {
		if (token->text[i] < 'A' || token->text[i] > 'Z')
			return false;
	}
	return true;
}

/* "#" and "//" start comments elsewhere; here they are owners. */
static bool
is_foreign_comment(const struct token *first)
{
	return !first->quoted && first->len > 0 &&
	       (first->text[0] == '#' ||
		(first->len > 1 && memcmp(first->text, "//", 2) == 0));
}

/*
 * Someone who starts the line with the type, since the owner is that of the
 * line before, has made an owner of it: name that, as what follows is then
 * taken for something else and the complaint about it would mislead. Types are
 * mostly written in capitals, and owners are not ("ns", "mx").
 */
static void
complain_type(struct master_run *run, const struct master_text *text,
	      const struct token *token, const char *wrong)
{
	const struct token *first = text->lexer.tokens.items;
	uint16_t type;
	uint32_t class;

	if (is_foreign_comment(first))
		diag_error(run->sink, token->pos,
			   "%s; if this is a comment, start it with ;", wrong);
	else if (first < token && !text->lexer.indented && is_upper(first) &&
		 (rrtype_from_text(first->text, first->len, &type) ||
		  master_class(first, &class)))
		diag_error(run->sink, token->pos,
			   "%s; \"%.*s\" in the first column is the owner: "
			   "start the line with a blank to leave the owner out",
			   wrong, master_shown(first), first->text);
	else
		diag_error(run->sink, token->pos, "%s", wrong);
}

static void
unknown_type(struct master_run *run, const struct master_text *text,
	     const struct token *token)
{
	struct nearest nearest = nearest_to(token->text, token->len);
	size_t count;
	const struct rrtype *rows = rrtype_rows(&count);
	char *wrong;

	for (size_t i = 0; i < count; i++) {
		if (rows[i].mnemonic && !(rows[i].flags & RRTYPE_META))
			nearest_try(&nearest, rows[i].mnemonic);
	}
	if (nearest.word && nearest.distance == 1 && token->len > 2)
		wrong =
		    xasprintf("unknown type \"%.*s\"; did you mean %s?",
			      master_shown(token), token->text, nearest.word);
	else
		wrong = xasprintf("unknown type \"%.*s\"; write a mnemonic "
				  "like MX, or TYPE and its number",
				  master_shown(token), token->text);
	complain_type(run, text, token, wrong);
	free(wrong);
}

/* rrtype_from_text(), which is asked once for each word of the text. */
static bool
type_of(struct master_run *run, const struct token *token, uint16_t *type)
{
	uint64_t octets = 0;
	struct master_word *word;

	if (token->len > sizeof octets)
		return rrtype_from_text(token->text, token->len, type);
	memcpy(&octets, token->text, token->len);
	word = &run->words[octets * UINT64_C(0x9e3779b97f4a7c15) >>
			   (64 - MASTER_WORDS_BITS)];
	if (word->octets != octets) {
		if (!rrtype_from_text(token->text, token->len, &word->type)) {
			word->octets = 0;
			return false;
		}
		word->octets = octets;
	}
	*type = word->type;
	return true;
}

static bool
read_type(struct master_run *run, const struct master_text *text,
	  struct tokens *tokens, struct master_head *head)
{
	const struct token *token = tokens->at++;

	head->at = token->pos;
	if (!type_of(run, token, &head->type)) {
		unknown_type(run, text, token);
		return false;
	}
	if (head->type == 0 || rrtype_get(head->type)->flags & RRTYPE_META) {
		diag_error(run->sink, token->pos,
			   "type %.*s is asked for or sent in messages, and "
			   "never stands in a zone",
			   master_shown(token), token->text);
		return false;
	}
	return true;
}

static bool
read_class(struct master_run *run, const struct token *token, uint32_t class,
	   bool *has_class)
{
	if (class != CLASS_IN) {
		diag_error(run->sink, token->pos,
			   "class %.*s is not served; write IN, or leave the "
			   "class out",
			   master_shown(token), token->text);
		return false;
	}
	if (*has_class) {
		diag_error(run->sink, token->pos,
			   "a second class; a type is expected here");
		return false;
	}
	*has_class = true;
	return true;
}

/* Whether it can be meant as one: 3600, 1h30m, but not 192.0.2.1. */
static bool
looks_like_ttl(const struct token *token)
{
	for (uint32_t i = 0; i < token->len; i++) {
		uint8_t octet = bytes_fold((uint8_t)token->text[i]);

		if (!(octet >= '0' && octet <= '9') &&
		    !(octet >= 'a' && octet <= 'z'))
			return false;
	}
	return true;
}

static bool
read_head_ttl(struct master_run *run, const struct master_text *text,
	      const struct token *token, struct master_head *head)
{
	char *wrong;

	if (head->has_ttl) {
		diag_error(run->sink, token->pos,
			   "a second TTL; a type is expected here");
		return false;
	}
	if (looks_like_ttl(token)) {
		head->has_ttl = true;
		return master_read_ttl(run, token, &head->ttl);
	}
	wrong = xasprintf("\"%.*s\" is no TTL, class or type; write the type, "
			  "like MX or A, in front of its data",
			  master_shown(token), token->text);
	complain_type(run, text, token, wrong);
	free(wrong);
	return false;
}

bool
master_read_head(struct master_run *run, const struct master_text *text,
		 struct tokens *tokens, struct master_head *head)
{
	bool has_class = false;
	uint32_t class;

	head->has_ttl = false;
	for (; !tokens_done(tokens); tokens->at++) {
		const struct token *token = tokens->at;

		if (token->quoted) {
			complain_type(run, text, token,
				      "a quoted string where a type is "
				      "expected");
			return false;
		}
		if (token->text[0] >= '0' && token->text[0] <= '9') {
			if (!read_head_ttl(run, text, token, head))
				return false;
		} else if (master_class(token, &class)) {
			if (!read_class(run, token, class, &has_class))
				return false;
		} else {
			return read_type(run, text, tokens, head);
		}
	}
	diag_error(run->sink, tokens->end,
		   "the type is missing; write one, like MX or A, and its data "
		   "behind it");
	return false;
}
