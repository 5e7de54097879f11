/*
 * TXT records with a meaning, one after the other, and telling what is wrong
 * with one of them.
 *
 *	struct record record = {.check = check, .subject = txt};
 *
 *	while (record_next(&record)) {
 *		dkim_read(record.txt.text, record.txt.len, &faults);
 *		record_tell(&record, &faults, DKIM_SYNTAX);
 *	}
 */
#ifndef MXD_CHECK_RECORD_H
#define MXD_CHECK_RECORD_H

#include "check/fault.h"
#include "check/txt.h"

struct record {
	struct check *check;
	const struct subject *subject; /* a TXT RRset */
	const char *starts; /* only those that do, in any case; or NULL */
	struct rdata rdata;
	unsigned next, i; /* RR to come, RR at work */
	struct txt txt;   /* of the one at work */
};

/*
 * The next one. Below a zone cut there is none, since nothing there is ever
 * answered; nor is one that record_is_cut(): txt-semicolon tells of it.
 * Memory is freed when there is none left.
 */
bool record_next(struct record *record);

/* Where a part of the text stands. */
struct spot record_spot(const struct record *record, struct part part);

/* Count and tell one finding about a part. */
void record_wrong(struct record *record, enum rule_level level,
		  struct part part, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Count and tell the faults of one kind. */
void record_tell(struct record *record, const struct faults *faults,
		 unsigned kind);

/* What a TXT RRset holds: bits of enum rule_text. */
unsigned record_texts(const struct subject *txt);

/*
 * Whether a semicolon without quotes cut the record short, RR number i of a
 * TXT RRset; the spot is that of what is left.
 */
bool record_is_cut(struct check *check, const struct subject *txt, unsigned i,
		   struct rdata rdata, struct spot *spot);

/*
 * If there is more than one that starts with these letters, which may be
 * NULL: one finding, at the one that stands last in the zone's text.
 */
void record_only_one(struct check *check, const struct subject *txt,
		     const char *starts, const char *format);

/*
 * Where nobody looks for records of that version: a finding for each, a note
 * unless it is sure that no alias leads here. A wildcard makes names where
 * they are looked for.
 *
 *	stands  "a DMARC record stands at _dmarc.<domain>"
 *	known   labels, NULL-terminated: an owner that has one of them
 *	        is sure, and so is the apex
 */
void record_misplaced(struct check *check, const struct subject *txt,
		      const char *version, const char *stands,
		      const char *const *known);

/* Tell an owner that ends in the zone's origin twice, as it was written without
 * a dot behind it: _dmarc.example.com. */
void record_lost_dot(struct check *check, const struct subject *txt);

/* The label of an owner, 0 first, that is such a word in any case; or -1. */
int owner_label(struct name owner, const char *word);

/* <domain>._report._dmarc.<domain>, where v=DMARC1 may stand alone. */
bool owner_is_report(struct name owner);

/* The name behind that many labels of an owner. */
struct name owner_behind(struct name owner, unsigned labels);

#endif
