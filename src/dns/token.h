/*
 * The pieces of one entry of a master file (RFC 1035 §5.1), as its lexer cuts
 * them: what the text parsers of RDATA fields consume.
 *
 * A token is a view into a struct source, escapes (\X, \DDD) still in it and
 * the quotes of a quoted string left out. Comments, line ends and parentheses
 * are gone.
 *
 * In a word, a quoted string that follows "=" directly stays part of the word,
 * quotes included: key="value" of an SvcParam (RFC 9460 §2.1) is one token.
 */
#ifndef MXD_DNS_TOKEN_H
#define MXD_DNS_TOKEN_H

#include "base/source.h"

struct token {
	const char *text;
	uint32_t len;
	bool quoted;
	struct pos pos; /* of its first octet, or of the opening quote */
};

/* The tokens still to be consumed; `end` is where one more was expected. */
struct tokens {
	const struct token *at;
	const struct token *last; /* one past the last */
	struct pos end;
};

static inline bool
tokens_done(const struct tokens *tokens)
{
	return tokens->at == tokens->last;
}

/* Where the next token is, or where the entry ends. */
static inline struct pos
tokens_pos(const struct tokens *tokens)
{
	return tokens_done(tokens) ? tokens->end : tokens->at->pos;
}

#endif
