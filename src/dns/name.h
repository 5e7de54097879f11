/*
 * Domain names (RFC 1034 §3.1, RFC 1035 §3.1, RFC 4343).
 *
 * A name is a view of uncompressed wire form that somebody else owns: a
 * sequence of labels, each a length octet and 1..63 octets, ended by the root
 * label. Case is kept as given and ignored in every comparison.
 */
#ifndef MXD_DNS_NAME_H
#define MXD_DNS_NAME_H

#include "base/reader.h"
#include "base/writer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LABEL_MAX = 63,
	NAME_WIRE_MAX = 255,
	NAME_LABELS_MAX = 127,
	NAME_POINTERS_MAX = NAME_LABELS_MAX + 1,
	NAME_TEXT_MAX = 1009, /* 252 octets as \DDD, a dot, NUL */
};

struct name {
	const uint8_t *wire; /* uncompressed, case as given */
	uint8_t len;         /* octets including the root, 1..255 */
	uint8_t labels;      /* excluding the root, 0..127 */
};

/* The root, "." in presentation form. */
extern const struct name name_root;

/*
 * Read one name, following compression pointers (RFC 1035 §4.1.4).
 *
 *   r     on its first octet; on success just past its last, or past the
 *         pointer that ended it
 *   into  caller's NAME_WIRE_MAX octets; receives the uncompressed wire form,
 *         case kept
 *
 * Pointers must lead strictly backwards, which rules out loops. No name needs
 * more than NAME_POINTERS_MAX of them, one in front of each label and of the
 * root: in a message of 64 KiB pointers to pointers could be thousands, for
 * each of thousands of RRs. On failure r has failed, and *name is untouched.
 */
bool name_read(struct reader *r, uint8_t into[static NAME_WIRE_MAX],
	       struct name *name);

/*
 * View one uncompressed name where it stands, without copying. On failure
 * (a pointer, another label type, too long, cut short) r has failed.
 */
bool name_view(struct reader *r, struct name *name);

/* View the name that begins there, which is known to be well-formed. */
static inline struct name
name_at(const uint8_t *wire)
{
	const uint8_t *at = wire;
	uint8_t labels = 0;

	for (; *at != 0; at += 1 + *at)
		labels++;
	return (struct name){wire, (uint8_t)(at - wire + 1), labels};
}

/*
 * Parse presentation form (RFC 1035 §5.1): labels with \X and \DDD, "@" for
 * the origin. A name without a trailing dot is relative to *origin; without an
 * origin (NULL) such a name is an error.
 *
 *   into  caller's NAME_WIRE_MAX octets that receive the wire form
 *
 * Returns NULL, or what is wrong in words ("label longer than 63 octets"), and
 * then *name is untouched.
 */
const char *name_from_text(const char *text, size_t len,
			   const struct name *origin,
			   uint8_t into[static NAME_WIRE_MAX],
			   struct name *name);

/*
 * Presentation form, absolute, with trailing dot, NUL behind it. What is
 * special in a master file is written as \X, octets outside printable ASCII
 * as \DDD. Returns the length without NUL.
 */
size_t name_to_text(struct name name, char text[static NAME_TEXT_MAX]);

/* Same labels, case ignored. */
bool name_equal(struct name a, struct name b);

/* Canonical order (RFC 4034 §6.1): < 0, 0 or > 0. */
int name_compare(struct name a, struct name b);

/* How many labels the two share, counted from the root. */
unsigned name_common_labels(struct name a, struct name b);

/* The last `labels` labels of a name: its ancestor with that many. */
struct name name_ancestor(struct name name, unsigned labels);

/* Whether name is ancestor itself or below it. */
bool name_is_within(struct name name, struct name ancestor);

/* The first label is "*" (RFC 4592 §2.1.1). */
static inline bool
name_is_wildcard(struct name name)
{
	return name.len > 2 && name.wire[0] == 1 && name.wire[1] == '*';
}

/*
 * The labels of `name` in front of its ancestor with `keep` labels, then
 * `suffix`: what DNAME substitution (RFC 6672 §2.2) and wildcard owners need.
 * False, with *joined untouched, when that exceeds 255 octets.
 */
bool name_join(struct name name, unsigned keep, struct name suffix,
	       uint8_t into[static NAME_WIRE_MAX], struct name *joined);

/* Copy with A-Z folded to a-z: canonical form (RFC 4034 §6.2). */
struct name name_fold(struct name name, uint8_t into[static NAME_WIRE_MAX]);

/*
 * Where each label starts, first label first; offsets[labels] is the root's.
 * Returns the count of labels.
 */
unsigned name_offsets(struct name name, uint8_t offsets[static 128]);

#endif
