/*
 * The SOA record, and records that stand where they are of no use.
 */
#include "base/bytes.h"
#include "check/finding.h"
#include "check/hostname.h"
#include "check/judges.h"
#include "dns/rrtype.h"

#include <string.h>

enum { SOA_RNAME = 1, SOA_SERIAL = 2, SOA_REFRESH = 3 };

/* The two names of the SOA, and its timers from REFRESH on. */
struct soa {
	struct name rname;
	uint32_t timers[4];
};

static bool
read_soa(const struct subject *soa, struct soa *into)
{
	struct rdata rdata = zone_first_rdata(soa->zone, soa->rrset);
	struct reader r = reader_init(rdata.octets, rdata.len);
	struct name mname;

	name_view(&r, &mname);
	name_view(&r, &into->rname);
	reader_get32(&r); /* serial */
	for (unsigned i = 0; i < 4; i++)
		into->timers[i] = reader_get32(&r);
	return !r.failed;
}

void
zone_rname_at(struct check *check, const struct subject *soa)
{
	struct soa at;

	if (!read_soa(soa, &at) ||
	    !memchr(at.rname.wire + 1, '@', at.rname.wire[0]) ||
	    !finding_new(check))
		return;
	finding_tell(check, spot_field(check, soa, 0, SOA_RNAME),
		     "a mail address stands here with a dot for its @: "
		     "hostmaster.example.com.");
}

/* RFC 1912 §2.2, RFC 2308 §5; in seconds. */
static const struct {
	const char *field;
	uint32_t least, most;
	const char *right;
} usual[4] = {
    {"refresh", 1200, 86400, "20 minutes to a day"},
    {"retry", 180, 28800, "3 minutes to 8 hours"},
    {"expire", 604800, 4838400, "1 to 8 weeks"},
    {"minimum", 0, 86400, "a day at most"},
};

void
zone_soa_timers(struct check *check, const struct subject *soa)
{
	struct soa at;

	if (!read_soa(soa, &at))
		return;
	for (unsigned i = 0; i < 4; i++) {
		if ((at.timers[i] >= usual[i].least &&
		     at.timers[i] <= usual[i].most) ||
		    !finding_new(check))
			continue;
		finding_tell(check, spot_field(check, soa, 0, SOA_REFRESH + i),
			     "%s %u is unusual; it is mostly %s",
			     usual[i].field, at.timers[i], usual[i].right);
	}
	if (at.timers[1] >= at.timers[0] && finding_new(check))
		finding_tell(check, spot_field(check, soa, 0, SOA_REFRESH + 1),
			     "retry %u is not shorter than refresh %u: a "
			     "secondary that failed would wait longer than "
			     "one that did not",
			     at.timers[1], at.timers[0]);
}

/* Snapshots of the same records are the same octets. */
static bool
same_content(const struct zone *a, const struct zone *b)
{
	return a->size == b->size && memcmp(a->base, b->base, a->size) == 0;
}

/* RFC 1982 §3.2: secondaries and caches see a change by the serial alone. */
void
zone_serial_not_raised(struct check *check, const struct subject *soa)
{
	const struct zone *previous = check->zone->previous;
	uint32_t serial = zone_serial(soa->zone);

	if (!previous || same_content(previous, soa->zone) ||
	    (int32_t)(serial - zone_serial(previous)) > 0 ||
	    !finding_new(check))
		return;
	finding_tell(check, spot_field(check, soa, 0, SOA_SERIAL),
		     "the zone has changed and its serial has not risen: it "
		     "was %u and is %u; raise it with every change",
		     zone_serial(previous), serial);
}

void
zone_owner_hostname(struct check *check, const struct subject *name)
{
	static const uint16_t types[] = {TYPE_A, TYPE_AAAA, TYPE_MX};
	struct name owner = node_owner(name->node);
	char text[NAME_TEXT_MAX];

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		const struct rrset *rrset = node_rrset(name->node, types[i]);
		const char *wrong = rrset ? hostname_wrong(owner) : NULL;

		if (!wrong)
			continue;
		if (finding_new(check)) {
			name_to_text(owner, text);
			finding_tell(
			    check, spot_type(check, name, name->node, rrset, 0),
			    "%s is no host name: it %s", text, wrong);
		}
		return;
	}
}

void
zone_ds_misplaced(struct check *check, const struct subject *name)
{
	const struct node *node = name->node;
	const struct rrset *ds = node_rrset(node, TYPE_DS);
	const struct rrset *key = node_rrset(node, TYPE_DNSKEY);
	bool at_apex = node->rank == 0;

	if (ds && (at_apex || !node_rrset(node, TYPE_NS)) && finding_new(check))
		finding_tell(check, spot_type(check, name, node, ds, 0),
			     at_apex ? "the DS of a zone stands in the zone "
				       "above it, beside the NS there"
				     : "a DS stands beside the NS of a "
				       "delegation; there is none here");
	if (key && !at_apex && finding_new(check))
		finding_tell(check, spot_type(check, name, node, key, 0),
			     "a DNSKEY stands at the apex of a zone");
}
