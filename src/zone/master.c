#include "zone/master.h"
#include "base/alloc.h"
#include "dns/rdata.h"
#include "zone/master_private.h"

#include <stdlib.h>

static uint32_t
soa_minimum(const struct writer *rdata)
{
	return bytes_get32(rdata->base + rdata->at - 4);
}

enum { RRSIG_ORIGINAL_TTL = 4 }; /* octets in front of it */

/*
 * A TTL left out: of an RRSIG it is the original TTL; otherwise that of $TTL
 * (RFC 2308 §4), or of the record before (RFC 1035 §5.1), or the MINIMUM of
 * an SOA before which there is none.
 */
static bool
ttl_left_out(struct master_run *run, const struct master_head *head,
	     const struct writer *rdata, uint32_t *ttl)
{
	if (head->type == TYPE_RRSIG) {
		*ttl = bytes_get32(rdata->base + RRSIG_ORIGINAL_TTL);
	} else if (run->has_default_ttl) {
		*ttl = run->default_ttl;
	} else if (run->has_last_ttl) {
		*ttl = run->last_ttl;
	} else if (head->type == TYPE_SOA && !run->in_part) {
		*ttl = run->last_ttl = soa_minimum(rdata);
		run->has_last_ttl = true;
	} else if (run->in_part) {
		run->lost = true;
		return false;
	} else {
		diag_error(run->sink, head->at,
			   "no TTL: write one in front of the type, or a $TTL "
			   "above, as neither a record nor $TTL is there to "
			   "take it from");
		run->has_last_ttl = true; /* once is enough said */
		return false;
	}
	if (*ttl > INT32_MAX)
		*ttl = 0;
	return true;
}

bool
master_add(struct master_run *run, struct name origin,
	   const struct master_head *head, struct tokens *rdata, struct rr *rr)
{
	struct writer out = writer_init(run->rdata, RDATA_MAX);

	rr->type = head->type;
	rr->ttl = head->ttl;
	if (head->has_ttl) {
		run->last_ttl = head->ttl;
		run->has_last_ttl = true;
	}
	if (!rdata_from_text(head->type, rdata, origin, &out, run->sink))
		return false;
	if (!head->has_ttl && !ttl_left_out(run, head, &out, &rr->ttl))
		return false;
	rr->rdata = out.base;
	rr->rdlength = (uint16_t)out.at;
	zone_builder_add(run->builder, rr);
	return true;
}

/*
 * The owner of what follows can not be known: another name will do, as all
 * that is read from here on only serves to find more errors.
 */
static void
owner_lost(struct master_text *text)
{
	memcpy(text->owner_wire, text->origin_wire, text->origin.len);
	text->owner = text->origin;
	text->owner.wire = text->owner_wire;
	text->owner_token.len = 0;
}

/* An escaped one does not count. */
static bool
has_quote(const struct token *token)
{
	for (uint32_t i = 0; i < token->len; i++) {
		if (token->text[i] == '"')
			return true;
		i += token->text[i] == '\\';
	}
	return false;
}

const char *
master_name(const struct token *token, struct name origin,
	    uint8_t into[static NAME_WIRE_MAX], struct name *name)
{
	if (token->quoted)
		return "a name is not quoted here; a blank in it is \\032";
	if (has_quote(token))
		return "a quote in a name is written \\\"";
	return name_from_text(token->text, token->len, &origin, into, name);
}

static bool
set_owner(struct master_run *run, struct master_text *text,
	  const struct token *token)
{
	/* Many files repeat the owner on each line. */
	if (!token->quoted && token->len == text->owner_token.len &&
	    memcmp(token->text, text->owner_token.text, token->len) == 0)
		return true;

	const char *wrong =
	    master_name(token, text->origin, text->owner_wire, &text->owner);

	if (wrong) {
		diag_error(run->sink, token->pos, "owner \"%.*s\": %s",
			   master_shown(token), token->text, wrong);
		owner_lost(text);
		return false;
	}
	text->owner_token = *token;
	return true;
}

/* The owner in the first column, or that of the record before. */
static bool
read_owner(struct master_run *run, struct master_text *text,
	   struct tokens *tokens)
{
	const char *wrong;

	if (!text->lexer.indented)
		return set_owner(run, text, tokens->at++);
	if (!tokens->at->quoted && tokens->at->text[0] == '$')
		wrong = "a directive starts in the first column";
	else if (text->owner.len == 0)
		wrong = "no owner: a line that starts with a blank takes that "
			"of the record before, but this file has none yet";
	else
		return true;
	diag_error(run->sink, tokens->at->pos, "%s", wrong);
	if (text->owner.len == 0)
		owner_lost(text);
	return false;
}

static bool
takes_params(uint16_t type)
{
	const struct rrtype *row = rrtype_get(type);

	for (size_t i = 0; i < RRTYPE_FIELDS_MAX; i++) {
		if (row->fields[i].kind == FIELD_SVCPARAMS)
			return true;
	}
	return false;
}

void
master_cut_rdata(struct lexer *lexer, uint16_t type, struct tokens *tokens)
{
	size_t first = (size_t)(tokens->at - lexer->tokens.items);

	if (lexer->quote_at.file == 0 || takes_params(type))
		return;
	lexer_split_quotes(lexer, first);
	tokens->at = lexer->tokens.items + first;
	tokens->last = lexer->tokens.items + lexer->tokens.count;
}

static void
read_record(struct master_run *run, struct master_text *text,
	    struct tokens *tokens)
{
	struct master_head head;
	struct rr rr;

	if (!read_owner(run, text, tokens) ||
	    !master_read_head(run, text, tokens, &head))
		return;
	master_cut_rdata(&text->lexer, head.type, tokens);
	rr.owner = text->owner;
	rr.pos = head.at;
	master_add(run, text->origin, &head, tokens, &rr);
}

static bool
is_directive(const struct lexer *lexer)
{
	const struct token *first = lexer->tokens.items;

	return !lexer->indented && !first->quoted && first->text[0] == '$';
}

static void
read_entry(struct master_run *run, struct master_text *text)
{
	const struct lexer *lexer = &text->lexer;
	struct tokens tokens = {
	    .at = lexer->tokens.items,
	    .last = lexer->tokens.items + lexer->tokens.count,
	    .end = lexer_entry_end(lexer),
	};

	if (is_directive(lexer))
		master_read_directive(run, text, &tokens);
	else
		read_record(run, text, &tokens);
}

static void
broken_entry(struct master_run *run, struct master_text *text)
{
	const struct lexer *lexer = &text->lexer;

	diag_error(run->sink, lexer->wrong_at, "%s", lexer->wrong);
	/* Entries behind it may take their owner from it. */
	if (lexer->tokens.count == 0 || lexer->indented || is_directive(lexer))
		return;
	if (master_name(lexer->tokens.items, text->origin, text->owner_wire,
			&text->owner))
		owner_lost(text);
	text->owner_token.len = 0;
}

bool
master_read_next(struct master_run *run, struct master_text *text)
{
	enum lexed lexed = lexer_next(&text->lexer);

	if (lexed == LEXED_END)
		return false;
	if (text->mark < text->lexer.at)
		master_read_marks(run, text);
	if (lexed == LEXED_ENTRY)
		read_entry(run, text);
	else
		broken_entry(run, text);
	return true;
}

void
master_read_text(struct master_run *run, uint32_t file,
		 const struct master_text *includer, struct name origin)
{
	const struct source *source = sources_get(run->sources, file);
	struct master_text text = {
	    .includer = includer,
	    .depth = includer ? includer->depth + 1 : 0,
	};

	memcpy(text.origin_wire, origin.wire, origin.len);
	text.origin =
	    (struct name){text.origin_wire, origin.len, origin.labels};
	lexer_init(&text.lexer, file, source->text, source->size);
	text.alone_to = text.lexer.at;
	text.mark_end = text.lexer.end;
	text.mark = master_first_mark(&text);
	do {
		if (run->options->threads > 1 && text.lexer.at >= text.alone_to)
			master_read_parts(run, &text);
	} while (master_read_next(run, &text));
	master_read_marks(run, &text);
	lexer_free(&text.lexer);
}

bool
master_read(struct sources *sources, uint32_t file,
	    const struct master_options *options, struct zone_builder *builder,
	    struct diag_sink *sink)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name origin = options->origin;
	size_t errors = sink->errors;
	struct master_run run = {
	    .sources = sources,
	    .options = options,
	    .builder = builder,
	    .sink = sink,
	    .zone_file = file,
	};

	if (origin.len == 0 && !master_origin(sources, file, wire, &origin)) {
		diag_error(sink, (struct pos){file, 0},
			   "nothing says of which zone this file is; start it "
			   "with $ORIGIN and the zone's name");
		return false;
	}
	run.rdata = xalloc(RDATA_MAX);
	master_read_text(&run, file, NULL, origin);
	free(run.rdata);
	return sink->errors == errors;
}
