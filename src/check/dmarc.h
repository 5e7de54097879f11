/*
 * DMARC policy records (RFC 9989 §4.7, §4.8; where reports go: RFC 9990).
 */
#ifndef MXD_CHECK_DMARC_H
#define MXD_CHECK_DMARC_H

#include "check/fault.h"

/* Kinds of faults: the rules they belong to. */
enum { DMARC_SYNTAX, DMARC_OBSOLETE, DMARC_REPORT };

enum dmarc_policy {
	POLICY_UNSET, /* left out, or not understood */
	POLICY_NONE,
	POLICY_QUARANTINE,
	POLICY_REJECT,
};

struct dmarc {
	enum dmarc_policy p, sp;
	char psd;           /* 'y', 'n' or 'u', which is the default */
	struct part p_part; /* the value of p=; len 0: there is none */
	struct part *items; /* domains that mailto: URIs of rua= and ruf=
			     * name */
	size_t count, capacity;
};

/* Whether a record is one of DMARC: v=DMARC1 comes first, in this case, with
 * nothing before it. Others are ignored (RFC 9989 §4.10). */
bool dmarc_is_record(const char *text, size_t len);

/* Read such a record: what it says, and what is wrong with it. */
void dmarc_read(const char *text, size_t len, struct dmarc *dmarc,
		struct faults *faults);

void dmarc_free(struct dmarc *dmarc);

/* Why a record that is none of DMARC is none. */
const char *dmarc_why_not(const char *text, size_t len);

#endif
