/*
 * From what the user names to the view that is served:
 *
 *	zone arguments -> texts -> drafts -> rules over all of them -> view
 *
 * load_judge() ends before the last step: `mxd check` refuses what `mxd serve`
 * does because both come this way.
 *
 * A zone whose text has errors or that a rule refuses stands in the view
 * without data and with the reason; the server answers SERVFAIL for it. When
 * loading again, such a zone keeps the version that was served before.
 */
#ifndef MXD_CONTROL_LOAD_H
#define MXD_CONTROL_LOAD_H

#include "check/check.h"
#include "zone/view.h"

struct book;    /* control/book.h */
struct overlay; /* control/overlay.h */

struct load_options {
	/*
	 * Each one is
	 *	FILE         a master file, or a YAML zone when it ends in
	 *	             .yaml; "-" is standard input
	 *	ORIGIN=FILE  the same, with the zone's name given
	 *	FOLDER       its files *.zone and *.yaml; neither hidden ones
	 *	             nor those of its sub-folders
	 * A path with "=" in its first part is written as ./a=b. Of a FILE
	 * without ORIGIN, zone_origin() says which zone it is.
	 */
	const char *const *zones;
	size_t zone_count;

	/*
	 * Under CHECK_STRICT a single zone that fails makes the whole loading
	 * fail.
	 */
	struct check_policy policy;

	bool include_anywhere; /* $INCLUDE may leave the zone file's folder */

	/*
	 * What was loaded last, by the same policy: a zone whose files are as
	 * they were is not read, and judged only beside others that changed.
	 * NULL: all is read.
	 */
	const struct book *known;
	bool all_texts; /* read what is shared, too: for who wants the texts */
	int64_t now;    /* when, in ns since 1970: for stamps; 0: the clock's */

	struct overlay *overlay; /* what was changed since; NULL: nothing */

	/* What is served, by which it is known what the files said before;
	 * NULL: nothing is, or it is as the files said it. */
	const struct book *served;
};

/*
 * Load all zones.
 *
 *   previous  the view served until now, or NULL at start: a zone that fails
 *             keeps its version of that view, and a complaint says so
 *   sources   receives the texts; sink->sources must be it. Needed only to
 *             print the complaints; release it then, as it is large
 *   sink      receives errors, warnings and notes
 *
 * Returns the view, with one reference for the caller. NULL, with the reasons
 * in the sink, when no zone can be served, a folder cannot be read, an origin
 * or an allowed rule is not understood, or the profile is strict and a zone
 * fails; then the caller keeps what it has.
 */
struct view *load_zones(const struct load_options *options,
			const struct view *previous, struct sources *sources,
			struct diag_sink *sink);

/* What was judged. */
struct load_verdict {
	uint32_t zones;
	uint32_t refused; /* of these, not to be served */
	uint64_t records; /* RRs of the zones whose texts could be read */
};

/*
 * Read and judge zones as load_zones() does at start, and make nothing of
 * them. What is wrong with them is in the sink.
 */
struct load_verdict load_judge(const struct load_options *options,
			       struct sources *sources, struct diag_sink *sink);

/* What a view serves, for the ready line and the log. */
struct load_totals {
	uint32_t served;  /* zones with data */
	uint32_t refused; /* zones without, answered SERVFAIL */
	uint64_t records; /* RRs of all zones served */
};

struct load_totals load_totals(const struct view *view);

#endif
