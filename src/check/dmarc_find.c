#include "check/dmarc_find.h"
#include "check/target.h"
#include "check/txt.h"
#include "dns/rrtype.h"

#include <string.h>

/* RFC 9989 §4.10: the walk asks for eight names at most. */
enum { WALK_LABELS = 7 };

enum txt_known
txt_find(const struct view *view, struct name name, const struct zone **zone,
	 const struct rrset **rrset)
{
	struct target target = target_find(view, name);
	uint8_t into[NAME_WIRE_MAX];

	for (unsigned links = 0; links < VIEW_CHAIN_MAX &&
				 target_next(view, &target, name, into, &name);
	     links++)
		target = target_find(view, name);
	if (target.kind == TARGET_UNKNOWN)
		return TXT_UNKNOWN;
	if (target.kind != TARGET_NODE)
		return TXT_NONE;
	*zone = view->zones[target.zone].zone;
	*rrset = node_rrset(target.node, TYPE_TXT);
	return *rrset ? TXT_FOUND : TXT_NONE;
}

enum txt_known
txt_find_below(const struct view *view, const char *labels, struct name name,
	       const struct zone **zone, const struct rrset **rrset)
{
	uint8_t prefix_wire[NAME_WIRE_MAX];
	uint8_t wire[NAME_WIRE_MAX];
	struct name prefix;
	struct name whole;

	if (name_from_text(labels, strlen(labels), &name_root, prefix_wire,
			   &prefix) ||
	    !name_join(prefix, 0, name, wire, &whole))
		return TXT_NONE;
	return txt_find(view, whole, zone, rrset);
}

/* The one DMARC record of an RRset: two are none. */
static bool
read_only_record(const struct zone *zone, const struct rrset *rrset,
		 struct dmarc *dmarc)
{
	struct rdata_walk walk = {.zone = zone, .rrset = rrset};
	unsigned records = 0;

	while (rdata_walk_next(&walk)) {
		struct faults faults = {0};
		struct txt txt;

		if (!txt_starts(walk.rdata, "v"))
			continue;
		txt = txt_join(walk.rdata);
		if (dmarc_is_record(txt.text, txt.len) && records++ == 0) {
			dmarc_read(txt.text, txt.len, dmarc, &faults);
			dmarc_free(dmarc);
			faults_free(&faults);
		}
		txt_free(&txt);
	}
	return records == 1;
}

/* The walk from a domain up to its top-level name. */
struct climb {
	const struct view *view;
	struct name domain;
	struct dmarc_said said;
	struct dmarc highest; /* record of the organization, if any yet */
	bool done;
};

/* psd=n ends the walk: this is the organization. psd=y does too, and it is
 * what stands below. */
static void
ask(struct climb *climb, unsigned labels)
{
	struct name name = name_ancestor(climb->domain, labels);
	const struct zone *zone;
	const struct rrset *rrset;
	struct dmarc dmarc;
	enum txt_known known =
	    txt_find_below(climb->view, "_dmarc", name, &zone, &rrset);

	/* That a top-level name is not known is the rule. */
	climb->said.unknown |= known == TXT_UNKNOWN && labels > 1;
	if (known != TXT_FOUND || !read_only_record(zone, rrset, &dmarc))
		return;
	if (dmarc.psd == 'y' && labels < climb->domain.labels) {
		if (!climb->said.found) {
			climb->said.found = true;
			climb->highest = dmarc;
		}
		climb->said.organization =
		    name_ancestor(climb->domain, labels + 1);
		climb->done = true;
		return;
	}
	climb->said.organization = name;
	climb->said.p = dmarc.p;
	climb->said.sp = dmarc.psd == 'y' ? POLICY_UNSET : dmarc.sp;
	climb->highest = dmarc;
	if (labels == climb->domain.labels) /* its own record goes before */
		climb->said.policy = dmarc.p ? dmarc.p : POLICY_NONE;
	climb->said.found = true;
	climb->done = dmarc.psd == 'n';
}

struct dmarc_said
dmarc_find(const struct view *view, struct name domain)
{
	struct climb climb = {.view = view, .domain = domain};
	unsigned labels = domain.labels;

	climb.said.organization = domain;
	while (labels > 0 && !climb.done) {
		ask(&climb, labels);
		labels = labels > WALK_LABELS + 1 ? WALK_LABELS : labels - 1;
	}
	if (climb.said.found && climb.said.policy == POLICY_UNSET) {
		enum dmarc_policy p =
		    climb.highest.p ? climb.highest.p : POLICY_NONE;

		climb.said.policy = climb.highest.sp ? climb.highest.sp : p;
	}
	return climb.said;
}

/* Whether what makes the two one organization may be in a zone that is not
 * known: a name above both of them. */
static bool
may_be_related(const struct view *view, struct name a, struct name b)
{
	unsigned common = name_common_labels(a, b);

	return common >= 2 &&
	       target_find(view, name_ancestor(a, 2)).kind == TARGET_UNKNOWN;
}

enum txt_known
dmarc_reports(const struct view *view, struct name about, struct name to)
{
	uint8_t wire[NAME_WIRE_MAX];
	uint8_t joined[NAME_WIRE_MAX];
	static const char labels[] = "_report._dmarc";
	struct name report;
	struct name whole;
	const struct zone *zone;
	const struct rrset *rrset;
	enum txt_known known;

	if (name_equal(about, to))
		return TXT_FOUND;
	if (target_find(view, to).kind == TARGET_UNKNOWN ||
	    may_be_related(view, about, to))
		return TXT_UNKNOWN;
	if (name_equal(dmarc_find(view, about).organization,
		       dmarc_find(view, to).organization))
		return TXT_FOUND;
	if (name_from_text(labels, sizeof labels - 1, &to, wire, &report) ||
	    !name_join(about, 0, report, joined, &whole))
		return TXT_NONE;
	known = txt_find(view, whole, &zone, &rrset);
	if (known != TXT_FOUND)
		return known;

	struct rdata_walk walk = {.zone = zone, .rrset = rrset};

	while (rdata_walk_next(&walk)) {
		if (txt_starts(walk.rdata, "v=DMARC1"))
			return TXT_FOUND;
	}
	return TXT_NONE;
}
