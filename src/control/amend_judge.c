/*
 * Rules are run over the zones that change, and over those that name something
 * of these. A commit is refused for the errors that it brings; those that the
 * same zone had before are excused. To know them, the zones as they were are
 * judged too, but only when there is an error.
 */
#include "base/alloc.h"
#include "control/amend_private.h"
#include "control/dependants.h"

#include <stdlib.h>
#include <string.h>

/* One run of the rules over some zones of a book. */
struct hearing {
	const struct book *book;
	struct check_zone *zones; /* as many as the book has */
	struct diag_sink sink;
	struct draft *drafts; /* made for this, by zone; zone NULL: none */
	uint32_t *offsets;    /* first_offset of the drafts; 0: no ledger */
};

static void
hearing_start(struct hearing *hearing, const struct amend *amend,
	      const struct book *book)
{
	size_t count = book->count;

	*hearing = (struct hearing){
	    .book = book,
	    .zones = xcalloc(count, sizeof *hearing->zones),
	    .sink.sources = &amend->sources,
	    .drafts = xcalloc(count, sizeof *hearing->drafts),
	    .offsets = xcalloc(count, sizeof *hearing->offsets),
	};
}

static void
hearing_end(struct hearing *hearing)
{
	for (uint32_t i = 0; i < hearing->book->count; i++) {
		free(hearing->zones[i].refusal);
		if (hearing->drafts[i].zone)
			draft_free(&hearing->drafts[i]);
	}
	free(hearing->zones);
	free(hearing->drafts);
	free(hearing->offsets);
	diag_free(&hearing->sink);
}

static uint32_t
index_of(const struct book *book, struct name origin)
{
	const struct view_zone *in = view_find(book->view, origin);

	return (uint32_t)(in - book->view->zones);
}

/* Have a zone judged that does not change. */
static void
call_bystander(void *context, uint32_t i)
{
	struct hearing *hearing = context;
	struct book_zone *zone = hearing->book->zones[i];

	if (!zone->zone || hearing->zones[i].draft)
		return;
	hearing->drafts[i] = draft_without_text(zone->zone);
	hearing->zones[i].draft = &hearing->drafts[i];
}

static void
call_changed(struct hearing *hearing, const struct amended *zone)
{
	uint32_t i = index_of(hearing->book, amended_origin(zone));

	hearing->zones[i].draft = &zone->draft;
	hearing->zones[i].previous = zone->old ? zone->old->zone : NULL;
	hearing->zones[i].file = zone->text_file;
	hearing->offsets[i] = zone->text_file == 0 ? zone->first_offset : 0;
}

static void
call_dependants(struct hearing *hearing, const struct amended *zone)
{
	struct transition transition = {
	    .before = zone->old,
	    .after = book_find(hearing->book, amended_origin(zone)),
	};

	/* One that was made and deleted never was. */
	if (transition.before || transition.after)
		dependants_find(hearing->book, &transition, call_bystander,
				hearing);
}

/* As it was: each record at its place in the ledger of then. */
static void
call_old(struct hearing *hearing, const struct amended *zone, uint32_t *offset)
{
	const struct ledger *ledger = zone->old->ledger;
	uint32_t i = index_of(hearing->book, amended_origin(zone));

	hearing->drafts[i] = ledger_draft(ledger, *offset);
	hearing->zones[i].draft = &hearing->drafts[i];
	hearing->offsets[i] = *offset;
	*offset += (uint32_t)ledger_count(ledger);
}

static bool
is_about(const struct hearing *hearing, uint32_t i, struct pos pos)
{
	uint32_t offset = hearing->offsets[i];

	if (pos.file != 0)
		return hearing->zones[i].file == pos.file;
	return offset != 0 && pos.offset >= offset &&
	       pos.offset - offset <
		   ledger_count(hearing->book->zones[i]->ledger);
}

/* What a finding is about. */
static struct told
about(const struct hearing *hearing, const struct diag *diag)
{
	struct told told = {0};
	uint32_t i = 0;

	while (i < hearing->book->count && !is_about(hearing, i, diag->pos))
		i++;
	if (i == hearing->book->count)
		return told;
	told.zone = hearing->book->zones[i]->origin;
	if (diag->pos.file == 0)
		told.record = ledger_at(hearing->book->zones[i]->ledger,
					diag->pos.offset - hearing->offsets[i]);
	return told;
}

/* Whether two findings are of the same fault. */
static bool
is_same(const struct diag *a, const struct told *about_a, const struct diag *b,
	const struct told *about_b)
{
	if (a->rule != b->rule || strcmp(a->text, b->text) != 0)
		return false;
	if (!about_a->record || !about_b->record)
		return true;
	return about_a->record->type == about_b->record->type &&
	       name_equal(record_owner(about_a->record),
			  record_owner(about_b->record));
}

/* Take one finding that is the same out of those before; whether there was. */
static bool
excuse(const struct hearing *after, const struct diag *diag,
       struct hearing *before)
{
	struct told told = about(after, diag);

	for (size_t i = 0; i < before->sink.list.count; i++) {
		struct diag *old = &before->sink.list.items[i];
		struct told was = about(before, old);

		if (old->severity != SEVERITY_ERROR ||
		    !is_same(diag, &told, old, &was))
			continue;
		old->severity = SEVERITY_NOTE;
		return true;
	}
	return false;
}

/* Judge the zones as they were, those with errors now. */
static void
judge_before(struct amend *amend, const struct hearing *after,
	     struct hearing *before)
{
	uint32_t offset = 1;

	for (uint32_t i = 0; i < after->book->count; i++) {
		struct name origin = after->book->zones[i]->origin;

		if (after->zones[i].refusal && book_find(amend->book, origin))
			call_bystander(before, index_of(amend->book, origin));
	}
	for (size_t i = 0; i < amend->zones.count; i++) {
		struct amended *zone = &amend->zones.items[i];
		uint32_t at;

		if (!zone->old || !zone->old->zone)
			continue;
		at = index_of(amend->book, zone->old->origin);
		if (!before->zones[at].draft)
			continue;
		draft_free(&before->drafts[at]);
		call_old(before, zone, &offset);
	}
	check_zones(amend->policy, amend->book->view, before->zones,
		    &before->sink);
}

/* Keep as errors what the commit brings; whether there is any. */
static bool
blame(struct amend *amend, struct hearing *after)
{
	struct hearing before;
	bool guilty = false;

	hearing_start(&before, amend, amend->book);
	judge_before(amend, after, &before);
	for (size_t i = 0; i < after->sink.list.count; i++) {
		struct diag *diag = &after->sink.list.items[i];

		if (diag->severity != SEVERITY_ERROR)
			continue;
		if (excuse(after, diag, &before))
			diag->severity = SEVERITY_NOTE;
		else
			guilty = true;
	}
	hearing_end(&before);
	return guilty;
}

static bool
was_made(const struct verdict *verdict, uint64_t id)
{
	for (size_t i = 0; i < verdict->made.count; i++) {
		if (verdict->made.items[i].id == id)
			return true;
	}
	return false;
}

/* Errors of what is refused; warnings about what is made. */
static bool
is_told(const struct amend *amend, const struct diag *diag,
	const struct told *told, bool refused)
{
	if (refused)
		return diag->severity == SEVERITY_ERROR;
	if (diag->severity != SEVERITY_WARNING)
		return false;
	return diag->pos.file != 0 ||
	       (told->record && was_made(amend->verdict, told->record->id));
}

static void
tell_all(struct amend *amend, struct hearing *hearing, bool refused)
{
	for (size_t i = 0; i < hearing->sink.list.count; i++) {
		struct diag *diag = &hearing->sink.list.items[i];
		struct told told = about(hearing, diag);

		if (refused && diag->severity == SEVERITY_ERROR &&
		    !amend->verdict->reason)
			amend_fail(amend, COMMIT_REFUSED, "%s: %s", diag->rule,
				   diag->text);
		if (is_told(amend, diag, &told, refused))
			amend_tell(amend, diag, &told);
	}
}

bool
amend_judge(struct amend *amend, const struct book *book)
{
	struct hearing hearing;
	bool refused = false;

	hearing_start(&hearing, amend, book);
	for (size_t i = 0; i < amend->zones.count; i++) {
		if (amend->zones.items[i].ledger)
			call_changed(&hearing, &amend->zones.items[i]);
	}
	for (size_t i = 0; i < amend->zones.count; i++)
		call_dependants(&hearing, &amend->zones.items[i]);
	check_zones(amend->policy, book->view, hearing.zones, &hearing.sink);
	for (uint32_t i = 0; i < book->count && !refused; i++)
		refused = hearing.zones[i].refusal != NULL;
	amend->change = 0;
	if (refused)
		refused = blame(amend, &hearing);
	diag_sort(&hearing.sink);
	tell_all(amend, &hearing, refused);
	hearing_end(&hearing);
	return !refused;
}

/* telling */

bool
amend_policy_valid(struct amend *amend)
{
	struct diag_sink sink = {0};
	bool good = check_policy_valid(amend->policy, &sink);

	if (!good)
		amend_fail(amend, COMMIT_INVALID, "%s",
			   sink.list.items[0].text);
	diag_free(&sink);
	return good;
}

/* Which change has the text of a file. */
static size_t
change_of_text(const struct amend *amend, uint32_t file)
{
	for (size_t i = 0; i < amend->zones.count; i++) {
		if (amend->zones.items[i].text_file == file)
			return amend->zones.items[i].text_change;
	}
	return amend->change;
}

void
amend_tell(struct amend *amend, struct diag *diag, const struct told *told)
{
	struct verdict *verdict = amend->verdict;
	struct commit_finding finding = {
	    .severity = diag->severity,
	    .rule = diag->rule,
	    .text = diag->text,
	};

	*VEC_PUSH(&verdict->owned) = diag->text;
	diag->text = NULL;
	if (told->zone.len > 0)
		finding.zone = verdict_name(verdict, told->zone);
	if (told->record) {
		finding.owner =
		    verdict_name(verdict, record_owner(told->record));
		finding.type = told->record->type;
		finding.record = told->record->id;
	}
	if (diag->pos.file != 0) {
		struct place place = sources_place(&amend->sources, diag->pos);

		finding.line = place.line;
		finding.column = place.column;
		finding.change = change_of_text(amend, diag->pos.file);
	}
	*VEC_PUSH(&verdict->findings) = finding;
}
