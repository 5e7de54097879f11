/*
 * TLSA records (RFC 6698), and what they are to mail (RFC 7672).
 */
#include "check/exchanges.h"
#include "check/finding.h"
#include "check/judges.h"
#include "check/record.h"
#include "check/target.h"
#include "dns/rrtype.h"

enum { FIELD_USAGE, FIELD_SELECTOR, FIELD_MATCHING, FIELD_DATA };

enum {
	MATCHING_FULL, /* the certificate or key itself, in DER */
	MATCHING_SHA256,
	MATCHING_SHA512,
	PRIVATE = 255, /* RFC 6698 §7: for private use */
	DER_SEQUENCE = 0x30,
};

/* RR after RR of a TLSA RRset; none below a zone cut. */
static bool
next_tlsa(const struct subject *tlsa, unsigned *next, struct rdata *rdata)
{
	if (tlsa->node->cut != 0 || *next == tlsa->rrset->count)
		return false;
	*rdata = *next == 0 ? zone_first_rdata(tlsa->zone, tlsa->rrset)
			    : rdata_next(*rdata);
	(*next)++;
	return true;
}

/* The three numbers, as far as they have a meaning. */
static void
judge_numbers(struct check *check, const struct subject *tlsa, unsigned i,
	      const uint8_t *numbers)
{
	static const struct {
		const char *name;
		uint8_t most;
		const char *known;
	} fields[] = {
	    {"certificate usage", 3, "3 (DANE-EE) or 2 (DANE-TA)"},
	    {"selector", 1, "1 (public key) or 0 (certificate)"},
	    {"matching type", 2, "1 (SHA-256), 2 (SHA-512) or 0 (all of it)"},
	};

	for (unsigned f = FIELD_USAGE; f <= FIELD_MATCHING; f++) {
		if (numbers[f] > fields[f].most && numbers[f] != PRIVATE &&
		    finding_new(check))
			finding_tell(check, spot_field(check, tlsa, i, f),
				     "no %s has number %u; write %s",
				     fields[f].name, numbers[f],
				     fields[f].known);
	}
}

static void
judge_data(struct check *check, const struct subject *tlsa, unsigned i,
	   struct rdata rdata)
{
	unsigned matching = rdata.octets[FIELD_MATCHING];
	unsigned digest = matching == MATCHING_SHA256   ? 32
			  : matching == MATCHING_SHA512 ? 64
							: 0;
	unsigned len = rdata.len - FIELD_DATA;

	if (digest > 0 && len != digest && finding_new(check))
		finding_tell(check, spot_field(check, tlsa, i, FIELD_DATA),
			     "matching type %u is SHA-%u, whose digest has %u "
			     "octets; here are %u",
			     matching, digest * 8, digest, len);
	if (matching == MATCHING_FULL &&
	    (len < 2 || rdata.octets[FIELD_DATA] != DER_SEQUENCE) &&
	    finding_new(check))
		finding_tell(check,
			     spot_field(check, tlsa, i,
					len > 0 ? FIELD_DATA : FIELD_MATCHING),
			     "matching type 0 takes a certificate or key in "
			     "DER; for a digest write 1 (SHA-256) or 2 "
			     "(SHA-512)");
}

void
tlsa_data(struct check *check, const struct subject *tlsa)
{
	struct rdata rdata;
	unsigned next = 0;

	while (next_tlsa(tlsa, &next, &rdata)) {
		judge_numbers(check, tlsa, next - 1, rdata.octets);
		judge_data(check, tlsa, next - 1, rdata);
	}
}

/* _25._tcp.<host>: what senders of mail ask for. */
static bool
is_of_smtp(struct name owner)
{
	return owner_label(owner, "_25") == 0 &&
	       owner_label(owner, "_tcp") == 1;
}

void
tlsa_usage(struct check *check, const struct subject *tlsa)
{
	struct rdata rdata;
	unsigned next = 0;

	while (is_of_smtp(node_owner(tlsa->node)) &&
	       next_tlsa(tlsa, &next, &rdata)) {
		unsigned usage = rdata.octets[FIELD_USAGE];

		if ((usage > 1 && usage != PRIVATE) || !finding_new(check))
			continue;
		finding_tell(check,
			     spot_field(check, tlsa, next - 1, FIELD_USAGE),
			     "senders of mail do not take usage %u (%s); "
			     "write 3 (DANE-EE) or 2 (DANE-TA)",
			     usage, usage == PRIVATE ? "private use" : "PKIX");
	}
}

enum tlsa_known { TLSA_UNKNOWN, TLSA_NONE, TLSA_THERE };

/* Whether an exchange has TLSA records, aliases of theirs followed. */
static enum tlsa_known
tlsa_of(const struct view *view, struct name host)
{
	uint8_t owner_wire[NAME_WIRE_MAX];
	uint8_t into[NAME_WIRE_MAX];
	struct target target = target_find(view, host);
	struct name name;

	if (host.labels == 0 || target.kind != TARGET_NODE ||
	    name_from_text("_25._tcp", 8, &host, owner_wire, &name))
		return TLSA_UNKNOWN;
	target = target_find(view, name);
	for (unsigned links = 0; links < VIEW_CHAIN_MAX &&
				 target_next(view, &target, name, into, &name);
	     links++)
		target = target_find(view, name);
	if (target.kind == TARGET_UNKNOWN)
		return TLSA_UNKNOWN;
	return target.kind == TARGET_NODE && node_rrset(target.node, TYPE_TLSA)
		   ? TLSA_THERE
		   : TLSA_NONE;
}

void
tlsa_partial(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	unsigned with = 0;
	char text[NAME_TEXT_MAX];

	if (mx->node->cut != 0 || mx->rrset->count < 2)
		return;
	while (walk_next(&walk))
		with += tlsa_of(check->view, walk.name) == TLSA_THERE;
	walk = (struct walk){.subject = mx};
	while (with > 0 && walk_next(&walk)) {
		if (tlsa_of(check->view, walk.name) != TLSA_NONE ||
		    !finding_new(check))
			continue;
		name_to_text(walk.name, text);
		finding_tell(check, spot_field(check, mx, walk.i, 1),
			     "exchange %s has no TLSA records at _25._tcp.%s, "
			     "as another of this name has: mail to this one "
			     "is not protected",
			     text, text);
	}
}

void
tlsa_orphan(struct check *check, const struct subject *tlsa)
{
	struct name owner = node_owner(tlsa->node);
	char text[NAME_TEXT_MAX];
	struct name host;
	struct target target;

	if (tlsa->node->cut != 0 || !is_of_smtp(owner))
		return;
	host = owner_behind(owner, 2);
	if (name_is_wildcard(host) || exchanges_has(check->exchanges, host))
		return;
	/* Without an MX, mail to the zone's own name goes to that host. */
	target = target_find(check->view, host);
	if (host.labels == tlsa->zone->origin.labels &&
	    target.kind == TARGET_NODE && node_has_address(target.node) &&
	    !node_rrset(target.node, TYPE_MX))
		return;
	if (!finding_new(check))
		return;
	name_to_text(host, text);
	finding_tell(check, spot_type(check, tlsa, tlsa->node, tlsa->rrset, 0),
		     "no MX in the zones that are loaded names %s, so hardly "
		     "any sender asks for these records",
		     text);
}
