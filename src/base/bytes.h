/*
 * Octets in network order (RFC 1035 §2.3.2), at any alignment.
 */
#ifndef MXD_BASE_BYTES_H
#define MXD_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t
bytes_get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t
bytes_get32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

static inline void
bytes_put16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static inline void
bytes_put32(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 24);
	at[1] = (uint8_t)(value >> 16);
	at[2] = (uint8_t)(value >> 8);
	at[3] = (uint8_t)value;
}

/* How many bits are set; without its own instruction the compiler's builtin is
 * a call. */
static inline unsigned
bytes_count_bits(uint64_t word)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);

	word -= word >> 1 & 0x55 * ones;
	word = (word & 0x33 * ones) + (word >> 2 & 0x33 * ones);
	word = (word + (word >> 4)) & 0x0f * ones;
	return (unsigned)(word * ones >> 56);
}

/* ASCII only, whatever the locale: A-Z become a-z (RFC 4343 §3). */
static inline uint8_t
bytes_fold(uint8_t octet)
{
	return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
}

/* bytes_fold() on each of eight octets, in any order. */
static inline uint64_t
bytes_fold8(uint64_t octets)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t low = octets & 0x7f * ones;
	uint64_t from_a = low + (0x80 - 'A') * ones; /* bit 7: at least 'A' */
	uint64_t past_z = low + (0x7f - 'Z') * ones; /* bit 7: over 'Z' */

	return octets | ((from_a ^ past_z) & ~octets & 0x80 * ones) >> 2;
}

/* Whether eight octets are the same, case ignored. */
static inline bool
bytes_equal_folded8(const uint8_t *a, const uint8_t *b)
{
	uint64_t left, right;

	memcpy(&left, a, sizeof left);
	memcpy(&right, b, sizeof right);
	return left == right || bytes_fold8(left) == bytes_fold8(right);
}

/* Whether len octets are the same, case ignored (RFC 4343 §3). */
static inline bool
bytes_equal_folded(const uint8_t *a, const uint8_t *b, size_t len)
{
	if (len >= 8) {
		size_t last = len - 8;

		for (size_t at = 0; at < last; at += 8) {
			if (!bytes_equal_folded8(a + at, b + at))
				return false;
		}
		/* Some of the last eight may have been compared before. */
		return bytes_equal_folded8(a + last, b + last);
	}
	for (; len > 0; len--, a++, b++) {
		if (*a != *b && bytes_fold(*a) != bytes_fold(*b))
			return false;
	}
	return true;
}

#endif
