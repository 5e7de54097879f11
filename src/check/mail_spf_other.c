/*
 * SPF where no receiver finds it: texts that were meant to be records, and
 * records of type SPF.
 */
#include "check/judges.h"
#include "check/spf.h"
#include "check/txt.h"

#include <string.h>

/* "v=spf1" in a string of its own is what spf_join() tells of. */
void
spf_almost(struct check *check, const struct subject *txt)
{
	static const char near[] = "vV \"";
	struct rdata_walk walk = {.zone = txt->zone, .rrset = txt->rrset};

	while (rdata_walk_next(&walk)) {
		const uint8_t *string = walk.rdata.octets;

		if (string[0] < 7 || !memchr(near, string[1], sizeof near - 1))
			continue;

		struct txt text = txt_join(walk.rdata);

		if (spf_is_almost_record(text.text, text.len) &&
		    finding_new(check))
			finding_tell(check,
				     txt_spot(check, txt, walk.i, 0, text.len),
				     "this is no SPF record, which starts with "
				     "v=spf1 and a blank: receivers find none");
		txt_free(&text);
	}
}

void
spf_type99(struct check *check, const struct subject *spf)
{
	if (finding_new(check))
		finding_tell(check,
			     spot_type(check, spf, spf->node, spf->rrset, 0),
			     "receivers do not ask for type SPF any more; "
			     "publish the record as TXT");
}
