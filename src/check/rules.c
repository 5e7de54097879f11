#include "check/judges.h"
#include "dns/rrtype.h"

#include <string.h>

/* Short words for the rows below. */
enum {
	OFF = RULE_OFF,
	NOTE = RULE_NOTE,
	WARN = RULE_WARN,
	REFUSE = RULE_REFUSE,
	MUST = true, /* mandatory */
};

#define ZONE        SCOPE_ZONE, 0, TEXT_ANY
#define NAME        SCOPE_NAME, 0, TEXT_ANY
#define LAST        SCOPE_LAST, 0, TEXT_ANY
#define RRSET(type) SCOPE_RRSET, TYPE_##type, TEXT_ANY
#define TEXT(kind)  SCOPE_RRSET, TYPE_TXT, TEXT_##kind
#define KEY         SCOPE_RRSET, TYPE_TXT, TEXT_MAIL | TEXT_ALIAS

/*
 * In the order in which they matter: of a zone that several rules refuse,
 * clients are told the first. Levels: in a lab, in public.
 */
/* clang-format off */
static const struct rule rows[] = {
	{"zone-soa", REFUSE, REFUSE, MUST, NAME, zone_soa,
	 "RFC 1035 §5.2",
	 "a zone has one SOA record, at its apex: it says who runs the zone "
	 "and how long others may keep what they learnt"},
	{"zone-cname-and-other", REFUSE, REFUSE, MUST, RRSET(CNAME), zone_cname_and_other,
	 "RFC 2181 §10.1, RFC 1034 §3.6.2",
	 "a CNAME says \"this name is another's alias\": there is one, nothing "
	 "stands beside it but DNSSEC's own records, and never at the apex"},
	{"zone-dname", REFUSE, REFUSE, MUST, RRSET(DNAME), zone_dname,
	 "RFC 6672 §2.3, §2.4",
	 "a DNAME moves all names below its owner elsewhere: there is one, no "
	 "CNAME or delegation stands beside it and no data below it"},
	{"zone-rrset-size", REFUSE, REFUSE, MUST, ZONE, zone_rrset_size,
	 "RFC 1035 §4.1.1",
	 "an RRset has 65,535 records at most, as the header of a message "
	 "cannot count more"},
	{"zone-ns-alias", REFUSE, REFUSE, false, RRSET(NS), zone_ns_alias,
	 "RFC 2181 §10.3",
	 "an NS names a host, never an alias: resolvers look for its "
	 "addresses, not for a CNAME"},
	{"mx-exchange-alias", REFUSE, REFUSE, false, RRSET(MX), mx_exchange_alias,
	 "RFC 2181 §10.3, RFC 5321 §5.1",
	 "an MX names a host with addresses, never an alias: mail may loop or "
	 "bounce at senders that do not follow it"},
	{"mx-exchange-dname", REFUSE, REFUSE, false, RRSET(MX), mx_exchange_dname,
	 "RFC 6672 §2.3, RFC 2181 §10.3",
	 "a name below a DNAME is an alias, which an MX must not name"},
	{"mx-exchange-is-address", REFUSE, REFUSE, false, RRSET(MX), mx_exchange_is_address,
	 "RFC 1035 §3.3.9, RFC 5321 §5.1",
	 "an MX holds a host's name, never its address: written as one, it is "
	 "read as a name made of digits, which has no address"},
	{"mx-null-not-alone", REFUSE, REFUSE, false, RRSET(MX), mx_null_not_alone,
	 "RFC 7505 §3",
	 "the null MX (0 .) says that the name takes no mail at all: another "
	 "MX beside it says the contrary"},
	{"mx-exchange-no-address", WARN, REFUSE, false, RRSET(MX), mx_exchange_no_address,
	 "RFC 5321 §5.1",
	 "an exchange in a zone that is loaded needs an A or AAAA record, or "
	 "no mail reaches it"},
	{"mx-exchange-lost-dot", WARN, WARN, false, RRSET(MX), mx_exchange_lost_dot,
	 "RFC 1035 §5.1",
	 "a name without a dot at its end gets the origin behind it: "
	 "mail.example.com becomes mail.example.com.example.com."},
	{"mx-null-preference", WARN, WARN, false, RRSET(MX), mx_null_preference,
	 "RFC 7505 §3",
	 "the null MX has preference 0"},
	{"zone-ns-missing", WARN, WARN, false, ZONE, zone_ns_missing,
	 "RFC 1034 §4.2.1",
	 "a zone names its servers in NS records at its apex"},
	{"zone-ns-address", WARN, WARN, false, RRSET(NS), zone_ns_address,
	 "RFC 1035 §3.3.11",
	 "an NS holds a host's name, never its address"},
	{"zone-glue-missing", WARN, WARN, false, RRSET(NS), zone_glue_missing,
	 "RFC 1034 §4.2.1, RFC 9471",
	 "a server inside the zone that it serves needs an address there, and "
	 "one inside a delegated zone needs it beside the delegation, or "
	 "nobody finds the server"},
	{"zone-occluded", WARN, WARN, false, ZONE, zone_occluded,
	 "RFC 1034 §4.2.1, RFC 2136 §7.18",
	 "below a delegation only the child zone answers: data here, but for "
	 "the addresses of name servers, is never seen"},
	{"zone-cname-loop", WARN, WARN, false, RRSET(CNAME), zone_cname_loop,
	 "RFC 1034 §3.6.2",
	 "a chain of aliases ends at a name with data, soon"},
	{"zone-cname-dangling", WARN, WARN, false, RRSET(CNAME), zone_cname_dangling,
	 "RFC 1034 §3.6.2",
	 "an alias into a zone that is loaded leads to a name that exists"},
	{"zone-out-of-zone", WARN, WARN, false, ZONE, zone_out_of_zone,
	 "RFC 1035 §5.2",
	 "a record's owner is the zone's apex or lies below it; others are "
	 "left out"},
	{"zone-duplicate", WARN, WARN, false, ZONE, zone_duplicate,
	 "RFC 2181 §5",
	 "a record stands in the zone once; the second one is left out"},
	{"zone-ttl-mismatch", WARN, WARN, false, ZONE, zone_ttl_mismatch,
	 "RFC 2181 §5.2",
	 "the records of one RRset have one TTL; the lowest is used"},
	{"allow-unused", NOTE, NOTE, false, LAST, allow_unused,
	 "",
	 "what is allowed is there: an allowance that allows nothing hides "
	 "the next mistake"},
	{"spf-multiple", WARN, WARN, false, TEXT(SPF), spf_multiple,
	 "RFC 7208 §4.5",
	 "a name has one SPF record: with two, receivers give up"},
	{"spf-syntax", WARN, WARN, false, TEXT(SPF), spf_syntax,
	 "RFC 7208 §12",
	 "an SPF record that does not parse, or that includes a name without "
	 "one, is of no use: receivers give up"},
	{"spf-lookups", WARN, WARN, false, TEXT(SPF), spf_lookups,
	 "RFC 7208 §4.6.4",
	 "evaluating an SPF record takes ten DNS lookups at most, those of "
	 "included records counted"},
	{"spf-void", WARN, WARN, false, TEXT(SPF), spf_void,
	 "RFC 7208 §4.6.4",
	 "of the lookups of an SPF record two at most may find nothing"},
	{"spf-loop", WARN, WARN, false, TEXT(SPF), spf_loop,
	 "RFC 7208 §5.2, §6.1",
	 "an SPF record does not include itself, nor through others"},
	{"spf-all", WARN, WARN, false, TEXT(SPF), spf_all,
	 "RFC 7208 §5.1, §5.5",
	 "an SPF record ends with -all or ~all, or with redirect=: what "
	 "stands behind is not read, and without it nobody is kept from "
	 "sending; ptr must not be used"},
	{"spf-type99", WARN, WARN, false, RRSET(SPF), spf_type99,
	 "RFC 7208 §3.1",
	 "SPF records are of type TXT; type SPF is given up"},
	{"spf-join", WARN, WARN, false, TEXT(SPF), spf_join,
	 "RFC 7208 §3.3",
	 "the strings of one TXT record are joined without a blank between "
	 "them: terms of two strings become one"},
	{"spf-mx-missing", NOTE, NOTE, false, TEXT(SPF), spf_mx_missing,
	 "RFC 7208 §5.4",
	 "mx in an SPF record wants MX records, and hosts that take a domain's "
	 "mail mostly send it too"},
	{"spf-missing", NOTE, WARN, false, RRSET(MX), spf_missing,
	 "RFC 7208 §2.3, §10.1.2",
	 "a name that has an MX says by SPF who sends mail as it; one that "
	 "takes no mail says that nobody does"},
	{"txt-semicolon", WARN, WARN, false, TEXT(MAIL), txt_semicolon,
	 "RFC 1035 §5.1",
	 "a semicolon without quotes starts a comment: the text of a DKIM or "
	 "DMARC record stands in quotes, or it ends at its first semicolon"},
	{"dkim-syntax", WARN, WARN, false, KEY, dkim_syntax,
	 "RFC 6376 §3.6.1, RFC 8463 §4",
	 "at <selector>._domainkey stands one TXT record, a list of tags with "
	 "a key that fits its k=; else no signature can be verified"},
	{"dkim-key", WARN, WARN, false, KEY, dkim_key,
	 "RFC 8301 §3, RFC 8463 §4",
	 "a key is one that verifiers take: RSA of 1024 bits at least (2048 "
	 "are advised), or Ed25519 in 32 octets, with SHA-256; an empty p= "
	 "revokes it"},
	{"mx-missing", NOTE, NOTE, false, NAME, mx_missing,
	 "RFC 5321 §5.1",
	 "without an MX, mail goes to the addresses of the name itself; at an "
	 "apex that is seldom meant"},
	{"mx-null-no-address", NOTE, NOTE, false, RRSET(MX), mx_null_no_address,
	 "RFC 7505 §3",
	 "the null MX keeps senders from a name's addresses; a name that has "
	 "none takes no mail in any case"},
	{"mx-exchange-hostname", WARN, WARN, false, RRSET(MX), mx_exchange_hostname,
	 "RFC 952, RFC 1123 §2.1, RFC 3696 §2",
	 "an exchange is a host, whose name has letters, digits and hyphens"},
	{"mx-exchange-twice", WARN, WARN, false, RRSET(MX), mx_exchange_twice,
	 "RFC 5321 §5.1",
	 "an exchange stands in an RRset once: tried twice, it is no backup of "
	 "itself"},
	{"mx-exchange-same-address", NOTE, NOTE, false, RRSET(MX), mx_exchange_same_address,
	 "RFC 5321 §5.1",
	 "two exchanges with one address are one host, which is down as a whole"},
	{"mx-exchange-loopback", NOTE, WARN, false, RRSET(MX), mx_exchange_loopback,
	 "RFC 5321 §5.1, RFC 6761 §6.3",
	 "localhost and loopback addresses lead every sender to itself"},
	{"mx-exchange-private", NOTE, WARN, false, RRSET(MX), mx_exchange_private,
	 "RFC 6890",
	 "a private address is reached from its own network only"},
	{"mx-exchange-v6-only", WARN, WARN, false, RRSET(MX), mx_exchange_v6_only,
	 "RFC 3974 §4",
	 "some exchange has an A record, as many senders have no IPv6"},
	{"mx-exchange-v4-only", NOTE, NOTE, false, RRSET(MX), mx_exchange_v4_only,
	 "RFC 3974 §4",
	 "some exchange has an AAAA record, as some senders have no IPv4"},
	{"mx-exchange-outside", NOTE, NOTE, false, RRSET(MX), mx_exchange_outside,
	 "RFC 5321 §5.1",
	 "an exchange outside of all loaded zones is not checked: nothing is "
	 "asked of other servers"},
	{"mx-at-root-or-tld", WARN, WARN, false, RRSET(MX), mx_at_root_or_tld,
	 "RFC 7085, RFC 5321 §2.3.5",
	 "mail addresses have a dot in their domain; an MX at the root or at a "
	 "top-level name is of little use"},
	{"mx-answer-size", NOTE, NOTE, false, RRSET(MX), mx_answer_size,
	 "RFC 6891 §6.2.5, RFC 9715 §3",
	 "an MX answer with its addresses fits into 512 octets, for clients "
	 "without EDNS, and into 1232 for the others"},
	{"mx-count", WARN, WARN, false, RRSET(MX), mx_count,
	 "RFC 7208 §4.6.4",
	 "more than ten MX make SPF's mx mechanism fail, and senders try a few "
	 "addresses only"},
	{"mx-single", OFF, NOTE, false, RRSET(MX), mx_single,
	 "RFC 5321 §5.1",
	 "a second exchange takes mail in while the first is down"},
	{"mx-no-gap", OFF, NOTE, false, RRSET(MX), mx_no_gap,
	 "RFC 5321 §5.1",
	 "preferences leave gaps, so that a host can be put between two others"},
	{"mx-below-cut", WARN, WARN, false, RRSET(MX), mx_below_cut,
	 "RFC 1034 §4.2.1",
	 "at and below a delegation the child zone answers; an MX here is never "
	 "seen"},
	{"mx-wildcard-shadowed", NOTE, NOTE, false, RRSET(MX), mx_wildcard_shadowed,
	 "RFC 4592 §2.2.1",
	 "a wildcard makes records for names that do not exist: one that exists, "
	 "with an address only, needs an MX of its own"},
	{"zone-rname-at", WARN, WARN, false, RRSET(SOA), zone_rname_at,
	 "RFC 1035 §3.3.13",
	 "the mail address in an SOA has a dot in place of its @"},
	{"zone-soa-timers", NOTE, WARN, false, RRSET(SOA), zone_soa_timers,
	 "RFC 1912 §2.2, RFC 2308 §5",
	 "the timers of an SOA are in the usual ranges, and retry is shorter "
	 "than refresh"},
	{"zone-serial-not-raised", WARN, WARN, false, RRSET(SOA), zone_serial_not_raised,
	 "RFC 1982 §3.2, RFC 1912 §2.2",
	 "the serial rises with every change: whoever keeps a copy of the zone "
	 "sees by it that there is something new"},
	{"zone-owner-hostname", NOTE, NOTE, false, NAME, zone_owner_hostname,
	 "RFC 1123 §2.1",
	 "the owner of an address or MX is a host or mail domain, whose name has "
	 "letters, digits and hyphens"},
	{"zone-ds-misplaced", WARN, WARN, false, NAME, zone_ds_misplaced,
	 "RFC 4034 §2, §5",
	 "a DS stands at a delegation, a DNSKEY at an apex"},
	{"srv-target-alias", WARN, WARN, false, RRSET(SRV), srv_target_alias,
	 "RFC 2782",
	 "an SRV names a host with addresses, never an alias"},
	{"srv-target-no-address", WARN, WARN, false, RRSET(SRV), srv_target_no_address,
	 "RFC 2782",
	 "an SRV names a host with addresses; a host in a loaded zone has one"},
	{"srv-owner", WARN, WARN, false, RRSET(SRV), srv_owner,
	 "RFC 2782",
	 "the owner of an SRV is _service._proto.name"},
	{"srv-mail-autoconfig", NOTE, NOTE, false, RRSET(SRV), srv_mail_autoconfig,
	 "RFC 6186 §3.4, RFC 8314 §5.1",
	 "mail programs look for services with TLS first; \".\" says that one is "
	 "not offered, and stands alone"},
	{"ptr-missing", WARN, WARN, false, RRSET(MX), ptr_missing,
	 "RFC 1912 §2.1",
	 "an exchange's address has a PTR, if the reverse zone is loaded: "
	 "receivers distrust hosts without"},
	{"ptr-mismatch", WARN, WARN, false, RRSET(MX), ptr_mismatch,
	 "RFC 1912 §2.1",
	 "the PTR of an exchange's address names the exchange"},
	{"ptr-alias", WARN, WARN, false, RRSET(PTR), ptr_alias,
	 "RFC 2181 §10.2",
	 "a PTR names a host by its own name, not by an alias"},
	{"ptr-lost-dot", WARN, WARN, false, RRSET(PTR), ptr_lost_dot,
	 "RFC 1035 §5.1",
	 "a name without a dot at its end gets the reverse zone's origin behind "
	 "it"},
	{"dmarc-syntax", WARN, WARN, false, TEXT(MAIL), dmarc_syntax,
	 "RFC 9989 §4.7, §4.8",
	 "at _dmarc.<domain> stands one record, v=DMARC1 first and then a "
	 "policy: receivers ignore what they cannot read"},
	{"dmarc-report", WARN, WARN, false, TEXT(MAIL), dmarc_report,
	 "RFC 9990",
	 "reports go to mailto: addresses; one in another organization's "
	 "domain gets none, unless that domain says at _report._dmarc that it "
	 "takes them"},
	{"dmarc-obsolete", NOTE, NOTE, false, TEXT(MAIL), dmarc_obsolete,
	 "RFC 9989",
	 "pct, rf, ri and sizes behind addresses are of RFC 7489: receivers "
	 "ignore them"},
	{"dmarc-none", OFF, NOTE, false, NAME, dmarc_none,
	 "RFC 9989 §4.7",
	 "a domain with an MX says by DMARC what becomes of mail that fails, "
	 "and that something does"},
	{"mta-sts", WARN, WARN, false, TEXT(MAIL), mta_sts,
	 "RFC 8461 §3.1, §3.3",
	 "at _mta-sts.<domain> stands one record, v=STSv1; id= and up to 32 "
	 "letters and digits; the host mta-sts.<domain> has the policy"},
	{"tls-rpt", WARN, WARN, false, TEXT(MAIL), tls_rpt,
	 "RFC 8460 §3",
	 "at _smtp._tls.<domain> stands one record, v=TLSRPTv1; rua= and where "
	 "reports go, by mailto: or https:"},
	{"bimi", NOTE, NOTE, false, TEXT(MAIL), bimi,
	 "draft-brand-indicators-for-message-identification",
	 "at <selector>._bimi.<domain> stands v=BIMI1; l= and where the logo "
	 "is, by https:; DMARC says quarantine or reject there"},
	{"tlsa-data", WARN, WARN, false, RRSET(TLSA), tlsa_data,
	 "RFC 6698 §2.1",
	 "the data of a TLSA record is a digest as long as its matching type "
	 "says, or DER; its numbers have a meaning"},
	{"tlsa-usage", WARN, WARN, false, RRSET(TLSA), tlsa_usage,
	 "RFC 7672 §3.1.3",
	 "a TLSA record at _25._tcp has usage 3 or 2: senders of mail do not "
	 "take the others"},
	{"tlsa-partial", NOTE, NOTE, false, RRSET(MX), tlsa_partial,
	 "RFC 7672 §2.2",
	 "all exchanges of a name have TLSA records, or mail is protected on "
	 "the way to some of them only"},
	{"tlsa-orphan", NOTE, NOTE, false, RRSET(TLSA), tlsa_orphan,
	 "RFC 7672 §2.2",
	 "TLSA records at _25._tcp are of use for hosts that take mail"},
	{"caa-syntax", WARN, WARN, false, RRSET(CAA), caa_syntax,
	 "RFC 8659 §4",
	 "a CAA record has flags 0 or 128, a tag that issuers know and a value "
	 "that they can read: an issuer's domain, or a URI for iodef"},
};
/* clang-format on */

const struct rule *
rule_rows(size_t *count)
{
	*count = sizeof rows / sizeof rows[0];
	return rows;
}

const struct rule *
rule_find(const char *id)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (strcmp(rows[i].id, id) == 0)
			return &rows[i];
	}
	return NULL;
}

const char *
check_rule_id(size_t i, bool *allowable)
{
	if (i >= sizeof rows / sizeof rows[0])
		return NULL;
	*allowable = !rows[i].mandatory;
	return rows[i].id;
}

static const char *const level_words[] = {
    [RULE_OFF] = "off",
    [RULE_NOTE] = "note",
    [RULE_WARN] = "warn",
    [RULE_REFUSE] = "refuse",
};

const char *
rule_level_word(enum rule_level level)
{
	return level_words[level];
}

bool
rule_level_of_word(const char *word, size_t len, enum rule_level *level)
{
	for (unsigned i = RULE_OFF; i <= RULE_REFUSE; i++) {
		if (strlen(level_words[i]) != len ||
		    memcmp(level_words[i], word, len) != 0)
			continue;
		*level = (enum rule_level)i;
		return true;
	}
	return false;
}

enum rule_level
rule_level(const struct rule *rule, enum check_profile profile)
{
	return profile == CHECK_PUBLIC ? rule->public : rule->lab;
}
