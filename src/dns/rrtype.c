#include "dns/rrtype.h"

#include "base/bytes.h"

#include <assert.h>

/* Short words for the rows below. */
enum {
	U8 = FIELD_U8,
	U16 = FIELD_U16,
	U32 = FIELD_U32,
	TTL = FIELD_TTL,
	TIME = FIELD_TIME,
	TYPE = FIELD_TYPE,
	ALGORITHM = FIELD_ALGORITHM,
	CERT_TYPE = FIELD_CERT_TYPE,
	IPV4 = FIELD_IPV4,
	IPV6 = FIELD_IPV6,
	NAME = FIELD_NAME,
	NAMES = FIELD_NAMES,
	STRING = FIELD_STRING,
	STRINGS = FIELD_STRINGS,
	REST = FIELD_STRING_REST,
	OPTIONAL = FIELD_STRING_OPTIONAL,
	URI = FIELD_URI,
	TAG = FIELD_TAG,
	HEX = FIELD_HEX,
	HEX_LEN8 = FIELD_HEX_LEN8,
	BASE64 = FIELD_BASE64,
	BASE32 = FIELD_BASE32_LEN8,
	TYPES = FIELD_TYPES,
	EUI48 = FIELD_EUI48,
	EUI64 = FIELD_EUI64,
	ILNP64 = FIELD_ILNP64,
	LOC = FIELD_LOC,
	APL = FIELD_APL,
	PARAMS = FIELD_SVCPARAMS,
	HIP = FIELD_HIP,
	OPAQUE = FIELD_OPAQUE,

	COMPRESS = FIELD_COMPRESS,
	ACCEPT = FIELD_ACCEPT,
	FOLD = FIELD_FOLD,
	TARGET = FIELD_TARGET,
	HOST = FIELD_HOST,
	OLD_NAME = COMPRESS | FOLD, /* a name in a type of RFC 1035 */

	SINGLETON = RRTYPE_SINGLETON,
	EXCLUSIVE = RRTYPE_EXCLUSIVE,
	META = RRTYPE_META,
	OBSOLETE = RRTYPE_OBSOLETE,
	COMPRESSED = RRTYPE_COMPRESS,
};

/*
 * In order of the codes, without a gap at the start: see rrtype_get().
 * A row needs a line in tests/vectors/rdata.txt.
 */
/* clang-format off */
static const struct rrtype rows[] = {
	{  1, 0, "A",          {{IPV4, 0, "address"}}},
	{  2, COMPRESSED, "NS",         {{NAME, OLD_NAME | TARGET | HOST, "nsdname"}}},
	{  3, OBSOLETE | COMPRESSED, "MD",  {{NAME, OLD_NAME, "madname"}}},
	{  4, OBSOLETE | COMPRESSED, "MF",  {{NAME, OLD_NAME, "madname"}}},
	{  5, SINGLETON | EXCLUSIVE | COMPRESSED, "CNAME", {{NAME, OLD_NAME, "cname"}}},
	{  6, SINGLETON | COMPRESSED, "SOA", {{NAME, OLD_NAME, "mname"}, {NAME, OLD_NAME, "rname"},
	                        {U32, 0, "serial"}, {TTL, 0, "refresh"}, {TTL, 0, "retry"},
	                        {TTL, 0, "expire"}, {TTL, 0, "minimum"}}},
	{  7, OBSOLETE | COMPRESSED, "MB",  {{NAME, OLD_NAME, "madname"}}},
	{  8, OBSOLETE | COMPRESSED, "MG",  {{NAME, OLD_NAME, "mgmname"}}},
	{  9, OBSOLETE | COMPRESSED, "MR",  {{NAME, OLD_NAME, "newname"}}},
	{ 10, OBSOLETE, "NULL", {{OPAQUE, 0, "data"}}},
	{ 11, OBSOLETE, "WKS", {{OPAQUE, 0, "data"}}},
	{ 12, COMPRESSED, "PTR",        {{NAME, OLD_NAME, "ptrdname"}}},
	{ 13, 0, "HINFO",      {{STRING, 0, "cpu"}, {STRING, 0, "os"}}},
	{ 14, OBSOLETE | COMPRESSED, "MINFO", {{NAME, OLD_NAME, "rmailbx"}, {NAME, OLD_NAME, "emailbx"}}},
	{ 15, COMPRESSED, "MX",         {{U16, 0, "preference"}, {NAME, OLD_NAME | TARGET | HOST, "exchange"}}},
	{ 16, 0, "TXT",        {{STRINGS, 0, "text"}}},
	{ 17, 0, "RP",         {{NAME, ACCEPT | FOLD, "mbox-dname"}, {NAME, ACCEPT | FOLD, "txt-dname"}}},
	{ 18, 0, "AFSDB",      {{U16, 0, "subtype"}, {NAME, ACCEPT | FOLD | TARGET | HOST, "hostname"}}},
	{ 19, 0, "X25",        {{STRING, 0, "psdn-address"}}},
	{ 20, 0, "ISDN",       {{STRING, 0, "isdn-address"}, {OPTIONAL, 0, "sa"}}},
	{ 21, 0, "RT",         {{U16, 0, "preference"}, {NAME, ACCEPT | FOLD | TARGET | HOST, "intermediate-host"}}},
	{ 22, OBSOLETE, "NSAP", {{OPAQUE, 0, "nsap"}}},
	{ 23, OBSOLETE, "NSAP-PTR", {{NAME, 0, "owner"}}},
	{ 24, OBSOLETE, "SIG", {{TYPE, 0, "type covered"}, {ALGORITHM, 0, "algorithm"}, {U8, 0, "labels"},
	                        {U32, 0, "original TTL"}, {TIME, 0, "signature expiration"},
	                        {TIME, 0, "signature inception"}, {U16, 0, "key tag"},
	                        {NAME, ACCEPT | FOLD, "signer's name"}, {BASE64, 0, "signature"}}},
	{ 25, OBSOLETE, "KEY", {{U16, 0, "flags"}, {U8, 0, "protocol"}, {ALGORITHM, 0, "algorithm"}, {BASE64, 0, "public key"}}},
	{ 26, 0, "PX",         {{U16, 0, "preference"}, {NAME, ACCEPT | FOLD, "map822"}, {NAME, ACCEPT | FOLD, "mapx400"}}},
	{ 27, OBSOLETE, "GPOS", {{STRING, 0, "longitude"}, {STRING, 0, "latitude"}, {STRING, 0, "altitude"}}},
	{ 28, 0, "AAAA",       {{IPV6, 0, "address"}}},
	{ 29, 0, "LOC",        {{LOC, 0, "location"}}},
	{ 30, OBSOLETE, "NXT", {{OPAQUE, 0, "data"}}},
	{ 31, OBSOLETE, "EID", {{HEX, 0, "data"}}},
	{ 32, OBSOLETE, "NIMLOC", {{HEX, 0, "data"}}},
	{ 33, 0, "SRV",        {{U16, 0, "priority"}, {U16, 0, "weight"}, {U16, 0, "port"},
	                        {NAME, ACCEPT | FOLD | TARGET | HOST, "target"}}},
	{ 34, OBSOLETE, "ATMA", {{OPAQUE, 0, "data"}}},
	{ 35, 0, "NAPTR",      {{U16, 0, "order"}, {U16, 0, "preference"}, {STRING, 0, "flags"}, {STRING, 0, "services"},
	                        {STRING, 0, "regexp"}, {NAME, ACCEPT | FOLD, "replacement"}}},
	{ 36, 0, "KX",         {{U16, 0, "preference"}, {NAME, FOLD | TARGET | HOST, "exchanger"}}},
	{ 37, 0, "CERT",       {{CERT_TYPE, 0, "type"}, {U16, 0, "key tag"}, {ALGORITHM, 0, "algorithm"}, {BASE64, 0, "certificate"}}},
	{ 38, OBSOLETE, "A6",  {{OPAQUE, 0, "data"}}},
	{ 39, SINGLETON, "DNAME", {{NAME, FOLD, "target"}}},
	{ 40, OBSOLETE, "SINK", {{OPAQUE, 0, "data"}}},
	{ 41, META, "OPT",     {{OPAQUE, 0, "options"}}},
	{ 42, 0, "APL",        {{APL, 0, "prefixes"}}},
	{ 43, 0, "DS",         {{U16, 0, "key tag"}, {ALGORITHM, 0, "algorithm"}, {U8, 0, "digest type"}, {HEX, 0, "digest"}}},
	{ 44, 0, "SSHFP",      {{U8, 0, "algorithm"}, {U8, 0, "fingerprint type"}, {HEX, 0, "fingerprint"}}},
	{ 45, 0, "IPSECKEY",   {{OPAQUE, 0, "data"}}},
	{ 46, 0, "RRSIG",      {{TYPE, 0, "type covered"}, {ALGORITHM, 0, "algorithm"}, {U8, 0, "labels"},
	                        {U32, 0, "original TTL"}, {TIME, 0, "signature expiration"},
	                        {TIME, 0, "signature inception"}, {U16, 0, "key tag"},
	                        {NAME, FOLD, "signer's name"}, {BASE64, 0, "signature"}}},
	{ 47, 0, "NSEC",       {{NAME, 0, "next domain name"}, {TYPES, 0, "type bit maps"}}},
	{ 48, 0, "DNSKEY",     {{U16, 0, "flags"}, {U8, 0, "protocol"}, {ALGORITHM, 0, "algorithm"}, {BASE64, 0, "public key"}}},
	{ 49, 0, "DHCID",      {{BASE64, 0, "identifier"}}},
	{ 50, 0, "NSEC3",      {{U8, 0, "hash algorithm"}, {U8, 0, "flags"}, {U16, 0, "iterations"}, {HEX_LEN8, 0, "salt"},
	                        {BASE32, 0, "next hashed owner name"}, {TYPES, 0, "type bit maps"}}},
	{ 51, 0, "NSEC3PARAM", {{U8, 0, "hash algorithm"}, {U8, 0, "flags"}, {U16, 0, "iterations"}, {HEX_LEN8, 0, "salt"}}},
	{ 52, 0, "TLSA",       {{U8, 0, "certificate usage"}, {U8, 0, "selector"}, {U8, 0, "matching type"},
	                        {HEX, 0, "certificate association data"}}},
	{ 53, 0, "SMIMEA",     {{U8, 0, "certificate usage"}, {U8, 0, "selector"}, {U8, 0, "matching type"},
	                        {HEX, 0, "certificate association data"}}},
	{ 55, 0, "HIP",        {{HIP, 0, "identity"}, {NAMES, 0, "rendezvous servers"}}},
	{ 56, 0, "NINFO",      {{STRINGS, 0, "status"}}},
	{ 57, 0, "RKEY",       {{U16, 0, "flags"}, {U8, 0, "protocol"}, {ALGORITHM, 0, "algorithm"}, {BASE64, 0, "public key"}}},
	{ 58, 0, "TALINK",     {{NAME, 0, "previous name"}, {NAME, 0, "next name"}}},
	{ 59, 0, "CDS",        {{U16, 0, "key tag"}, {ALGORITHM, 0, "algorithm"}, {U8, 0, "digest type"}, {HEX, 0, "digest"}}},
	{ 60, 0, "CDNSKEY",    {{U16, 0, "flags"}, {U8, 0, "protocol"}, {ALGORITHM, 0, "algorithm"}, {BASE64, 0, "public key"}}},
	{ 61, 0, "OPENPGPKEY", {{BASE64, 0, "public key"}}},
	{ 62, 0, "CSYNC",      {{U32, 0, "SOA serial"}, {U16, 0, "flags"}, {TYPES, 0, "type bit map"}}},
	{ 63, 0, "ZONEMD",     {{U32, 0, "serial"}, {U8, 0, "scheme"}, {U8, 0, "hash algorithm"}, {HEX, 0, "digest"}}},
	{ 64, 0, "SVCB",       {{U16, 0, "priority"}, {NAME, TARGET, "target name"}, {PARAMS, 0, "params"}}},
	{ 65, 0, "HTTPS",      {{U16, 0, "priority"}, {NAME, TARGET, "target name"}, {PARAMS, 0, "params"}}},
	{ 99, OBSOLETE, "SPF", {{STRINGS, 0, "text"}}},
	{104, 0, "NID",        {{U16, 0, "preference"}, {ILNP64, 0, "node id"}}},
	{105, 0, "L32",        {{U16, 0, "preference"}, {IPV4, 0, "locator"}}},
	{106, 0, "L64",        {{U16, 0, "preference"}, {ILNP64, 0, "locator"}}},
	{107, 0, "LP",         {{U16, 0, "preference"}, {NAME, 0, "fqdn"}}},
	{108, 0, "EUI48",      {{EUI48, 0, "address"}}},
	{109, 0, "EUI64",      {{EUI64, 0, "address"}}},
	{128, META, "NXNAME",  {{OPAQUE, 0, "data"}}},
	{249, META, "TKEY",    {{OPAQUE, 0, "data"}}},
	{250, META, "TSIG",    {{OPAQUE, 0, "data"}}},
	{251, META, "IXFR",    {{OPAQUE, 0, "data"}}},
	{252, META, "AXFR",    {{OPAQUE, 0, "data"}}},
	{253, META, "MAILB",   {{OPAQUE, 0, "data"}}},
	{254, META, "MAILA",   {{OPAQUE, 0, "data"}}},
	{255, META, "ANY",     {{OPAQUE, 0, "data"}}},
	{256, 0, "URI",        {{U16, 0, "priority"}, {U16, 0, "weight"}, {URI, 0, "target"}}},
	{257, 0, "CAA",        {{U8, 0, "flags"}, {TAG, 0, "tag"}, {REST, 0, "value"}}},
	{258, 0, "AVC",        {{STRINGS, 0, "text"}}},
	{261, 0, "RESINFO",    {{STRINGS, 0, "text"}}},
	{262, 0, "WALLET",     {{STRINGS, 0, "text"}}},
	{32768, 0, "TA",       {{U16, 0, "key tag"}, {ALGORITHM, 0, "algorithm"}, {U8, 0, "digest type"}, {HEX, 0, "digest"}}},
	{32769, 0, "DLV",      {{U16, 0, "key tag"}, {ALGORITHM, 0, "algorithm"}, {U8, 0, "digest type"}, {HEX, 0, "digest"}}},
};
/* clang-format on */

enum { ROWS = sizeof rows / sizeof rows[0] };

static const struct rrtype unknown = {0, 0, NULL, {{OPAQUE, 0, "data"}}};

/*
 * Codes start at 1 and no row's code is less than its place plus 1; as far as
 * there is no gap it is just that, which finds the common types at once.
 */
const struct rrtype *
rrtype_get(uint16_t code)
{
	size_t low = 0;
	size_t high = code < ROWS ? code : ROWS;

	if (high > 0 && rows[high - 1].code == code)
		return &rows[high - 1];
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (rows[middle].code == code)
			return &rows[middle];
		if (rows[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	return &unknown;
}

const struct rrtype *
rrtype_rows(size_t *count)
{
	*count = ROWS;
	return rows;
}

/* Whether the text is that word, which is in upper case. */
static bool
equal_word(const char *text, size_t len, const char *word)
{
	for (size_t i = 0; i < len; i++) {
		if (word[i] == '\0' || bytes_fold((uint8_t)text[i]) !=
					   bytes_fold((uint8_t)word[i]))
			return false;
	}
	return word[len] == '\0';
}

/* The number behind "TYPE": decimal, up to five digits. */
static bool
code_from_text(const char *text, size_t len, uint16_t *code)
{
	uint32_t value = 0;

	if (len == 0 || len > 5)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (uint32_t)(text[i] - '0');
	}
	if (value > UINT16_MAX)
		return false;
	*code = (uint16_t)value;
	return true;
}

bool
rrtype_from_text(const char *text, size_t len, uint16_t *code)
{
	if (len == 0 || len >= RRTYPE_TEXT_MAX)
		return false;
	for (size_t i = 0; i < ROWS; i++) {
		if (equal_word(text, len, rows[i].mnemonic)) {
			*code = rows[i].code;
			return true;
		}
	}
	return len > 4 && equal_word(text, 4, "TYPE") &&
	       code_from_text(text + 4, len - 4, code);
}

const char *
rrtype_to_text(uint16_t code, char text[static RRTYPE_TEXT_MAX])
{
	const struct rrtype *row = rrtype_get(code);
	char *out = text;
	uint16_t divisor = 10000;

	if (row->mnemonic) {
		size_t len = strlen(row->mnemonic);

		assert(len < RRTYPE_TEXT_MAX);
		memcpy(text, row->mnemonic, len + 1);
		return text;
	}
	memcpy(out, "TYPE", 4);
	out += 4;
	while (divisor > 1 && code < divisor)
		divisor /= 10;
	for (; divisor > 0; divisor /= 10)
		*out++ = (char)('0' + code / divisor % 10);
	*out = '\0';
	return text;
}
