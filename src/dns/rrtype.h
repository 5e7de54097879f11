/*
 * THE table of RR types: one row a type drives the check of its wire form,
 * its presentation form both ways, compression, canonical form and additional
 * data. No type has code of its own; types without a row are opaque octets
 * written as \# (RFC 3597).
 */
#ifndef MXD_DNS_RRTYPE_H
#define MXD_DNS_RRTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Types that code names; the table knows many more. */
enum {
	TYPE_A = 1,
	TYPE_NS = 2,
	TYPE_CNAME = 5,
	TYPE_SOA = 6,
	TYPE_PTR = 12,
	TYPE_MX = 15,
	TYPE_TXT = 16,
	TYPE_AAAA = 28,
	TYPE_SRV = 33,
	TYPE_DNAME = 39,
	TYPE_OPT = 41,
	TYPE_DS = 43,
	TYPE_RRSIG = 46,
	TYPE_NSEC = 47,
	TYPE_DNSKEY = 48,
	TYPE_NSEC3 = 50,
	TYPE_TLSA = 52,
	TYPE_SVCB = 64,
	TYPE_HTTPS = 65,
	TYPE_SPF = 99,
	TYPE_TKEY = 249,
	TYPE_TSIG = 250,
	TYPE_IXFR = 251,
	TYPE_AXFR = 252,
	TYPE_MAILB = 253,
	TYPE_MAILA = 254,
	TYPE_ANY = 255,
	TYPE_CAA = 257,
};

/* What kind of thing an RDATA field is; a row of the table of kinds each
 * (dns/field.h). */
enum field_kind {
	FIELD_NONE, /* ends the list */
	FIELD_U8,
	FIELD_U16,
	FIELD_U32,
	FIELD_TTL,       /* u32, presentation with units (SOA timers) */
	FIELD_TIME,      /* u32, YYYYMMDDHHmmSS (RRSIG) */
	FIELD_TYPE,      /* u16, a type's mnemonic */
	FIELD_ALGORITHM, /* u8, number or mnemonic (DNSSEC) */
	FIELD_CERT_TYPE, /* u16, number or mnemonic */
	FIELD_IPV4,
	FIELD_IPV6,
	FIELD_NAME,
	FIELD_STRING,          /* one character-string */
	FIELD_STRINGS,         /* one or more, to the end */
	FIELD_STRING_REST,     /* octets to the end, as one quoted string */
	FIELD_URI,             /* the same, at least one octet */
	FIELD_STRING_OPTIONAL, /* a character-string, or the end */
	FIELD_TAG,         /* character-string of letters and digits (CAA) */
	FIELD_HEX,         /* to the end, white space allowed */
	FIELD_HEX_LEN8,    /* one octet of length, "-" when empty (salt) */
	FIELD_BASE64,      /* to the end, white space allowed */
	FIELD_BASE32_LEN8, /* NSEC3 next hashed owner */
	FIELD_TYPES,       /* type bit maps (RFC 4034 §4.1.2), to the end */
	FIELD_EUI48,
	FIELD_EUI64,
	FIELD_ILNP64, /* four groups of hex: NID, L64 */
	FIELD_LOC,
	FIELD_APL,
	FIELD_SVCPARAMS,
	FIELD_HIP,    /* lengths, HIT and public key; servers follow as NAMES */
	FIELD_NAMES,  /* names to the end, possibly none */
	FIELD_OPAQUE, /* \# form only */
	FIELD_KINDS
};

/* Flags of a NAME field. */
enum {
	FIELD_COMPRESS = 1, /* may be compressed when sent (RFC 3597 §4) */
	FIELD_FOLD = 2,     /* lower-cased in canonical form (RFC 4034 §6.2) */
	FIELD_TARGET = 4,   /* its addresses go into the additional section */
	FIELD_HOST = 8,     /* must be a host name */
	FIELD_ACCEPT = 16,  /* may be compressed when read (RFC 3597 §4) */
};

/* Flags of a type. */
enum {
	RRTYPE_SINGLETON = 1, /* one RR in the RRset at most */
	RRTYPE_EXCLUSIVE = 2, /* no other data at the owner */
	RRTYPE_META = 4,      /* never in a zone (OPT, TSIG, 249..255) */
	RRTYPE_OBSOLETE = 8,  /* MD, MF, SPF...: served, for checks to say */
	RRTYPE_COMPRESS = 16, /* a field has FIELD_COMPRESS */
};

enum { RRTYPE_FIELDS_MAX = 9 };

struct field {
	uint8_t kind; /* enum field_kind */
	uint8_t flags;
	const char *name; /* the RFC's, for messages: "preference" */
};

struct rrtype {
	uint16_t code;
	uint8_t flags;
	const char *mnemonic; /* NULL: the row for unknown types */
	struct field fields[RRTYPE_FIELDS_MAX];
};

/* The row of a type; the opaque row when there is none. Never NULL. */
const struct rrtype *rrtype_get(uint16_t code);

/* All rows, for tests and for the manual. */
const struct rrtype *rrtype_rows(size_t *count);

/*
 * A mnemonic in any case, or TYPE123 (RFC 3597 §5). On failure *code is
 * untouched.
 */
bool rrtype_from_text(const char *text, size_t len, uint16_t *code);

enum { RRTYPE_TEXT_MAX = 16 };

/* Mnemonic, or TYPE123; NUL behind it. */
const char *rrtype_to_text(uint16_t code, char text[static RRTYPE_TEXT_MAX]);

#endif
