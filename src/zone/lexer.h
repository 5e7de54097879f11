/*
 * The lexical part of master files (RFC 1035 §5.1): a text is cut into
 * entries, an entry into tokens (dns/token.h).
 *
 * An entry ends with its line, or goes on over lines inside parentheses.
 * Comments, blank lines and the parentheses themselves are gone. A quoted
 * string may go on over lines; it ends at the closing quote. White space is
 * blank, tab, carriage return, form feed and vertical tab. Outside comments,
 * other control octets are refused: a text that has them is no master file.
 *
 * Nothing is copied and no lines are counted: a token is a view of the text.
 */
#ifndef MXD_ZONE_LEXER_H
#define MXD_ZONE_LEXER_H

#include "dns/token.h"

enum {
	/* Octets of one token; 65535 octets are at most four times as many. */
	LEXER_TOKEN_MAX = 1 << 19,
	/* Tokens of one entry; 65535 octets are two of hex each. */
	LEXER_TOKENS_MAX = 1 << 18,
};

enum lexed {
	LEXED_ENTRY,  /* an entry was cut */
	LEXED_BROKEN, /* an entry that cannot be cut: see `wrong` */
	LEXED_END,    /* the text is at its end */
};

struct lexer {
	const char *text;
	const char *end; /* of the text; a NUL is there */
	const char *at;  /* where the next entry is looked for */
	uint32_t file;

	/* The entry that was cut; or, when it is broken, what came before. */
	VEC(struct token) tokens;
	bool indented;       /* it starts with white space */
	const char *open;    /* the parenthesis that is open, or NULL */
	struct pos quote_at; /* of a first key="value"; file 0: there is none */

	const char *wrong; /* the first thing that is wrong, as a sentence */
	struct pos wrong_at;
};

/*
 * A text of size octets with a NUL behind them, which must outlive the lexer;
 * the byte order mark that some editors put in front is skipped. `file` is the
 * number that positions get. Release with lexer_free().
 */
void lexer_init(struct lexer *lexer, uint32_t file, const char *text,
		size_t size);
void lexer_free(struct lexer *lexer);

/* Start with another text in the place of the first, in the same memory. */
void lexer_restart(struct lexer *lexer, const char *text, size_t size);

/*
 * Cut the next entry that has tokens. After a broken one the next call goes
 * on behind it: with the next line, or, if a parenthesis is open, with the next
 * line that starts with an owner.
 */
enum lexed lexer_next(struct lexer *lexer);

/*
 * Cut from lexer->at to the end of the entry that it stands in; in_parentheses:
 * a parenthesis is open there.
 */
enum lexed lexer_rest(struct lexer *lexer, bool in_parentheses);

/*
 * Cut key="value" in two, in the tokens from number `first` on: quoted strings
 * are tokens of their own everywhere but in SvcParams.
 */
void lexer_split_quotes(struct lexer *lexer, size_t first);

/* Just past the entry's last token: where one more was expected. */
struct pos lexer_entry_end(const struct lexer *lexer);

#endif
