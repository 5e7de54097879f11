/*
 * Octets in network order (RFC 1035 §2.3.2), at any alignment.
 */
#ifndef MXD_BASE_BYTES_H
#define MXD_BASE_BYTES_H

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

/* ASCII only, whatever the locale: A-Z become a-z (RFC 4343 §3). */
static inline uint8_t
bytes_fold(uint8_t octet)
{
	return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
}

#endif
