/*
 * Well-formed RDATA at random, field by field, for any row of the table of
 * types; beside it its canonical form (RFC 4034 §6.2), made without the code
 * under test. Names and octets come from few, so that RDATA collide.
 */
#ifndef MXD_TESTS_RANDOM_RDATA_H
#define MXD_TESTS_RANDOM_RDATA_H

#include "dns/rdata.h"

#include <assert.h>
#include <stdlib.h>

struct random_rdata {
	uint8_t wire[RDATA_MAX];
	uint8_t canonical[RDATA_MAX];
	uint16_t len;
};

static inline unsigned
pick(unsigned limit)
{
	return (unsigned)rand() % limit;
}

static inline uint8_t
random_octet(void)
{
	static const uint8_t octets[] = {0,   1,   ' ', '"',  '.', ',',  '\\',
					 'A', 'a', 'Z', '@',  '`', '0',  ';',
					 '(', ')', '$', 0x7f, '=', 0x80, 0xff};

	return pick(3) ? octets[pick(sizeof octets)] : (uint8_t)pick(256);
}

static inline void
random_put8(struct random_rdata *r, uint8_t octet)
{
	r->canonical[r->len] = octet;
	r->wire[r->len++] = octet;
}

static inline void
random_put16(struct random_rdata *r, unsigned value)
{
	random_put8(r, (uint8_t)(value >> 8));
	random_put8(r, (uint8_t)value);
}

static inline void
random_put32(struct random_rdata *r, uint32_t value)
{
	random_put16(r, value >> 16);
	random_put16(r, value & 0xffff);
}

static inline void
random_octets(struct random_rdata *r, unsigned len)
{
	while (len-- > 0)
		random_put8(r, random_octet());
}

static inline uint32_t
random_u32(void)
{
	return (uint32_t)pick(65536) << 16 | pick(65536);
}

static inline void
random_name(struct random_rdata *r, bool fold)
{
	for (unsigned labels = pick(4); labels > 0; labels--) {
		unsigned len = pick(20) ? 1 + pick(3) : 63;

		random_put8(r, (uint8_t)len);
		for (; len > 0; len--) {
			uint8_t octet = random_octet();

			random_put8(r, octet);
			if (fold && octet >= 'A' && octet <= 'Z')
				r->canonical[r->len - 1] =
				    (uint8_t)(octet - 'A' + 'a');
		}
	}
	random_put8(r, 0);
}

static inline void
random_string(struct random_rdata *r)
{
	unsigned len = pick(20) ? pick(4) : pick(256);

	random_put8(r, (uint8_t)len);
	random_octets(r, len);
}

static inline void
random_types(struct random_rdata *r)
{
	for (unsigned window = pick(3); window < 256; window += 1 + pick(200)) {
		unsigned len = 1 + pick(32);

		random_put8(r, (uint8_t)window);
		random_put8(r, (uint8_t)len);
		random_octets(r, len - 1);
		random_put8(r, (uint8_t)(1 + pick(255)));
	}
}

static inline void
random_loc(struct random_rdata *r)
{
	random_put8(r, 0);
	for (int i = 0; i < 3; i++)
		random_put8(
		    r, pick(4) ? (uint8_t)((1 + pick(9)) << 4 | pick(10)) : 0);
	random_put32(r, UINT32_C(0x80000000) - 324000000 +
			    random_u32() % 648000001);
	random_put32(r, UINT32_C(0x80000000) - 648000000 +
			    random_u32() % 1296000001);
	random_put32(r, random_u32());
}

static inline void
random_apl(struct random_rdata *r)
{
	for (unsigned items = pick(4); items > 0; items--) {
		unsigned octets = pick(2) ? 4 : 16;
		unsigned len = pick(octets + 1);

		random_put16(r, octets == 4 ? 1 : 2);
		random_put8(r, (uint8_t)pick(octets * 8 + 1));
		random_put8(r, (uint8_t)(len | (pick(2) ? 0x80 : 0)));
		if (len > 0) {
			random_octets(r, len - 1);
			random_put8(r, (uint8_t)(1 + pick(255)));
		}
	}
}

static inline void
random_value(struct random_rdata *r, const void *octets, unsigned len)
{
	random_put16(r, len);
	for (unsigned i = 0; i < len; i++)
		random_put8(r, ((const uint8_t *)octets)[i]);
}

static inline void
random_svcparams(struct random_rdata *r)
{
	bool alpn = pick(2);

	if (alpn) {
		if (pick(2)) {
			random_put16(r, 0);
			random_value(r, "\0\1", 2);
		}
		random_put16(r, 1);
		random_put16(r, 4);
		random_put8(r, 3);
		random_octets(r, 3);
		if (pick(2)) {
			random_put16(r, 2);
			random_put16(r, 0);
		}
	}
	if (pick(2)) {
		random_put16(r, 3);
		random_value(r, "\1\273", 2);
	}
	if (pick(2)) {
		random_put16(r, 4);
		random_value(r, "\300\0\2\1\300\0\2\2", 8);
	}
	if (pick(2)) {
		random_put16(r, 5);
		random_value(r, "\0\3\376\15\0", 5);
	}
	if (pick(2)) {
		random_put16(r, 7);
		random_value(r, "/q{?dns}", 8);
	}
	for (unsigned key = 9 + pick(100); key < 65535;
	     key += 1 + pick(60000)) {
		unsigned len = pick(5);

		random_put16(r, key);
		random_put16(r, len);
		random_octets(r, len);
	}
}

static inline void
random_hip(struct random_rdata *r)
{
	unsigned hit = 1 + pick(20);
	unsigned key = 1 + pick(40);

	random_put8(r, (uint8_t)hit);
	random_put8(r, random_octet());
	random_put16(r, key);
	random_octets(r, hit + key);
}

static inline void
random_len8(struct random_rdata *r, unsigned least)
{
	unsigned len = least + pick(12);

	random_put8(r, (uint8_t)len);
	random_octets(r, len);
}

static inline void
random_names(struct random_rdata *r, unsigned count)
{
	while (count-- > 0)
		random_name(r, false);
}

static inline void
random_strings(struct random_rdata *r, unsigned count)
{
	while (count-- > 0)
		random_string(r);
}

static inline void
random_tag(struct random_rdata *r)
{
	random_put8(r, 5);
	for (int i = 0; i < 5; i++)
		random_put8(r, (uint8_t) "aZ09issue"[pick(9)]);
}

/* The fields whose octets are of a fixed number and all allowed. */
static const uint8_t fixed_len[FIELD_KINDS] = {
    [FIELD_U8] = 1,        [FIELD_ALGORITHM] = 1, [FIELD_U16] = 2,
    [FIELD_CERT_TYPE] = 2, [FIELD_U32] = 4,       [FIELD_TTL] = 4,
    [FIELD_TIME] = 4,      [FIELD_IPV4] = 4,      [FIELD_IPV6] = 16,
    [FIELD_EUI48] = 6,     [FIELD_EUI64] = 8,     [FIELD_ILNP64] = 8,
};

static inline void
random_field(struct random_rdata *r, const struct field *field)
{
	switch ((enum field_kind)field->kind) {
	case FIELD_U8:
	case FIELD_ALGORITHM:
	case FIELD_U16:
	case FIELD_CERT_TYPE:
	case FIELD_U32:
	case FIELD_TTL:
	case FIELD_TIME:
	case FIELD_IPV4:
	case FIELD_IPV6:
	case FIELD_EUI48:
	case FIELD_EUI64:
	case FIELD_ILNP64:
		random_octets(r, fixed_len[field->kind]);
		break;
	case FIELD_TYPE:
		random_put16(r, pick(2) ? pick(260) : pick(65536));
		break;
	case FIELD_NAME:
		random_name(r, field->flags & FIELD_FOLD);
		break;
	case FIELD_NAMES:
		random_names(r, pick(3));
		break;
	case FIELD_STRINGS:
		random_strings(r, 1 + pick(3));
		break;
	case FIELD_STRING:
		random_string(r);
		break;
	case FIELD_STRING_OPTIONAL:
		random_strings(r, pick(2));
		break;
	case FIELD_STRING_REST:
	case FIELD_OPAQUE:
		random_octets(r, pick(300));
		break;
	case FIELD_URI:
	case FIELD_HEX:
	case FIELD_BASE64:
		random_octets(r, 1 + pick(60));
		break;
	case FIELD_TAG:
		random_tag(r);
		break;
	case FIELD_HEX_LEN8:
	case FIELD_BASE32_LEN8:
		random_len8(r, field->kind == FIELD_BASE32_LEN8);
		break;
	case FIELD_TYPES:
		random_types(r);
		break;
	case FIELD_LOC:
		random_loc(r);
		break;
	case FIELD_APL:
		random_apl(r);
		break;
	case FIELD_SVCPARAMS:
		random_svcparams(r);
		break;
	case FIELD_HIP:
		random_hip(r);
		break;
	case FIELD_NONE:
	case FIELD_KINDS:
		assert(!"a field");
	}
}

static inline void
random_rdata(struct random_rdata *r, const struct rrtype *type)
{
	r->len = 0;
	for (unsigned i = 0;
	     i < RRTYPE_FIELDS_MAX && type->fields[i].kind != FIELD_NONE; i++)
		random_field(r, &type->fields[i]);
}

#endif
