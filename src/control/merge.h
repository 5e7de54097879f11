/*
 * A zone that was changed, and its file that was changed too.
 *
 * It is known what the file said when it was read before (its base). RRset by
 * RRset: where the file says something else now, it is the later writer, and
 * its RRset is taken; where it says what it said, what was changed stays.
 * Disabled records stay in any case, unless the file says the same.
 */
#ifndef MXD_CONTROL_MERGE_H
#define MXD_CONTROL_MERGE_H

#include "control/ledger.h"

struct merge {
	struct ledger *ledger; /* owned by the caller */
	size_t taken;          /* RRsets from the file, the SOA not counted */
	size_t lost;           /* of these, that had been changed otherwise */
	bool soa;              /* the SOA was taken from the file */
};

/*
 *   ledger  as changed
 *   base    what the file said before; NULL: there was none
 *   file    what it says now
 *
 * A serial is made that is later than that of the ledger, and the file's if
 * that is later; unless nothing was taken.
 */
struct merge merge_file(const struct ledger *ledger, const struct zone *base,
			const struct zone *file);

#endif
