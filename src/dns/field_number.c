/* Fields that are a number in the wire form. */
#include "dns/field.h"

#include "dns/ttl.h"

/* A number and the word that may stand for it in presentation form. */
struct mnemonic {
	uint16_t value;
	const char *word;
};

/* DNS Security Algorithm Numbers (IANA; RFC 4034 Appendix A.1). */
static const struct mnemonic algorithms[] = {
    {0, "DELETE"},
    {1, "RSAMD5"},
    {2, "DH"},
    {3, "DSA"},
    {4, "ECC"},
    {5, "RSASHA1"},
    {6, "DSA-NSEC3-SHA1"},
    {7, "RSASHA1-NSEC3-SHA1"},
    {8, "RSASHA256"},
    {10, "RSASHA512"},
    {12, "ECC-GOST"},
    {13, "ECDSAP256SHA256"},
    {14, "ECDSAP384SHA384"},
    {15, "ED25519"},
    {16, "ED448"},
    {252, "INDIRECT"},
    {253, "PRIVATEDNS"},
    {254, "PRIVATEOID"},
};

/* CERT RR certificate types (RFC 4398 §2.1). */
static const struct mnemonic cert_types[] = {
    {1, "PKIX"}, {2, "SPKI"},   {3, "PGP"},     {4, "IPKIX"}, {5, "ISPKI"},
    {6, "IPGP"}, {7, "ACPKIX"}, {8, "IACPKIX"}, {253, "URI"}, {254, "OID"},
};

/* One token that is a number up to `most`, or one of the words. */
static bool
number_or_word(struct field_input *in, uint64_t most,
	       const struct mnemonic *words, size_t count, uint64_t *value)
{
	const struct token *token = in->tokens->at;
	bool found = token_number(token, most, value);

	for (size_t i = 0; i < count && !found; i++) {
		if (token_is(token, words[i].word)) {
			*value = words[i].value;
			found = true;
		}
	}
	if (found)
		in->tokens->at++;
	return found;
}

const char *
u8_from_text(struct field_input *in)
{
	uint64_t value;

	if (!number_or_word(in, UINT8_MAX, NULL, 0, &value))
		return "not a number from 0 to 255";
	writer_put8(in->out, (uint8_t)value);
	return NULL;
}

void
u8_to_text(struct reader *r, struct text *out)
{
	text_put_number(out, reader_get8(r), 1);
}

const char *
u16_from_text(struct field_input *in)
{
	uint64_t value;

	if (!number_or_word(in, UINT16_MAX, NULL, 0, &value))
		return "not a number from 0 to 65535";
	writer_put16(in->out, (uint16_t)value);
	return NULL;
}

void
u16_to_text(struct reader *r, struct text *out)
{
	text_put_number(out, reader_get16(r), 1);
}

const char *
u32_from_text(struct field_input *in)
{
	uint64_t value;

	if (!number_or_word(in, UINT32_MAX, NULL, 0, &value))
		return "not a number from 0 to 4294967295";
	writer_put32(in->out, (uint32_t)value);
	return NULL;
}

void
u32_to_text(struct reader *r, struct text *out)
{
	text_put_number(out, reader_get32(r), 1);
}

const char *
time_span_from_text(struct field_input *in)
{
	const struct token *token = in->tokens->at;
	uint32_t seconds;
	const char *wrong;

	if (token->quoted)
		return "a time stands without quotes";
	wrong = ttl_from_text(token->text, token->len, &seconds);
	if (wrong)
		return wrong;
	writer_put32(in->out, seconds);
	in->tokens->at++;
	return NULL;
}

/* Days since 1970-01-01 at the start of a year, in the Gregorian calendar. */
static uint32_t
days_before_year(uint32_t year)
{
	uint32_t past = year - 1; /* years that are over since year 1 */

	return past * 365 + past / 4 - past / 100 + past / 400 - 719162;
}

static uint32_t
days_in_month(uint32_t year, uint32_t month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30,
				       31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

static const char no_date[] = "not a time: write YYYYMMDDHHmmSS (UTC, 1970 to "
			      "2106), or seconds since 1970";

/* YYYYMMDDHHmmSS, already known to be 14 digits, as seconds since 1970. */
static bool
date_seconds(uint64_t digits, uint64_t *seconds)
{
	uint32_t second = (uint32_t)(digits % 100);
	uint32_t minute = (uint32_t)(digits / 100 % 100);
	uint32_t hour = (uint32_t)(digits / 10000 % 100);
	uint32_t day = (uint32_t)(digits / 1000000 % 100);
	uint32_t month = (uint32_t)(digits / 100000000 % 100);
	uint32_t year = (uint32_t)(digits / 10000000000);
	uint64_t days;

	if (year < 1970 || month < 1 || month > 12 || day < 1 ||
	    day > days_in_month(year, month) || hour > 23 || minute > 59 ||
	    second > 59)
		return false;
	days = days_before_year(year) + day - 1;
	for (uint32_t m = 1; m < month; m++)
		days += days_in_month(year, m);
	*seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
	return *seconds <= UINT32_MAX;
}

/* RFC 4034 §3.2. */
const char *
time_from_text(struct field_input *in)
{
	const struct token *token = in->tokens->at;
	uint64_t seconds;

	if (token->len == 14) {
		uint64_t digits;

		if (!token_number(token, UINT64_C(99999999999999), &digits) ||
		    !date_seconds(digits, &seconds))
			return no_date;
	} else if (!token_number(token, UINT32_MAX, &seconds)) {
		return no_date;
	}
	writer_put32(in->out, (uint32_t)seconds);
	in->tokens->at++;
	return NULL;
}

void
time_to_text(struct reader *r, struct text *out)
{
	uint32_t seconds = reader_get32(r);
	uint32_t days = seconds / 86400;
	uint32_t year = 1970;
	uint32_t month = 1;

	while (days_before_year(year + 1) <= days)
		year++;
	days -= days_before_year(year);
	for (; days >= days_in_month(year, month); month++)
		days -= days_in_month(year, month);
	text_put_number(out, year, 4);
	text_put_number(out, month, 2);
	text_put_number(out, days + 1, 2);
	text_put_number(out, seconds / 3600 % 24, 2);
	text_put_number(out, seconds / 60 % 60, 2);
	text_put_number(out, seconds % 60, 2);
}

const char *
type_from_text(struct field_input *in)
{
	const struct token *token = in->tokens->at;
	uint16_t type;

	if (token->quoted || !rrtype_from_text(token->text, token->len, &type))
		return "not an RR type; write a mnemonic or TYPE and a number";
	writer_put16(in->out, type);
	in->tokens->at++;
	return NULL;
}

void
type_to_text(struct reader *r, struct text *out)
{
	char text[RRTYPE_TEXT_MAX];

	text_put_word(out, rrtype_to_text(reader_get16(r), text));
}

const char *
algorithm_from_text(struct field_input *in)
{
	uint64_t value;

	if (!number_or_word(in, UINT8_MAX, algorithms,
			    sizeof algorithms / sizeof algorithms[0], &value))
		return "not an algorithm: write a number from 0 to 255, or a "
		       "mnemonic like ECDSAP256SHA256";
	writer_put8(in->out, (uint8_t)value);
	return NULL;
}

const char *
cert_type_from_text(struct field_input *in)
{
	uint64_t value;

	if (!number_or_word(in, UINT16_MAX, cert_types,
			    sizeof cert_types / sizeof cert_types[0], &value))
		return "not a certificate type: write a number from 0 to "
		       "65535, or a mnemonic like PKIX";
	writer_put16(in->out, (uint16_t)value);
	return NULL;
}

void
cert_type_to_text(struct reader *r, struct text *out)
{
	uint16_t value = reader_get16(r);

	for (size_t i = 0; i < sizeof cert_types / sizeof cert_types[0]; i++) {
		if (cert_types[i].value == value) {
			text_put_word(out, cert_types[i].word);
			return;
		}
	}
	text_put_number(out, value, 1);
}
