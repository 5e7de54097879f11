/*
 * Places on earth (RFC 1876): version 0, then size and precisions as
 * mantissa and power of ten in centimetres, then latitude and longitude in
 * thousandths of a second of arc, then altitude in centimetres.
 */
#include "dns/field.h"

enum {
	DEGREE = 3600 * 1000, /* in thousandths of a second */
	LATITUDE_MOST = 90,
	LONGITUDE_MOST = 180,
};

static const uint32_t equator = UINT32_C(1) << 31;    /* and Greenwich */
static const uint32_t sea_level = UINT32_C(10000000); /* 100 km in cm */
static const uint64_t size_most = UINT64_C(9000000000);

/* Fields as they are written when left out: 1 m, 10000 m, 10 m. */
static const uint8_t size_defaults[3] = {0x12, 0x16, 0x13};

/* Mantissa and exponent are decimal digits, and 0 has one form only. */
static bool
size_is_valid(uint8_t size)
{
	return size == 0 ||
	       (size >> 4 >= 1 && size >> 4 <= 9 && (size & 0xf) <= 9);
}

static bool
angle_is_valid(uint32_t angle, uint32_t degrees)
{
	uint32_t off = angle > equator ? angle - equator : equator - angle;

	return off <= degrees * DEGREE;
}

void
loc_skip(struct reader *r)
{
	bool valid = reader_get8(r) == 0;

	for (int i = 0; i < 3; i++)
		valid = size_is_valid(reader_get8(r)) && valid;
	valid = angle_is_valid(reader_get32(r), LATITUDE_MOST) && valid;
	valid = angle_is_valid(reader_get32(r), LONGITUDE_MOST) && valid;
	reader_get32(r);
	if (!valid)
		reader_fail(r);
}

/*
 * A decimal number with up to `decimals` digits behind the point, in units of
 * the last of those.
 */
static bool
fixed_from_text(const char *text, size_t len, unsigned decimals, uint64_t most,
		uint64_t *value)
{
	const char *point = memchr(text, '.', len);
	size_t whole = point ? (size_t)(point - text) : len;
	size_t fraction = point ? len - whole - 1 : 0;
	struct token digits = {text, (uint32_t)whole, false, {0, 0}};
	uint64_t part = 0;

	if (!token_number(&digits, most, value) || fraction > decimals)
		return false;
	if (point) {
		digits.text = point + 1;
		digits.len = (uint32_t)fraction;
		if (!token_number(&digits, most, &part))
			return false;
	}
	for (unsigned i = 0; i < decimals; i++) {
		*value *= 10;
		if (i >= fraction)
			part *= 10;
	}
	*value += part;
	return *value <= most;
}

static const char *
angle_from_text(struct field_input *in, const char *directions, unsigned most,
		uint32_t *angle)
{
	static const char no_direction[] =
	    "degrees [minutes [seconds]] need N or S, then E or W behind them";
	struct tokens *tokens = in->tokens;
	uint64_t part[3] = {0};
	unsigned parts = 0;
	uint64_t value;

	for (; !tokens_done(tokens); tokens->at++) {
		const struct token *token = tokens->at;
		char letter =
		    token->len == 1 && !token->quoted
			? (char)(token->text[0] & ~0x20) /* to upper case */
			: '\0';

		if (parts > 0 && letter != '\0' &&
		    (letter == directions[0] || letter == directions[1])) {
			value =
			    part[0] * DEGREE + part[1] * 60 * 1000 + part[2];
			if (value > (uint64_t)most * DEGREE)
				return "degrees out of range";
			*angle = letter == directions[0]
				     ? equator + (uint32_t)value
				     : equator - (uint32_t)value;
			tokens->at++;
			return NULL;
		}
		if (parts == 3)
			return no_direction;
		if (parts == 2 ? token->quoted ||
				     !fixed_from_text(token->text, token->len,
						      3, 59999, &part[2])
			       : !token_number(token, parts == 0 ? most : 59,
					       &part[parts]))
			return parts == 0 ? "not degrees, 0 to 90 for latitude "
					    "and 0 to 180 for longitude"
					  : "not a number from 0 to 59 "
					    "(seconds: 59.999), nor one of N S "
					    "E W";
		parts++;
	}
	return no_direction;
}

/* Metres with up to two decimals, an "m" behind them or not, in centimetres. */
static bool
metres_from_text(const char *text, size_t len, uint64_t most, uint64_t *value)
{
	if (len > 1 && (text[len - 1] == 'm' || text[len - 1] == 'M'))
		len--;
	return fixed_from_text(text, len, 2, most, value);
}

static const char *
altitude_from_text(struct field_input *in, uint32_t *altitude)
{
	static const char no_altitude[] =
	    "not an altitude: metres from -100000.00 to 42849672.95";
	const struct token *token = in->tokens->at;
	bool below;
	uint64_t value;

	if (tokens_done(in->tokens) || token->quoted || token->len == 0)
		return no_altitude;
	below = token->text[0] == '-';
	if (!metres_from_text(token->text + below, token->len - below,
			      below ? sea_level : UINT32_MAX - sea_level,
			      &value))
		return no_altitude;
	*altitude =
	    below ? sea_level - (uint32_t)value : sea_level + (uint32_t)value;
	in->tokens->at++;
	return NULL;
}

/* What mantissa and power of ten cannot hold is cut off. */
static const char *
size_from_text(struct field_input *in, uint8_t *size)
{
	const struct token *token = in->tokens->at;
	uint64_t value;
	uint8_t exponent = 0;

	if (token->quoted ||
	    !metres_from_text(token->text, token->len, size_most, &value))
		return "not a size: metres from 0 to 90000000.00";
	for (; value > 9; value /= 10)
		exponent++;
	*size = (uint8_t)(value << 4 | exponent);
	in->tokens->at++;
	return NULL;
}

const char *
loc_from_text(struct field_input *in)
{
	uint32_t latitude, longitude, altitude;
	uint8_t sizes[3];
	const char *wrong;

	wrong = angle_from_text(in, "NS", LATITUDE_MOST, &latitude);
	if (!wrong)
		wrong = angle_from_text(in, "EW", LONGITUDE_MOST, &longitude);
	if (!wrong)
		wrong = altitude_from_text(in, &altitude);
	memcpy(sizes, size_defaults, sizeof sizes);
	for (int i = 0; !wrong && i < 3 && !tokens_done(in->tokens); i++)
		wrong = size_from_text(in, &sizes[i]);
	if (wrong)
		return wrong;
	writer_put8(in->out, 0);
	writer_put(in->out, sizes, sizeof sizes);
	writer_put32(in->out, latitude);
	writer_put32(in->out, longitude);
	writer_put32(in->out, altitude);
	return NULL;
}

static void
angle_to_text(uint32_t angle, const char *directions, struct text *out)
{
	bool positive = angle >= equator;
	uint32_t off = positive ? angle - equator : equator - angle;

	text_put_number(out, off / DEGREE, 1);
	text_put_char(out, ' ');
	text_put_number(out, off / (60 * 1000) % 60, 1);
	text_put_char(out, ' ');
	text_put_number(out, off / 1000 % 60, 1);
	text_put_char(out, '.');
	text_put_number(out, off % 1000, 3);
	text_put_char(out, ' ');
	text_put_char(out, directions[positive ? 0 : 1]);
	text_put_char(out, ' ');
}

static void
size_to_text(uint8_t size, struct text *out)
{
	uint64_t value = size >> 4;

	for (unsigned exponent = size & 0xf; exponent > 0; exponent--)
		value *= 10;
	text_put_char(out, ' ');
	text_put_number(out, value / 100, 1);
	if (value < 100) {
		text_put_char(out, '.');
		text_put_number(out, value, 2);
	}
	text_put_char(out, 'm');
}

void
loc_to_text(struct reader *r, struct text *out)
{
	const uint8_t *octets = reader_take(r, 16);
	uint32_t altitude, off;

	if (!octets)
		return;
	angle_to_text(bytes_get32(octets + 4), "NS", out);
	angle_to_text(bytes_get32(octets + 8), "EW", out);
	altitude = bytes_get32(octets + 12);
	off =
	    altitude >= sea_level ? altitude - sea_level : sea_level - altitude;
	if (altitude < sea_level)
		text_put_char(out, '-');
	text_put_number(out, off / 100, 1);
	text_put_char(out, '.');
	text_put_number(out, off % 100, 2);
	text_put_char(out, 'm');
	for (int i = 1; i <= 3; i++)
		size_to_text(octets[i], out);
}
