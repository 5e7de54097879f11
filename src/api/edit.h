/*
 * Changes that a request asks for, on their way to the commit path.
 */
#ifndef MXD_API_EDIT_H
#define MXD_API_EDIT_H

#include "api/call.h"
#include "api/rrtext.h"
#include "control/book.h"
#include "control/commit.h"

/* Zero-initialise; edit_submit() or edit_free() release what it holds. */
struct edit {
	VEC(struct change) changes;
	struct rrtext_memory memory;
};

void edit_free(struct edit *edit);

/* One more change of a zone, all zero but for these. */
struct change *edit_add(struct edit *edit, enum change_kind kind,
			struct name zone);

/* Have memory live as long as the edit; returns it. */
void *edit_keep(struct edit *edit, void *owned);

/* Room for so many records, which lives as long as the edit. */
struct change_record *edit_records(struct edit *edit, size_t count);

/*
 * Commit the changes with the rules that ?allow= names; releases the edit. The
 * call is answered later: on success by `done`, else by what went wrong.
 */
typedef void edit_done(struct call *call, const struct commit_result *result);
void edit_submit(struct call *call, struct edit *edit, edit_done *done);

/* The callback for what goes to control/commit.h without changes; the context
 * is the call, whose `done` is set. */
void edit_on_done(void *context, const struct commit_result *result);

/* Warnings, where there are some. */
void edit_set_findings(json_t *data, const struct commit_result *result);

/* The zone that the path names, or NULL and the call is answered. */
struct book_zone *edit_zone(struct call *call);

/* The same with its records. */
const struct ledger *edit_ledger(struct call *call);

/* The records that a commit made in a zone. */
json_t *edit_made(struct call *call, struct name zone,
		  const struct commit_result *result);

/* A number of the query, or `standard`. False: the call is answered. */
bool edit_number(struct call *call, const char *name, uint64_t max,
		 uint64_t standard, uint64_t *number);

/* api_rrset_read() of api/records.c: what a name and type shall have. */
bool api_rrset_read(const json_t *json, struct change *change,
		    struct edit *edit, char why[static RRTEXT_WHY_MAX]);

/* A record as an object with the members of `edits` in place of its own. */
json_t *api_record_edited(const struct record *record, json_t *edits);

/* The text of a zone that has nothing but a SOA and these name servers, a list
 * of texts or NULL; in new memory. */
char *api_new_zone_text(const json_t *nameservers);

/* A zone as an object. */
json_t *api_zone_to_json(const struct book_zone *zone);

#endif
