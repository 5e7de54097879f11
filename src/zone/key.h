/*
 * The key under which a trie finds a name.
 *
 * Labels from the root down, without the apex's; each octet is folded to lower
 * case and mapped to one digit (letters, digits, "-", "_", "*") or to two (an
 * escape and a place in its range); digit 0 ends each label. Digits grow with
 * octets, so the order of keys, compared digit by digit, is the canonical
 * order of names (RFC 4034 §6.1), and the key of an ancestor is a prefix of
 * its descendants' keys. Beyond a key's end its digits count as 0.
 */
#ifndef MXD_ZONE_KEY_H
#define MXD_ZONE_KEY_H

#include "dns/name.h"

enum {
	KEY_DIGITS = 48, /* values of a digit: its bitmap is one word */
	KEY_MAX = 512,   /* 2 digits an octet, 1 a label: 504 at most */
};

/*
 * The key of a name, without its last `strip` labels. Returns its length in
 * digits, 0 for the apex itself.
 */
size_t key_from_name(struct name name, unsigned strip,
		     uint8_t key[static KEY_MAX]);

/* A name's key from the root down, made once to look for it in several tries:
 * that of a zone tests what is behind its origin's digits. */
struct key {
	uint16_t len;
	uint8_t digits[KEY_MAX];
};

static inline void
key_init(struct key *key, struct name name)
{
	key->len = (uint16_t)key_from_name(name, 0, key->digits);
}

#endif
