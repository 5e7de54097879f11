#include "base/alloc.h"
#include "control/amend_private.h"

#include <stdlib.h>
#include <string.h>

/* The record that a finding points at, and its zone; NULL: at none. */
static const struct record *
record_of(const struct amend *amend, struct pos pos,
	  const struct amended **found)
{
	for (size_t i = 0; i < amend->zones.count; i++) {
		const struct amended *zone = &amend->zones.items[i];
		size_t place = pos.offset - zone->first_offset;

		if (pos.file == 0 && pos.offset >= zone->first_offset &&
		    place < ledger_count(zone->ledger)) {
			*found = zone;
			return ledger_at(zone->ledger, place);
		}
	}
	return NULL;
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

static void *
keep(struct verdict *verdict, const void *octets, size_t len)
{
	void *copy = xstrndup(octets, len);

	*VEC_PUSH(&verdict->owned) = copy;
	return copy;
}

/* Tell the caller of a finding; it takes the text. */
static void
tell(struct amend *amend, struct diag *diag)
{
	struct verdict *verdict = amend->verdict;
	const struct amended *zone = NULL;
	const struct record *record = record_of(amend, diag->pos, &zone);
	struct commit_finding finding = {
	    .severity = diag->severity,
	    .rule = diag->rule,
	    .text = diag->text,
	};

	*VEC_PUSH(&verdict->owned) = diag->text;
	diag->text = NULL;
	if (record) {
		finding.zone = ledger_origin(zone->ledger);
		finding.zone.wire =
		    keep(verdict, finding.zone.wire, finding.zone.len);
		finding.owner = record_owner(record);
		finding.owner.wire =
		    keep(verdict, finding.owner.wire, finding.owner.len);
		finding.type = record->type;
		finding.record = record->id;
	}
	*VEC_PUSH(&verdict->findings) = finding;
}

/* Errors of what is refused; warnings about what was made. */
static bool
is_told(const struct amend *amend, const struct diag *diag, bool refused)
{
	const struct amended *zone;
	const struct record *record;

	if (refused)
		return diag->severity == SEVERITY_ERROR;
	if (diag->severity != SEVERITY_WARNING)
		return false;
	record = record_of(amend, diag->pos, &zone);
	return record && was_made(amend->verdict, record->id);
}

bool
amend_judge(struct amend *amend, const struct book *book)
{
	struct check_zone *zones = xcalloc(book->count, sizeof *zones);
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	const char *refusal = NULL;

	for (size_t i = 0; i < amend->zones.count; i++) {
		const struct amended *zone = &amend->zones.items[i];
		const struct view_zone *in =
		    view_find(book->view, zone->draft.zone->origin);

		zones[in - book->view->zones].draft = &zone->draft;
		zones[in - book->view->zones].previous = zone->old->zone;
	}
	check_zones(amend->policy, book->view, zones, &sink);
	for (uint32_t i = 0; i < book->count && !refusal; i++)
		refusal = zones[i].refusal;
	for (size_t i = 0; i < sink.list.count; i++) {
		if (is_told(amend, &sink.list.items[i], refusal != NULL))
			tell(amend, &sink.list.items[i]);
	}
	if (refusal)
		amend_fail(amend, COMMIT_REFUSED, "%s", refusal);
	for (uint32_t i = 0; i < book->count; i++)
		free(zones[i].refusal);
	free(zones);
	diag_free(&sink);
	return amend->verdict->result.status == COMMIT_DONE;
}
