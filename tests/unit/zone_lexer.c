/* Cutting a master file into entries and tokens (RFC 1035 §5.1). */
#include "base/alloc.h"
#include "zone/lexer.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 4096 };

static char shown[SHOWN_MAX];

static void show(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void
show(const char *format, ...)
{
	size_t used = strlen(shown);
	va_list args;

	va_start(args, format);
	vsnprintf(shown + used, sizeof shown - used, format, args);
	va_end(args);
}

static void
show_complaint(const struct lexer *lexer)
{
	unsigned line = 1;
	unsigned column = 1;

	for (uint32_t i = 0; i < lexer->wrong_at.offset; i++) {
		bool newline = lexer->text[i] == '\n';

		line += newline;
		column = newline ? 1 : column + 1;
	}
	show("!%u:%u %.12s", line, column, lexer->wrong);
}

/*
 * Entries end with "/"; one that starts with white space has "_" in front;
 * tokens are separated by blanks, quoted ones in <>; a broken entry is
 * "!line:column" and how the complaint starts.
 */
static const char *
cut(const char *text, size_t size)
{
	struct lexer lexer;
	enum lexed lexed;

	shown[0] = '\0';
	lexer_init(&lexer, 1, text, size);
	while ((lexed = lexer_next(&lexer)) != LEXED_END) {
		if (lexed == LEXED_BROKEN)
			show_complaint(&lexer);
		else if (lexer.indented)
			show("_");
		for (size_t i = 0;
		     lexed == LEXED_ENTRY && i < lexer.tokens.count; i++) {
			const struct token *token = &lexer.tokens.items[i];

			show(token->quoted ? "%s<%.*s>" : "%s%.*s",
			     i > 0 ? " " : "", (int)token->len, token->text);
		}
		show("/");
	}
	lexer_free(&lexer);
	return shown;
}

#define CUTS(text, expected)                                                   \
	cr_expect_str_eq(cut(text, sizeof(text) - 1), expected)

Test(lexer, cuts_lines_into_words)
{
	CUTS("a MX 10 b\nc A 1.2.3.4\n", "a MX 10 b/c A 1.2.3.4/");
	CUTS("", "");
	CUTS("\n\n \n\t\n", "");
}

Test(lexer, needs_no_newline_at_the_end)
{
	CUTS("a b", "a b/");
	CUTS("a b ; c", "a b/");
	CUTS("a \"b\"", "a <b>/");
}

Test(lexer, takes_any_white_space)
{
	CUTS("a\tb\r\nc \f\v d\r\n", "a b/c d/");
	CUTS("\f\na b\r", "a b/");
}

Test(lexer, tells_which_entries_start_with_white_space)
{
	CUTS(" a\nb\n\tc\n\rd\n", "_a/b/_c/_d/");
	CUTS(" ; comment\n\n  (\na )\nb", "_a/b/");
	CUTS("(\n a )", "a/");
}

Test(lexer, skips_comments)
{
	CUTS("; a\na;b\n c ;\"(\n;", "a/_c/");
	CUTS("a ;\0\x01\nb", "a/b/");
}

Test(lexer, goes_on_over_lines_inside_parentheses)
{
	CUTS("a ( b ; comment )\n\n c\n) d\ne", "a b c d/e/");
	CUTS("a(b)c\n()\nd", "a b c/d/");
	CUTS("a ( b ) ( c\n )\n", "a b c/");
}

Test(lexer, takes_quoted_strings_whole)
{
	CUTS("a \"b ; ( c\" \"\"\n", "a <b ; ( c> <>/");
	CUTS("a \"b\nc\" d\n", "a <b\nc> d/");
	CUTS("a \"b\\\"c\\\\\" d", "a <b\\\"c\\\\> d/");
	CUTS("\"a\xc3\xa4\xff\"", "<a\xc3\xa4\xff>/");
}

/* BIND and NSD take them so, too. */
Test(lexer, needs_no_white_space_around_quotes)
{
	CUTS("a \"b\"\"c\"d\"e\"", "a <b> <c> d <e>/");
}

Test(lexer, leaves_escapes_alone)
{
	CUTS("a\\ b\\;c\\\"\\( \\. \\032\\\\ d",
	     "a\\ b\\;c\\\"\\( \\. \\032\\\\ d/");
}

Test(lexer, keeps_the_value_of_a_key_in_its_token)
{
	CUTS("a k=\"b c\" d=\"e\"f \\=\"g\"", "a k=\"b c\" d=\"e\"f \\=\"g\"/");
}

Test(lexer, skips_a_byte_order_mark)
{
	CUTS("\xef\xbb\xbf@ b", "@ b/");
	CUTS("a \xef\xbb\xbf", "a \xef\xbb\xbf/");
}

Test(lexer, splits_keys_from_values_when_asked)
{
	static const char text[] = "a k=\"b \\\" c\" d=\"e\"f \"=\\\"\" g=";
	static const struct {
		const char *text;
		bool quoted;
		uint32_t offset;
	} expected[] = {
	    {"a", false, 0},     {"k=", false, 2},  {"b \\\" c", true, 4},
	    {"d=", false, 13},   {"e", true, 15},   {"f", false, 18},
	    {"=\\\"", true, 20}, {"g=", false, 26},
	};
	struct lexer lexer;

	lexer_init(&lexer, 1, text, sizeof text - 1);
	cr_assert_eq(lexer_next(&lexer), LEXED_ENTRY);
	cr_expect_eq(lexer.quote_at.offset, 4);
	lexer_split_quotes(&lexer, 1);
	cr_assert_eq(lexer.tokens.count, sizeof expected / sizeof *expected);
	for (size_t i = 0; i < lexer.tokens.count; i++) {
		const struct token *token = &lexer.tokens.items[i];

		cr_expect_eq(token->len, strlen(expected[i].text));
		cr_expect_arr_eq(token->text, expected[i].text, token->len);
		cr_expect_eq(token->quoted, expected[i].quoted);
		cr_expect_eq(token->pos.offset, expected[i].offset);
	}
	lexer_free(&lexer);
}

Test(lexer, remembers_where_tokens_and_entries_are)
{
	static const char text[] = "\na ( \"b\"\n  cd )  ; e\n";
	struct lexer lexer;

	lexer_init(&lexer, 7, text, sizeof text - 1);
	cr_assert_eq(lexer_next(&lexer), LEXED_ENTRY);
	cr_assert_eq(lexer.tokens.count, 3);
	cr_expect_eq(lexer.tokens.items[0].pos.file, 7);
	cr_expect_eq(lexer.tokens.items[0].pos.offset, 1);
	cr_expect_eq(lexer.tokens.items[1].pos.offset, 5);
	cr_expect_eq(lexer.tokens.items[2].pos.offset, 11);
	cr_expect_eq(lexer_entry_end(&lexer).offset, 13);
	lexer_free(&lexer);
}

Test(lexer, refuses_a_backslash_with_nothing_behind_it)
{
	CUTS("a b\\\nc\n", "!1:4 a backslash /c/");
	CUTS("a b\\\r\nc\n", "!1:4 a backslash /c/");
	CUTS("a\\", "!1:2 a backslash /");
}

Test(lexer, refuses_a_parenthesis_too_many)
{
	CUTS("a )\nb", "!1:3 no parenthes/b/");
	CUTS(")\nb", "!1:1 no parenthes/b/");
}

Test(lexer, names_the_parenthesis_that_is_left_open)
{
	CUTS("a b\nc ( d\n e\n", "a b/!2:3 this parenth/");
	CUTS("a (", "!1:3 this parenth/");
}

Test(lexer, does_not_nest_parentheses)
{
	CUTS("a ( b\n c ( d )\n e )\n", "!1:3 this parenth/");
}

Test(lexer, goes_on_with_an_owner_after_an_open_parenthesis)
{
	CUTS("a (\n b\n; c\n)\n\nd e\nf ( g )\n", "a b/d e/f g/");
	CUTS("a (\n b\n; c\n\nd e\nf ( g )\n", "!1:3 this parenth/d e/f g/");
	CUTS("a (\nb c\nd ( e )\n", "!1:3 this parenth/b c/d e/");
}

Test(lexer, names_the_quote_that_is_left_open)
{
	CUTS("a \"b\nc d\n", "!1:3 this quoted /c d/");
	CUTS("a \"b\\\"", "!1:3 this quoted /");
	CUTS("a \"\\", "!1:3 this quoted /");
	CUTS("a k=\"b", "!1:5 this quoted /");
}

/* The quote of the second line would else count as the end of the first's. */
Test(lexer, sees_a_forgotten_quote_by_the_word_behind_the_next_one)
{
	CUTS("a \"b\nc \"d\"\ne", "!1:3 this quoted /c <d>/e/");
	CUTS("a ( \"b\n c \"d\" )\ne", "!1:5 this quoted /e/");
}

Test(lexer, stops_at_what_is_no_text)
{
	CUTS("a b\nc\0d\ne\n", "a b/!2:2 a control oc/");
	CUTS("a \"b\x7f\"\nc", "!1:5 a control oc/");
	CUTS("\x1f\x8b\x08", "!1:1 a control oc/");
	CUTS("\xff\xfe@\0 \0", "!1:4 a control oc/");
	CUTS("a \\\x01\nc", "!1:4 a control oc/");
	CUTS("a k=\"\x01\"\nc", "!1:6 a control oc/");
}

/* A text of one octet, repeated, with another text in front. */
static const char *
cut_repeated(const char *front, char octet, size_t count)
{
	size_t len = strlen(front);
	char *text = xalloc(len + count + 1);

	memcpy(text, front, len);
	memset(text + len, octet, count);
	text[len + count] = '\0';
	cut(text, len + count);
	free(text);
	return shown;
}

Test(lexer, ends_a_word_without_end)
{
	cr_expect_str_eq(cut_repeated("a ", 'b', LEXER_TOKEN_MAX + 1),
			 "!1:3 a word of ov/");
	cr_expect_str_eq(cut_repeated("a \"", 'b', LEXER_TOKEN_MAX + 1),
			 "!1:3 this quoted /");
}

static char *
words(const char *front, size_t count, size_t *size)
{
	size_t len = strlen(front);
	char *text = xalloc(len + 2 * count + 1);

	memcpy(text, front, len);
	for (size_t i = 0; i < count; i++)
		memcpy(text + len + 2 * i, "b ", 2);
	*size = len + 2 * count;
	text[*size] = '\0';
	return text;
}

Test(lexer, ends_an_entry_without_end)
{
	size_t size;
	char *text = words("", LEXER_TOKENS_MAX + 1, &size);

	cr_expect_str_eq(cut(text, size), "!1:524289 an entry of /");
	free(text);
	text = words("a (\n", LEXER_TOKENS_MAX + 1, &size);
	cut(text, size);
	cr_expect(strncmp(shown, "!1:3 this parenth/", 18) == 0, "%s", shown);
	free(text);
}

Test(lexer, cuts_from_the_middle_of_an_entry)
{
	static const char text[] = "a ( MX\n 10 b )\nc";
	struct lexer lexer;

	lexer_init(&lexer, 1, text, sizeof text - 1);
	lexer.at = text + 4;
	cr_expect_eq(lexer_rest(&lexer, true), LEXED_ENTRY);
	cr_expect_eq(lexer.tokens.count, 3);
	lexer.at = text + 4;
	cr_expect_eq(lexer_rest(&lexer, false), LEXED_ENTRY);
	cr_expect_eq(lexer.tokens.count, 1);
	lexer_free(&lexer);
}
