/*
 * Which DMARC policy concerns a domain, and to which organization it belongs
 * (RFC 9989 §4.10), in the zones seen together.
 */
#ifndef MXD_CHECK_DMARC_FIND_H
#define MXD_CHECK_DMARC_FIND_H

#include "check/dmarc.h"
#include "dns/name.h"
#include "zone/view.h"

/* The TXT RRset that a name leads to, aliases followed. */
enum txt_known {
	TXT_NONE,    /* in a zone that is known there is none */
	TXT_UNKNOWN, /* it leads out of what is known */
	TXT_FOUND,
};

enum txt_known txt_find(const struct view *view, struct name name,
			const struct zone **zone, const struct rrset **rrset);

/* The same for a name with labels in front of it, "_dmarc" or
 * "_report._dmarc". Where that exceeds 255 octets there is none. */
enum txt_known txt_find_below(const struct view *view, const char *labels,
			      struct name name, const struct zone **zone,
			      const struct rrset **rrset);

/* What is said of a domain. */
struct dmarc_said {
	bool found;   /* a record, else the rest is empty */
	bool unknown; /* names that were to be asked are not known */
	enum dmarc_policy policy; /* as it concerns the domain */
	struct name organization; /* the domain itself without any record */
	enum dmarc_policy p, sp;  /* as the record of the organization has
				   * them; UNSET: it does not */
};

struct dmarc_said dmarc_find(const struct view *view, struct name domain);

/*
 * Whether a domain lets reports about another one come to it: TXT_UNKNOWN when
 * that is not known, TXT_NONE when it would have to say so and does not.
 */
enum txt_known dmarc_reports(const struct view *view, struct name about,
			     struct name to);

#endif
