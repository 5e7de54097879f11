/*
 * $GENERATE range owner [TTL] [class] type RDATA, as BIND brought it: one RR
 * for each number of a range, "$" in owner and RDATA standing for the number,
 * "${offset,width,base}" for another form of it. What is made that way is read
 * like any text.
 */
#include "zone/master_private.h"

#include <limits.h>

enum { NUMBER_TEXT_MAX = 127 };

struct generate {
	struct master_run *run;
	const struct master_text *text;
	struct pos pos;
	uint32_t start, stop, step;
	const struct token *owner;
	struct master_head head;
	struct tokens rdata;
	size_t pattern_len;
	char pattern[GENERATE_TEXT_MAX]; /* of the RDATA */
	struct lexer lexer;              /* of what the pattern becomes */
};

/* How a number is to be written. */
struct form {
	int64_t offset;
	uint32_t width;
	char base; /* d o x X, n N: nibbles, lowest first, with dots */
};

/* Digits up to INT32_MAX, and past them. */
static bool
read_number(const char **at, const char *end, uint32_t *number)
{
	const char *p = *at;
	uint64_t value = 0;

	for (; p < end && *p >= '0' && *p <= '9'; p++) {
		value = value * 10 + (uint64_t)(*p - '0');
		if (value > INT32_MAX)
			return false;
	}
	if (p == *at)
		return false;
	*number = (uint32_t)value;
	*at = p;
	return true;
}

static bool
read_mark(const char **at, const char *end, char mark)
{
	if (*at == end || **at != mark)
		return false;
	(*at)++;
	return true;
}

/* start-stop or start-stop/step */
static const char *
read_range(struct generate *generate, const struct token *token)
{
	const char *at = token->text;
	const char *end = at + token->len;

	generate->step = 1;
	if (!read_number(&at, end, &generate->start) ||
	    !read_mark(&at, end, '-') ||
	    !read_number(&at, end, &generate->stop) ||
	    (read_mark(&at, end, '/') &&
	     !read_number(&at, end, &generate->step)) ||
	    at != end)
		return "not a range; write start-stop or start-stop/step";
	if (generate->stop < generate->start || generate->step == 0)
		return "an empty range; let it rise, with a step of at least 1";
	if ((generate->stop - generate->start) / generate->step >=
	    GENERATE_STEPS_MAX)
		return "a range of over 65536 numbers; write several";
	return NULL;
}

static const char no_form[] =
    "what follows ${ is offset, width and base, like ${0,3,d}, the last two "
    "of which can be left out";

/* offset[,width[,base]]} behind "${" */
static const char *
read_form(const char **at, const char *end, struct form *form)
{
	bool negative = read_mark(at, end, '-');
	uint32_t offset;

	if (!negative)
		read_mark(at, end, '+');
	if (!read_number(at, end, &offset))
		return no_form;
	form->offset = negative ? -(int64_t)offset : (int64_t)offset;
	if (read_mark(at, end, ',')) {
		if (!read_number(at, end, &form->width))
			return no_form;
		if (form->width > NUMBER_TEXT_MAX)
			return "a width over 127";
		if (read_mark(at, end, ',')) {
			if (*at == end || **at == '\0' ||
			    !strchr("doxXnN", **at))
				return "the base is one of d o x X n N";
			form->base = *(*at)++;
		}
	}
	return read_mark(at, end, '}') ? NULL : no_form;
}

static void
put_digits(uint64_t value, const struct form *form, struct writer *out)
{
	const char *digits =
	    form->base == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
	unsigned radix = 16;
	char text[NUMBER_TEXT_MAX];
	uint32_t used = 0;

	if (form->base == 'd')
		radix = 10;
	else if (form->base == 'o')
		radix = 8;
	do {
		text[NUMBER_TEXT_MAX - ++used] = digits[value % radix];
		value /= radix;
	} while (value > 0 || used < form->width);
	writer_put(out, text + NUMBER_TEXT_MAX - used, used);
}

/* The width counts dots, too: 1 of width 3 is "1.0". */
static void
put_nibbles(uint64_t value, const struct form *form, struct writer *out)
{
	const char *digits =
	    form->base == 'N' ? "0123456789ABCDEF" : "0123456789abcdef";
	uint32_t used = 0;

	do {
		writer_put8(out, (uint8_t)digits[value % 16]);
		value /= 16;
		used++;
		if (value > 0 || used < form->width) {
			writer_put8(out, '.');
			used++;
		}
	} while (value > 0 || used < form->width);
}

static const char *
put_number(uint32_t number, const struct form *form, struct writer *out)
{
	int64_t value = (int64_t)number + form->offset;

	if (value < 0)
		return "the offset makes the number negative";
	if (form->base == 'n' || form->base == 'N')
		put_nibbles((uint64_t)value, form, out);
	else
		put_digits((uint64_t)value, form, out);
	return NULL;
}

/* The text with the number in it; NULL, or what is wrong. */
static const char *
expand(const char *at, size_t len, uint32_t number, struct writer *out)
{
	const char *end = at + len;
	const char *wrong = NULL;

	while (at < end && !wrong) {
		struct form form = {0, 0, 'd'};

		if (read_mark(&at, end, '\\')) {
			/* An escape is left for those who read what is made. */
			writer_put8(out, '\\');
			if (at < end)
				writer_put8(out, (uint8_t)*at++);
		} else if (!read_mark(&at, end, '$')) {
			writer_put8(out, (uint8_t)*at++);
		} else if (read_mark(&at, end, '$')) {
			writer_put8(out, '$');
		} else {
			if (read_mark(&at, end, '{'))
				wrong = read_form(&at, end, &form);
			if (!wrong)
				wrong = put_number(number, &form, out);
		}
	}
	if (!wrong && out->failed)
		wrong = "what it makes is longer than 2048 octets";
	return wrong;
}

static bool
complain(const struct generate *generate, const struct token *token,
	 const char *wrong)
{
	diag_error(generate->run->sink, token->pos, "$GENERATE \"%.*s\": %s",
		   master_shown(token), token->text, wrong);
	return false;
}

/* What is in the quotes, with \" as ". */
static void
put_unquoted(const struct token *token, struct writer *out)
{
	for (uint32_t i = 0; i < token->len; i++) {
		if (token->text[i] == '\\') {
			if (token->text[++i] != '"')
				writer_put8(out, '\\');
		}
		writer_put8(out, (uint8_t)token->text[i]);
	}
}

static void
put_token(const struct token *token, struct writer *out)
{
	if (token->quoted)
		writer_put8(out, '"');
	writer_put(out, token->text, token->len);
	if (token->quoted)
		writer_put8(out, '"');
	writer_put8(out, ' ');
}

/*
 * RDATA of one quoted string is what is in the quotes, as in BIND: "10 mail$"
 * is two words. Of several words, each is itself.
 */
static bool
make_pattern(struct generate *generate)
{
	struct writer out =
	    writer_init((uint8_t *)generate->pattern, GENERATE_TEXT_MAX);
	const struct token *first = generate->rdata.at;
	const struct token *last = generate->rdata.last;

	if (last - first == 1 && first->quoted)
		put_unquoted(first, &out);
	else
		for (; first < last; first++)
			put_token(first, &out);
	if (out.failed)
		return complain(
		    generate, generate->owner,
		    "the data behind it is longer than 2048 octets");
	generate->pattern_len = out.at;
	return true;
}

/* The text of one RR's RDATA into tokens; all of them stand where those stand
 * that they are made from. */
static bool
cut_rdata(struct generate *generate, char *text, size_t len,
	  struct tokens *tokens)
{
	struct lexer *lexer = &generate->lexer;
	struct pos pos = tokens_pos(&generate->rdata);

	text[len] = '\0';
	lexer_restart(lexer, text, len);
	if (lexer_next(lexer) == LEXED_BROKEN) {
		diag_error(generate->run->sink, pos, "%s", lexer->wrong);
		return false;
	}
	if (lexer->at != lexer->end) {
		diag_error(generate->run->sink, pos,
			   "the data of $GENERATE goes on over lines");
		return false;
	}
	tokens->at = lexer->tokens.items;
	tokens->last = lexer->tokens.items + lexer->tokens.count;
	tokens->end = generate->rdata.end;
	master_cut_rdata(lexer, generate->head.type, tokens);
	for (size_t i = 0; i < lexer->tokens.count; i++)
		lexer->tokens.items[i].pos = pos;
	return true;
}

/* The RR of one number. */
static bool
make_record(struct generate *generate, uint32_t number)
{
	char text[GENERATE_TEXT_MAX + 1];
	uint8_t wire[NAME_WIRE_MAX];
	struct rr rr = {.pos = generate->pos};
	struct token owner = *generate->owner;
	struct tokens tokens;
	struct writer out = writer_init((uint8_t *)text, GENERATE_TEXT_MAX);
	const char *wrong = expand(owner.text, owner.len, number, &out);

	owner.text = text;
	owner.len = (uint32_t)out.at;
	if (!wrong)
		wrong = master_name(&owner, generate->text->origin, wire,
				    &rr.owner);
	if (wrong)
		return complain(generate, generate->owner, wrong);

	out = writer_init((uint8_t *)text, GENERATE_TEXT_MAX);
	wrong = expand(generate->pattern, generate->pattern_len, number, &out);
	if (wrong)
		return complain(generate, generate->rdata.at, wrong);
	return cut_rdata(generate, text, out.at, &tokens) &&
	       master_add(generate->run, generate->text->origin,
			  &generate->head, &tokens, &rr);
}

static bool
read_arguments(struct generate *generate, struct tokens *tokens)
{
	struct master_run *run = generate->run;
	const struct token *range = tokens->at;
	const char *wrong;

	if (tokens->last - tokens->at < 2) {
		diag_error(run->sink, tokens->end,
			   "$GENERATE without %s; write $GENERATE "
			   "start-stop[/step] owner type data",
			   tokens_done(tokens) ? "a range" : "an owner");
		return false;
	}
	wrong = read_range(generate, range);
	if (wrong)
		return complain(generate, range, wrong);
	generate->owner = range + 1;
	tokens->at += 2;
	if (!master_read_head(run, generate->text, tokens, &generate->head))
		return false;
	generate->rdata = *tokens;
	return make_pattern(generate);
}

void
master_generate(struct master_run *run, const struct master_text *text,
		struct tokens *tokens, struct pos pos)
{
	struct generate generate = {.run = run, .text = text, .pos = pos};
	uint64_t number;

	if (!read_arguments(&generate, tokens))
		return;
	lexer_init(&generate.lexer, pos.file, "", 0);
	number = generate.start;
	/* What is wrong with one RR is most likely wrong with all. */
	while (number <= generate.stop &&
	       make_record(&generate, (uint32_t)number))
		number += generate.step;
	lexer_free(&generate.lexer);
}
