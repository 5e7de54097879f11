#include "zone/lexer.h"
#include "base/alloc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* What an octet does outside quotes. From QUOTE on, it does so inside, too. */
enum octet {
	WORD,
	BLANK,
	NEWLINE,
	COMMENT,
	OPEN,
	CLOSE,
	QUOTE,
	ESCAPE,
	CONTROL, /* the NUL behind the text as well */
};

/* clang-format off */
static const uint8_t octets[256] = {
	CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL,
	CONTROL, BLANK,   NEWLINE, BLANK,   BLANK,   BLANK,   CONTROL, CONTROL,
	CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL,
	CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL,
	[' '] = BLANK, ['"'] = QUOTE, ['('] = OPEN, [')'] = CLOSE,
	[';'] = COMMENT, ['\\'] = ESCAPE, [0x7f] = CONTROL,
};
/* clang-format on */

static enum octet
octet_at(const char *at)
{
	return (enum octet)octets[(uint8_t)*at];
}

static struct pos
pos_of(const struct lexer *lexer, const char *at)
{
	return (struct pos){lexer->file, (uint32_t)(at - lexer->text)};
}

/* Only the first thing wrong with an entry is worth saying. */
static void
complain(struct lexer *lexer, const char *at, const char *wrong)
{
	if (lexer->wrong)
		return;
	lexer->wrong = wrong;
	lexer->wrong_at = pos_of(lexer, at);
}

/* The newline that ends the line, or the end of the text. */
static const char *
line_end(const struct lexer *lexer, const char *at)
{
	const char *end = memchr(at, '\n', (size_t)(lexer->end - at));

	return end ? end : lexer->end;
}

static const char *
next_line(const struct lexer *lexer, const char *at)
{
	const char *end = line_end(lexer, at);

	return end == lexer->end ? end : end + 1;
}

/*
 * The entry that `from` stands in cannot be cut to its end. Go on with the
 * next line; inside parentheses, whose lines are no entries, with the next
 * line that starts with a word.
 */
static const char *
abandon(struct lexer *lexer, const char *from, const char *wrong)
{
	const char *line = from;

	complain(lexer, from, wrong);
	if (lexer->open && lexer->open < line)
		line = lexer->open;
	do {
		line = next_line(lexer, line);
	} while (lexer->open && line < lexer->end && octet_at(line) != WORD);
	lexer->at = line;
	return NULL;
}

/* Nothing behind this place can be made sense of. */
static const char *
give_up(struct lexer *lexer, const char *at, const char *wrong)
{
	lexer->wrong = NULL;
	complain(lexer, at, wrong);
	lexer->at = lexer->end;
	return NULL;
}

/* Returns `next`, or NULL when the entry has become too large. */
static const char *
push(struct lexer *lexer, const char *from, const char *to, bool is_quoted,
     const char *next)
{
	if (to - from > LEXER_TOKEN_MAX)
		return give_up(lexer, from,
			       "a word of over 524288 octets; what follows in "
			       "this file is not read");
	if (lexer->tokens.count == LEXER_TOKENS_MAX && lexer->open)
		return abandon(lexer, lexer->open,
			       "this parenthesis is not closed within 262144 "
			       "words");
	if (lexer->tokens.count == LEXER_TOKENS_MAX)
		return give_up(lexer, from,
			       "an entry of over 262144 words; what follows in "
			       "this file is not read");
	*VEC_PUSH(&lexer->tokens) = (struct token){
	    .text = from,
	    .len = (uint32_t)(to - from),
	    .quoted = is_quoted,
	    .pos = pos_of(lexer, from - is_quoted),
	};
	return next;
}

static const char not_closed[] =
    "this quoted string is not closed; end it with \"";

/* How far a token may go before it is too long; it is not looked at further. */
static const char *
farthest(const struct lexer *lexer, const char *from)
{
	return lexer->end - from > LEXER_TOKEN_MAX ? from + LEXER_TOKEN_MAX + 1
						   : lexer->end;
}

/* From an opening quote to its closing one or a control octet, or NULL. */
static const char *
closing_quote(struct lexer *lexer, const char *quote)
{
	const char *stop = farthest(lexer, quote);
	const char *at = quote + 1;

	for (;;) {
		while (at < stop && octet_at(at) < QUOTE)
			at++;
		if (at >= stop)
			return abandon(lexer, quote, not_closed);
		switch (octet_at(at)) {
		case QUOTE:
			break;
		case ESCAPE:
			/* A control octet is seen by the next round. */
			at += octet_at(at + 1) == CONTROL ? 1 : 2;
			continue;
		default:
			break;
		}
		return at;
	}
}

static const char no_text[] =
    "a control octet: this is no text (as part of one, write it as \\DDD); "
    "what follows in this file is not read";

/*
 * A quoted string, from its opening quote. When it goes on over lines and
 * then runs into a word, its closing quote was most likely forgotten, and
 * the one that was found opens the next string.
 */
static const char *
quoted_string(struct lexer *lexer, const char *quote)
{
	const char *close = closing_quote(lexer, quote);

	if (!close)
		return NULL;
	if (octet_at(close) == CONTROL)
		return give_up(lexer, close, no_text);
	if (octet_at(close + 1) == WORD &&
	    memchr(quote, '\n', (size_t)(close - quote)))
		return abandon(lexer, quote, not_closed);
	return push(lexer, quote + 1, close, true, close + 1);
}

/* A word, from its first octet, with key="value" in one. */
static const char *
word(struct lexer *lexer, const char *from)
{
	const char *stop = farthest(lexer, from);
	const char *at = from;

	for (;;) {
		while (at < stop && octet_at(at) == WORD)
			at++;
		if (at >= stop)
			break;
		if (octet_at(at) == ESCAPE) {
			enum octet next = octet_at(at + 1);

			if (next == NEWLINE || next == CONTROL ||
			    at[1] == '\r') {
				complain(lexer, at,
					 "a backslash with nothing behind it; "
					 "write \\\\ for one");
				at++;
				break;
			}
			at += 2;
		} else if (*at == '"' && at > from && at[-1] == '=') {
			if (lexer->quote_at.file == 0)
				lexer->quote_at = pos_of(lexer, at);
			at = closing_quote(lexer, at);
			if (!at)
				return NULL;
			if (octet_at(at) == CONTROL)
				return give_up(lexer, at, no_text);
			at++;
		} else {
			break;
		}
	}
	return push(lexer, from, at, false, at);
}

static enum lexed
entry_done(struct lexer *lexer, const char *next)
{
	lexer->at = next;
	return lexer->wrong ? LEXED_BROKEN : LEXED_ENTRY;
}

static const char open_at_end[] =
    "this parenthesis is not closed; end the entry with )";

static enum lexed
text_done(struct lexer *lexer)
{
	if (lexer->open) {
		abandon(lexer, lexer->open, open_at_end);
		return LEXED_BROKEN;
	}
	if (lexer->tokens.count == 0 && !lexer->wrong) {
		lexer->at = lexer->end;
		return LEXED_END;
	}
	return entry_done(lexer, lexer->end);
}

/* Parentheses do not nest: a second one shows that the first was left open. */
static const char *
parenthesis(struct lexer *lexer, const char *at)
{
	if (octet_at(at) == OPEN) {
		if (lexer->open)
			return abandon(lexer, lexer->open,
				       "this parenthesis is not closed before "
				       "another one opens; end the entry with "
				       ")");
		lexer->open = at;
		return at + 1;
	}
	if (!lexer->open)
		complain(lexer, at,
			 "no parenthesis is open here; leave out the )");
	lexer->open = NULL;
	return at + 1;
}

/* Cut one entry from lexer->at on. */
static enum lexed
cut(struct lexer *lexer)
{
	const char *at = lexer->at;

	while (at) {
		switch (octet_at(at)) {
		case WORD:
		case ESCAPE:
			at = word(lexer, at);
			break;
		case QUOTE:
			at = quoted_string(lexer, at);
			break;
		case BLANK:
			at++;
			break;
		case COMMENT:
			at = line_end(lexer, at);
			break;
		case OPEN:
		case CLOSE:
			at = parenthesis(lexer, at);
			break;
		case NEWLINE:
			at++;
			if (lexer->open)
				break;
			if (lexer->tokens.count > 0 || lexer->wrong)
				return entry_done(lexer, at);
			lexer->indented = octet_at(at) == BLANK;
			break;
		case CONTROL:
			if (at == lexer->end)
				return text_done(lexer);
			at = give_up(lexer, at, no_text);
			break;
		}
	}
	return LEXED_BROKEN;
}

enum lexed
lexer_rest(struct lexer *lexer, bool in_parentheses)
{
	lexer->tokens.count = 0;
	lexer->indented = octet_at(lexer->at) == BLANK;
	lexer->open = in_parentheses ? lexer->at : NULL;
	lexer->quote_at.file = 0;
	lexer->wrong = NULL;
	return cut(lexer);
}

enum lexed
lexer_next(struct lexer *lexer)
{
	return lexer_rest(lexer, false);
}

static const char byte_order_mark[] = "\xef\xbb\xbf";

void
lexer_init(struct lexer *lexer, uint32_t file, const char *text, size_t size)
{
	*lexer = (struct lexer){.file = file};
	/* An entry of no token starts and ends at an address, too. */
	VEC_RESERVE(&lexer->tokens, 1);
	lexer_restart(lexer, text, size);
	if (size >= 3 && memcmp(text, byte_order_mark, 3) == 0)
		lexer->at += 3;
}

void
lexer_restart(struct lexer *lexer, const char *text, size_t size)
{
	assert(text[size] == '\0');
	lexer->text = lexer->at = text;
	lexer->end = text + size;
}

void
lexer_free(struct lexer *lexer)
{
	free(lexer->tokens.items);
	*lexer = (struct lexer){0};
}

static void
add_piece(struct lexer *lexer, const char *from, const char *to, bool is_quoted)
{
	/* What has so many words fails in any case, with some of them too. */
	if (lexer->tokens.count < LEXER_TOKENS_MAX)
		push(lexer, from, to, is_quoted, to);
}

static void
split(struct lexer *lexer, struct token token)
{
	const char *from = token.text;
	const char *end = token.text + token.len;

	for (const char *at = from; at < end;) {
		if (*at == '\\') {
			at += 2;
		} else if (*at == '"') {
			const char *close = closing_quote(lexer, at);

			assert(close); /* it was found when the word was cut */
			if (at > from)
				add_piece(lexer, from, at, false);
			add_piece(lexer, at + 1, close, true);
			at = from = close + 1;
		} else {
			at++;
		}
	}
	if (end > from)
		add_piece(lexer, from, end, false);
}

void
lexer_split_quotes(struct lexer *lexer, size_t first)
{
	size_t count = lexer->tokens.count - first;
	struct token *rest = xalloc(count * sizeof *rest);

	memcpy(rest, lexer->tokens.items + first, count * sizeof *rest);
	lexer->tokens.count = first;
	for (size_t i = 0; i < count; i++) {
		if (rest[i].quoted)
			add_piece(lexer, rest[i].text,
				  rest[i].text + rest[i].len, true);
		else
			split(lexer, rest[i]);
	}
	free(rest);
}

struct pos
lexer_entry_end(const struct lexer *lexer)
{
	size_t count = lexer->tokens.count;

	if (count == 0)
		return pos_of(lexer, lexer->at);

	const struct token *last = &lexer->tokens.items[count - 1];

	return pos_of(lexer, last->text + last->len + last->quoted);
}
