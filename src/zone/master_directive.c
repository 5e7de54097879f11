#include "base/nearest.h"
#include "zone/master_private.h"

/* A directive that is being read. */
struct directive {
	struct master_run *run;
	struct master_text *text;
	struct tokens *tokens; /* behind its first */
	struct pos pos;
};

bool
master_expect_end(struct master_run *run, const struct tokens *tokens,
		  const char *what)
{
	if (tokens_done(tokens))
		return true;
	diag_error(run->sink, tokens->at->pos,
		   "\"%.*s\" is left over behind %s; a comment starts with ;",
		   master_shown(tokens->at), tokens->at->text, what);
	return false;
}

/* The next token; NULL after a complaint that says what is missing. */
static const struct token *
argument(const struct directive *directive, const char *missing)
{
	struct tokens *tokens = directive->tokens;

	if (tokens_done(tokens)) {
		diag_error(directive->run->sink, tokens->end, "%s", missing);
		return NULL;
	}
	return tokens->at++;
}

static bool
name_argument(const struct directive *directive, const struct token *token,
	      uint8_t into[static NAME_WIRE_MAX], struct name *name)
{
	const char *wrong =
	    master_name(token, directive->text->origin, into, name);

	if (wrong)
		diag_error(directive->run->sink, token->pos,
			   "origin \"%.*s\": %s", master_shown(token),
			   token->text, wrong);
	return !wrong;
}

/*
 * The zone's name at the top of a file, its last dot forgotten, becomes a name
 * below the one that the file's name gave the zone: all that follows is then
 * wrong, and complaints about it would not lead here.
 */
static void
warn_of_lost_dot(const struct directive *directive, const struct token *token,
		 struct name name)
{
	const struct master_run *run = directive->run;
	char text[NAME_TEXT_MAX];

	if (directive->text->owner.len > 0 ||
	    run->options->origin.labels == 0 ||
	    !name_equal(directive->text->origin, run->options->origin) ||
	    token->text[token->len - 1] == '.' ||
	    !memchr(token->text, '.', token->len))
		return;
	name_to_text(name, text);
	diag_warning(run->sink, token->pos,
		     "origin \"%.*s\" has no dot at its end and so is %s",
		     master_shown(token), token->text, text);
}

/* $ORIGIN name (RFC 1035 §5.1). */
static void
read_origin(const struct directive *directive)
{
	struct master_text *text = directive->text;
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;
	const struct token *token = argument(
	    directive, "$ORIGIN without a name; write the one that names "
		       "without a dot at their end are relative to");

	if (!token ||
	    !master_expect_end(directive->run, directive->tokens,
			       "$ORIGIN and its name") ||
	    !name_argument(directive, token, wire, &name))
		return;
	warn_of_lost_dot(directive, token, name);
	memcpy(text->origin_wire, wire, name.len);
	text->origin = (struct name){text->origin_wire, name.len, name.labels};
	text->owner_token.len = 0; /* would be another name now */
}

/* $TTL ttl (RFC 2308 §4). */
static void
read_ttl(const struct directive *directive)
{
	struct master_run *run = directive->run;
	const struct token *token =
	    argument(directive, "$TTL without a TTL; write the one of records "
				"that have none");

	if (token &&
	    master_expect_end(run, directive->tokens, "$TTL and its TTL") &&
	    master_read_ttl(run, token, &run->default_ttl))
		run->has_default_ttl = true;
}

static bool
is_being_read(const struct master_text *text, uint32_t file)
{
	for (; text; text = text->includer) {
		if (text->lexer.file == file)
			return true;
	}
	return false;
}

/* The text of an included file; or NULL, or why there is none. */
static bool
open_include(const struct directive *directive, const struct token *token,
	     uint32_t *file)
{
	struct master_run *run = directive->run;
	char why[SOURCE_WHY_MAX];
	struct source_link link = {
	    .from = directive->text->lexer.file,
	    .within = run->options->include_anywhere ? 0 : run->zone_file,
	    .name = token->text,
	    .len = token->len,
	};

	if (!sources_follow(run->sources, &link, file, why)) {
		diag_error(run->sink, token->pos, "cannot include \"%.*s\": %s",
			   master_shown(token), token->text, why);
		return false;
	}
	if (is_being_read(directive->text, *file)) {
		diag_error(run->sink, token->pos,
			   "\"%.*s\" includes itself in the end",
			   master_shown(token), token->text);
		return false;
	}
	return true;
}

static bool
may_include(const struct directive *directive)
{
	struct master_run *run = directive->run;

	if (directive->text->depth == INCLUDE_DEPTH_MAX) {
		diag_error(run->sink, directive->pos,
			   "files that include files are over %d deep",
			   INCLUDE_DEPTH_MAX);
		return false;
	}
	if (run->includes == INCLUDES_MAX) {
		diag_error(run->sink, directive->pos,
			   "the zone has over %d $INCLUDEs", INCLUDES_MAX);
		return false;
	}
	run->includes++;
	return true;
}

/*
 * $INCLUDE file [origin] (RFC 1035 §5.1). Origin and owner of this text are
 * left alone by what the other does; a $TTL in there goes on to hold, as
 * RFC 2308 §4 says "after the directive".
 */
static void
read_include(const struct directive *directive)
{
	struct master_run *run = directive->run;
	uint8_t wire[NAME_WIRE_MAX];
	struct name origin = directive->text->origin;
	uint32_t file;
	const struct token *token = argument(
	    directive, "$INCLUDE without a file; write its name, relative to "
		       "the folder of this file");

	if (!token)
		return;
	if (token->len == 0) {
		diag_error(run->sink, token->pos, "a file without a name");
		return;
	}
	if (!tokens_done(directive->tokens) &&
	    !name_argument(directive, directive->tokens->at++, wire, &origin))
		return;
	if (master_expect_end(run, directive->tokens,
			      "$INCLUDE, its file and an origin") &&
	    may_include(directive) && open_include(directive, token, &file))
		master_read_text(run, file, directive->text, origin);
}

static void
read_generate(const struct directive *directive)
{
	master_generate(directive->run, directive->text, directive->tokens,
			directive->pos);
}

static const struct {
	const char *word;
	void (*read)(const struct directive *directive);
} directives[] = {
    {"$ORIGIN", read_origin},
    {"$TTL", read_ttl},
    {"$INCLUDE", read_include},
    {"$GENERATE", read_generate},
};

enum { DIRECTIVES = sizeof directives / sizeof *directives };

static void
unknown_directive(struct master_run *run, const struct token *token)
{
	struct nearest nearest = nearest_to(token->text, token->len);

	for (size_t i = 0; i < DIRECTIVES; i++)
		nearest_try(&nearest, directives[i].word);
	if (nearest.word)
		diag_error(run->sink, token->pos,
			   "unknown directive \"%.*s\"; did you mean %s?",
			   master_shown(token), token->text, nearest.word);
	else
		diag_error(run->sink, token->pos,
			   "unknown directive \"%.*s\"; there are $ORIGIN, "
			   "$TTL, $INCLUDE and $GENERATE, and an owner that "
			   "starts with $ is written \\$",
			   master_shown(token), token->text);
}

void
master_read_directive(struct master_run *run, struct master_text *text,
		      struct tokens *tokens)
{
	const struct token *first = tokens->at++;
	struct directive directive = {run, text, tokens, first->pos};

	for (size_t i = 0; i < DIRECTIVES; i++) {
		if (master_is_word(first->text, first->len,
				   directives[i].word)) {
			directives[i].read(&directive);
			return;
		}
	}
	unknown_directive(run, first);
}
