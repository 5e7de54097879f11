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

#define ZONE        SCOPE_ZONE, 0
#define NAME        SCOPE_NAME, 0
#define LAST        SCOPE_LAST, 0
#define RRSET(type) SCOPE_RRSET, TYPE_##type

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
	 "a delegation to a server inside the delegated zone needs that "
	 "server's address beside it, or nobody finds the server"},
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
	{"spf-multiple", WARN, WARN, false, RRSET(TXT), spf_multiple,
	 "RFC 7208 §4.5",
	 "a name has one SPF record: with two, receivers give up"},
	{"spf-syntax", WARN, WARN, false, RRSET(TXT), spf_syntax,
	 "RFC 7208 §12",
	 "an SPF record that does not parse, or that includes a name without "
	 "one, is of no use: receivers give up"},
	{"spf-lookups", WARN, WARN, false, RRSET(TXT), spf_lookups,
	 "RFC 7208 §4.6.4",
	 "evaluating an SPF record takes ten DNS lookups at most, those of "
	 "included records counted"},
	{"spf-void", WARN, WARN, false, RRSET(TXT), spf_void,
	 "RFC 7208 §4.6.4",
	 "of the lookups of an SPF record two at most may find nothing"},
	{"spf-loop", WARN, WARN, false, RRSET(TXT), spf_loop,
	 "RFC 7208 §5.2, §6.1",
	 "an SPF record does not include itself, nor through others"},
	{"spf-all", WARN, WARN, false, RRSET(TXT), spf_all,
	 "RFC 7208 §5.1, §5.5",
	 "an SPF record ends with -all or ~all, or with redirect=: what "
	 "stands behind is not read, and without it nobody is kept from "
	 "sending; ptr must not be used"},
	{"spf-type99", WARN, WARN, false, RRSET(SPF), spf_type99,
	 "RFC 7208 §3.1",
	 "SPF records are of type TXT; type SPF is given up"},
	{"spf-join", WARN, WARN, false, RRSET(TXT), spf_join,
	 "RFC 7208 §3.3",
	 "the strings of one TXT record are joined without a blank between "
	 "them: terms of two strings become one"},
	{"spf-mx-missing", NOTE, NOTE, false, RRSET(TXT), spf_mx_missing,
	 "RFC 7208 §5.4",
	 "mx in an SPF record wants MX records, and hosts that take a domain's "
	 "mail mostly send it too"},
	{"spf-missing", NOTE, WARN, false, RRSET(MX), spf_missing,
	 "RFC 7208 §2.3, §10.1.2",
	 "a name that has an MX says by SPF who sends mail as it; one that "
	 "takes no mail says that nobody does"},
	{"txt-semicolon", WARN, WARN, false, RRSET(TXT), txt_semicolon,
	 "RFC 1035 §5.1",
	 "a semicolon without quotes starts a comment: the text of a DKIM or "
	 "DMARC record stands in quotes, or it ends at its first semicolon"},
	{"dkim-syntax", WARN, WARN, false, RRSET(TXT), dkim_syntax,
	 "RFC 6376 §3.6.1, RFC 8463 §4",
	 "at <selector>._domainkey stands one TXT record, a list of tags with "
	 "a key that fits its k=; else no signature can be verified"},
	{"dkim-key", WARN, WARN, false, RRSET(TXT), dkim_key,
	 "RFC 8301 §3, RFC 8463 §4",
	 "a key is one that verifiers take: RSA of 1024 bits at least (2048 "
	 "are advised), or Ed25519 in 32 octets, with SHA-256; an empty p= "
	 "revokes it"},
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
