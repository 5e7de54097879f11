/*
 * Large texts by several threads.
 *
 * What an entry means depends on what came before: the origin, the owner and
 * the TTL. From one directive to the next the origin stays; a line that names
 * its owner needs no other; a record that has no TTL takes that of $TTL. So a
 * stretch without directives is cut into parts at such lines, and each part is
 * read into a builder of its own. Whether a line begins an entry is only
 * guessed, it might be within parentheses or quotes: the guess was right if the
 * part before ended just there. If it was not, or if there is anything to
 * complain of, the stretch is read once more, in one.
 */
#include "base/alloc.h"
#include "base/parallel.h"
#include "dns/rdata.h"
#include "zone/master_private.h"

#include <stdlib.h>

enum {
	PART_MIN = 1 << 20,   /* octets: less is not worth a thread's start */
	PARTS_A_THREAD = 4,   /* so that all end at about the same time */
	CUT_WINDOW = 1 << 16, /* octets in which a line to cut at is looked for,
			       * and that may be left at the end */
};

struct part {
	const char *from, *to;
	struct master_run run;
	struct master_text text;
	struct diag_sink sink;
	bool good;
};

struct parts {
	const struct master_run *run;
	const struct master_text *text;
	struct part *items;
	size_t count;
};

/* The next line that is a directive, or the end of the text. */
static const char *
stretch_end(const struct lexer *lexer)
{
	const char *at = lexer->at;

	while ((at = memchr(at, '$', (size_t)(lexer->end - at)))) {
		if (at == lexer->text || at[-1] == '\n')
			return at;
		at++;
	}
	return lexer->end;
}

/* Whether a line that starts so most likely holds a record, and with a blank
 * only if it may. */
static bool
starts_record(const char *line, bool blank)
{
	while (blank && (*line == ' ' || *line == '\t'))
		line++;
	return (unsigned char)*line > ' ' && !strchr(";()\"$", *line);
}

/* A line in a window from `at` on, but before `end`, that names its owner and
 * has a record on the line before it; NULL: there is none. */
static const char *
cut_at(const char *at, const char *end)
{
	const char *line = NULL;

	if (end - at > CUT_WINDOW)
		end = at + CUT_WINDOW;
	while ((at = memchr(at, '\n', (size_t)(end - at))) && ++at < end) {
		if (line && starts_record(line, true) &&
		    starts_record(at, false))
			return at;
		line = at;
	}
	return NULL;
}

/* How far the parts go: at a directive they end a little before it, since what
 * stands between entries belongs to the next one. */
static const char *
parts_end(const struct lexer *lexer, const char *end)
{
	return end == lexer->end ? end : cut_at(end - CUT_WINDOW, end);
}

static void
begin_text(struct part *part, const struct parts *parts)
{
	const struct master_text *from = parts->text;
	struct master_text *text = &part->text;

	lexer_init(&text->lexer, from->lexer.file, from->lexer.text,
		   (size_t)(from->lexer.end - from->lexer.text));
	text->lexer.at = part->from;
	text->origin = from->origin;
	text->depth = from->depth;
	text->mark_end = part->to;
	text->mark =
	    from->mark == from->mark_end ? part->to : master_first_mark(text);
}

/* The first part goes on where reading stands; the others must not ask. */
static void
begin_state(struct part *part, const struct parts *parts, bool first)
{
	const struct master_text *from = parts->text;

	if (!first) {
		part->run.has_last_ttl = false;
		part->run.in_part = true;
		return;
	}
	memcpy(part->text.owner_wire, from->owner_wire, from->owner.len);
	part->text.owner = from->owner;
	part->text.owner.wire = part->text.owner_wire;
	part->text.owner_token = from->owner_token;
}

static void
read_part(void *context, unsigned thread, size_t i)
{
	const struct parts *parts = context;
	struct part *part = &parts->items[i];
	const struct lexer *lexer = &part->text.lexer;

	(void)thread;
	part->run = *parts->run;
	part->sink.sources = parts->run->sources;
	part->run.sink = &part->sink;
	part->run.builder = zone_builder_like(parts->run->builder);
	part->run.rdata = xalloc(RDATA_MAX);
	begin_text(part, parts);
	begin_state(part, parts, i == 0);
	while (lexer->at < part->to && part->sink.list.count == 0 &&
	       !part->run.lost && master_read_next(&part->run, &part->text))
		continue;
	part->good = lexer->at == part->to && part->sink.list.count == 0 &&
		     !part->run.lost;
	free(part->run.rdata);
}

/* Reading goes on behind the last part. */
static void
take_over(struct master_run *run, struct master_text *text,
	  const struct parts *parts)
{
	const struct part *last = &parts->items[parts->count - 1];

	for (size_t i = 0; i < parts->count; i++) {
		struct part *part = &parts->items[i];

		zone_builder_absorb(run->builder, part->run.builder);
		part->run.builder = NULL;
		if (part->run.has_last_ttl) {
			run->has_last_ttl = true;
			run->last_ttl = part->run.last_ttl;
		}
	}
	memcpy(text->owner_wire, last->text.owner_wire, last->text.owner.len);
	text->owner = last->text.owner;
	text->owner.wire = text->owner_wire;
	text->owner_token = last->text.owner_token;
	text->lexer.at = last->to;
	if (text->mark != text->mark_end)
		text->mark = master_first_mark(text);
}

static bool
all_good(const struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++) {
		if (!parts->items[i].good)
			return false;
	}
	return true;
}

/* Cut what stands up to `end` into parts; fewer where no line will do. */
static void
cut(struct parts *parts, const char *end, size_t wanted)
{
	const char *from = parts->text->lexer.at;
	size_t step = (size_t)(end - from) / wanted;

	parts->items = xcalloc(wanted, sizeof *parts->items);
	for (size_t i = 1; i <= wanted; i++) {
		const char *to = i == wanted ? end : cut_at(from + step, end);

		if (!to)
			to = end;
		parts->items[parts->count++] =
		    (struct part){.from = from, .to = to};
		if (to == end)
			return;
		from = to;
	}
}

static void
parts_free(struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++) {
		zone_builder_free(parts->items[i].run.builder);
		lexer_free(&parts->items[i].text.lexer);
		diag_free(&parts->items[i].sink);
	}
	free(parts->items);
}

void
master_read_parts(struct master_run *run, struct master_text *text)
{
	unsigned threads = run->options->threads;
	struct parts parts = {.run = run, .text = text};
	const char *end = stretch_end(&text->lexer);
	size_t wanted;

	text->alone_to = end;
	if (end - text->lexer.at < 2 * PART_MIN)
		return;
	end = parts_end(&text->lexer, end);
	if (!end)
		return;
	wanted = (size_t)(end - text->lexer.at) / PART_MIN;
	if (wanted > threads * PARTS_A_THREAD)
		wanted = threads * PARTS_A_THREAD;
	cut(&parts, end, wanted);
	parallel_each(parts.count, threads, read_part, &parts);
	if (all_good(&parts))
		take_over(run, text, &parts);
	parts_free(&parts);
}
