/*
 * Lists of "tag=value", parted by ";" (RFC 6376 §3.2): the form of DKIM keys
 * and, in variations, of DMARC, BIMI, MTA-STS and TLS-RPT records.
 *
 * Names count with their case. Blanks around names and values belong to
 * neither. A list that breaks the form is read on behind the fault, so that
 * all faults are found.
 */
#ifndef MXD_CHECK_TAGLIST_H
#define MXD_CHECK_TAGLIST_H

#include "check/fault.h"

struct tag {
	struct part name, value; /* of the text */
};

/* The tags whose names are well-formed, in their order. */
struct taglist {
	bool folds, fields;
	const char *text; /* not owned */
	struct tag *items;
	size_t count, capacity;
};

/*
 * Read a text of at most 65,535 octets. Faults are of `kind`, warnings.
 *
 *   list  all zero, but for `folds`: CR LF before a blank is one too
 *         (RFC 6376 §2.8); or `fields`: names as RFC 8461 §3.1 has them,
 *         and no blanks around =
 *
 * Time is linear, but for sorting the names to find those that stand twice.
 */
void taglist_read(struct taglist *list, const char *text, size_t len,
		  struct faults *faults, unsigned kind);

void taglist_free(struct taglist *list);

/* The first tag of that name, or NULL. */
const struct tag *taglist_find(const struct taglist *list, const char *name);

/* Whether a part of a text is that word: in its case; in any case. */
bool part_is(const char *text, struct part part, const char *word);
bool part_is_folded(const char *text, struct part part, const char *word);

/*
 * The next item of a list inside a value, without the blanks around it.
 * *rest is the value at first, then what is left; it ends with len SIZE_MAX.
 * An empty value has one empty item.
 */
bool part_next(const char *text, struct part *rest, char separator,
	       struct part *item);

/* What a part holds, for a sentence: at most 40 octets of it. */
#define PART_SHOWN(text, part)                                                 \
	(int)((part).len < 40 ? (part).len : 40), (text) + (part).at

#endif
