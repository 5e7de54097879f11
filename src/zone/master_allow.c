/*
 * Allowances in comments (struct allowance):
 *
 *	@ MX 10 mail ; mxd: allow mx-exchange-private mx-single
 *	; mxd: allow-zone zone-soa-timers
 *
 * Behind a record the comment may stand on any line of its entry. Marks are
 * looked for in the text as a whole, so that a text without them costs one
 * search.
 */
#include "zone/master_private.h"

#include <string.h>

static const char mark[] = "mxd:";

enum { MARK_LEN = sizeof mark - 1 };

/* The next mark at or behind a place. */
static const char *
next_mark(const struct master_text *text, const char *at)
{
	const char *end = text->mark_end;
	const char *found =
	    at < end ? memmem(at, (size_t)(end - at), mark, MARK_LEN) : NULL;

	return found ? found : end;
}

const char *
master_first_mark(const struct master_text *text)
{
	return next_mark(text, text->lexer.at);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == '\r';
}

/* Whether a place is inside a token of the entry just cut. */
static bool
is_in_token(const struct lexer *lexer, const char *at)
{
	size_t low = 0;
	size_t high = lexer->tokens.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct token *token = &lexer->tokens.items[middle];

		if (at < token->text)
			high = middle;
		else if (at >= token->text + token->len)
			low = middle + 1;
		else
			return true;
	}
	return false;
}

/* Whether the comment that the mark stands in begins with it. */
static bool
begins_comment(const struct lexer *lexer, const char *at)
{
	if (is_in_token(lexer, at))
		return false;
	while (at > lexer->text && is_blank(at[-1]))
		at--;
	return at > lexer->text && at[-1] == ';';
}

static const char *
skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

static const char *
word_end(const char *at, const char *end)
{
	while (at < end && !is_blank(*at))
		at++;
	return at;
}

/* A comment may hold any octet, NUL too. */
static bool
is_word(const char *text, size_t len, const char *word)
{
	return len == strlen(word) && memcmp(text, word, len) == 0;
}

static uint32_t
offset_of(const struct lexer *lexer, const char *at)
{
	return (uint32_t)(at - lexer->text);
}

/* The octets of the entry just cut, from the start of its first line. Nothing
 * when the mark stands on a line before it, or behind the last entry. */
static void
set_range(const struct lexer *lexer, const char *at, struct allowance *range)
{
	const char *line;

	if (lexer->tokens.count == 0 || at < lexer->tokens.items[0].text)
		return;
	line = lexer->tokens.items[0].text;
	while (line > lexer->text && line[-1] != '\n')
		line--;
	range->from = offset_of(lexer, line);
	range->to = offset_of(lexer, lexer->at);
}

/* All ids behind a mark, up to the end of its line. */
static void
read_mark(struct master_run *run, const struct lexer *lexer, const char *at)
{
	const char *end = memchr(at, '\n', (size_t)(lexer->end - at));
	const char *verb;
	size_t len;
	struct allowance allowance = {.pos.file = lexer->file};

	if (!end)
		end = lexer->end;
	verb = skip_blanks(at + MARK_LEN, end);
	at = word_end(verb, end);
	len = (size_t)(at - verb);
	allowance.zone = is_word(verb, len, "allow-zone");
	if (!allowance.zone && !is_word(verb, len, "allow"))
		return;
	if (!allowance.zone)
		set_range(lexer, verb, &allowance);
	while ((at = skip_blanks(at, end)) < end) {
		const char *id = at;

		at = word_end(id, end);
		allowance.pos.offset = offset_of(lexer, id);
		allowance.span = (uint32_t)(at - id);
		zone_builder_allow(run->builder, &allowance);
	}
}

void
master_read_marks(struct master_run *run, struct master_text *text)
{
	const struct lexer *lexer = &text->lexer;

	while (text->mark < lexer->at && text->mark < text->mark_end) {
		if (begins_comment(lexer, text->mark))
			read_mark(run, lexer, text->mark);
		text->mark = next_mark(text, text->mark + MARK_LEN);
	}
}
