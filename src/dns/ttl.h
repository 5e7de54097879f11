/*
 * Times in seconds as people write them: TTLs and the timers of an SOA
 * (RFC 1035 §5.1, with the units that BIND brought and all others read).
 */
#ifndef MXD_DNS_TTL_H
#define MXD_DNS_TTL_H

#include <stddef.h>
#include <stdint.h>

/*
 * "3600", or numbers with a unit each that are added up: "1h30m". Units are
 * w d h m s in either case. No sign, no blank, nothing over 32 bits.
 *
 * Returns NULL, or what is wrong in words, and then *seconds is untouched.
 */
const char *ttl_from_text(const char *text, size_t len, uint32_t *seconds);

#endif
