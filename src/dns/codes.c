#include "dns/codes.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

/* clang-format off */
static const struct code rcodes[] = {
	{ 0, "NOERROR"},
	{ 1, "FORMERR"},
	{ 2, "SERVFAIL"},
	{ 3, "NXDOMAIN"},
	{ 4, "NOTIMP"},
	{ 5, "REFUSED"},
	{ 6, "YXDOMAIN"},
	{ 7, "YXRRSET"},
	{ 8, "NXRRSET"},
	{ 9, "NOTAUTH"},
	{10, "NOTZONE"},
	{11, "DSOTYPENI"},
	{16, "BADVERS"},
	{17, "BADKEY"},
	{18, "BADTIME"},
	{19, "BADMODE"},
	{20, "BADNAME"},
	{21, "BADALG"},
	{22, "BADTRUNC"},
	{23, "BADCOOKIE"},
};

static const struct code opcodes[] = {
	{0, "QUERY"},
	{1, "IQUERY"},
	{2, "STATUS"},
	{4, "NOTIFY"},
	{5, "UPDATE"},
	{6, "DSO"},
};

static const struct code classes[] = {
	{  1, "IN"},
	{  3, "CH"},
	{  4, "HS"},
	{254, "NONE"},
	{255, "ANY"},
};

static const struct code edes[] = {
	{ 0, "Other"},
	{ 1, "Unsupported DNSKEY Algorithm"},
	{ 2, "Unsupported DS Digest Type"},
	{ 3, "Stale Answer"},
	{ 4, "Forged Answer"},
	{ 5, "DNSSEC Indeterminate"},
	{ 6, "DNSSEC Bogus"},
	{ 7, "Signature Expired"},
	{ 8, "Signature Not Yet Valid"},
	{ 9, "DNSKEY Missing"},
	{10, "RRSIGs Missing"},
	{11, "No Zone Key Bit Set"},
	{12, "NSEC Missing"},
	{13, "Cached Error"},
	{14, "Not Ready"},
	{15, "Blocked"},
	{16, "Censored"},
	{17, "Filtered"},
	{18, "Prohibited"},
	{19, "Stale NXDOMAIN Answer"},
	{20, "Not Authoritative"},
	{21, "Not Supported"},
	{22, "No Reachable Authority"},
	{23, "Network Error"},
	{24, "Invalid Data"},
	{30, "Invalid Query Type"},
};
/* clang-format on */

#define REGISTRY(prefix, rows)                                                 \
	{                                                                      \
		prefix, rows, sizeof(rows) / sizeof((rows)[0])                 \
	}

const struct codes codes_rcode = REGISTRY("RCODE", rcodes);
const struct codes codes_opcode = REGISTRY("OPCODE", opcodes);
const struct codes codes_class = REGISTRY("CLASS", classes);
const struct codes codes_ede = REGISTRY("EDE", edes);

static size_t
decimal(uint16_t value, char text[static 6])
{
	char digits[5];
	size_t count = 0;

	do {
		digits[count++] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	for (size_t i = 0; i < count; i++)
		text[i] = digits[count - 1 - i];
	text[count] = '\0';
	return count;
}

const char *
code_to_text(const struct codes *codes, uint16_t value,
	     char text[static CODE_TEXT_MAX])
{
	for (size_t i = 0; i < codes->count; i++) {
		if (codes->rows[i].value != value)
			continue;

		size_t len = strlen(codes->rows[i].mnemonic);

		assert(len < CODE_TEXT_MAX);
		memcpy(text, codes->rows[i].mnemonic, len + 1);
		return text;
	}

	size_t len = strlen(codes->prefix);

	assert(len + 6 <= CODE_TEXT_MAX);
	memcpy(text, codes->prefix, len);
	decimal(value, text + len);
	return text;
}

/* The whole text as a number of 16 bits. */
static bool
number(const char *text, size_t len, uint16_t *value)
{
	uint32_t sum = 0;

	if (len == 0 || len > 5)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		sum = sum * 10 + (uint32_t)(text[i] - '0');
	}
	if (sum > UINT16_MAX)
		return false;
	*value = (uint16_t)sum;
	return true;
}

bool
code_from_text(const struct codes *codes, const char *text, size_t len,
	       uint16_t *value)
{
	size_t prefix = strlen(codes->prefix);

	for (size_t i = 0; i < codes->count; i++) {
		const char *mnemonic = codes->rows[i].mnemonic;

		if (strlen(mnemonic) == len &&
		    strncasecmp(mnemonic, text, len) == 0) {
			*value = codes->rows[i].value;
			return true;
		}
	}
	return len > prefix && strncasecmp(codes->prefix, text, prefix) == 0 &&
	       number(text + prefix, len - prefix, value);
}
