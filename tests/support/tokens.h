/*
 * A text cut into tokens as the lexer of zone/ does it, for tests of what lies
 * below: blanks between words, quotes, key="value" in one token. Nothing from
 * a quote on that is not closed.
 */
#ifndef MXD_TESTS_TOKENS_H
#define MXD_TESTS_TOKENS_H

#include "dns/token.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct token_list {
	struct token *items; /* release with free() */
	size_t count;
};

/* Past the closing quote; NULL when there is none. */
static inline const char *
token_quote_end(const char *at, const char *end)
{
	for (; at < end && *at != '"'; at++) {
		if (*at == '\\' && at + 1 < end)
			at++;
	}
	return at < end ? at + 1 : NULL;
}

static inline const char *
token_word_end(const char *at, const char *end)
{
	while (at && at < end && *at != ' ') {
		if (*at == '"' && at[-1] == '=') {
			at = token_quote_end(at + 1, end);
			continue;
		}
		if (*at == '\\' && at + 1 < end)
			at++;
		at++;
	}
	return at;
}

static inline struct token_list
tokens_cut(const char *text, size_t len)
{
	struct token_list list = {calloc(len + 1, sizeof(struct token)), 0};
	const char *end = text + len;

	assert(list.items);
	for (const char *at = text; at < end;) {
		const char *start = at;
		bool quoted = *at == '"';

		if (*at == ' ') {
			at++;
			continue;
		}
		at = quoted ? token_quote_end(at + 1, end)
			    : token_word_end(at, end);
		if (!at)
			break;
		list.items[list.count++] = (struct token){
		    start + quoted,
		    (uint32_t)(at - start - (quoted ? 2 : 0)),
		    quoted,
		    {1, (uint32_t)(start - text)},
		};
	}
	return list;
}

static inline struct tokens
tokens_of(const struct token_list *list, size_t len)
{
	return (struct tokens){
	    list->items, list->items + list->count, {1, (uint32_t)len}};
}

#endif
