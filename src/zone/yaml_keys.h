/*
 * What the keys of a YAML value are: those of a type's fields, named as
 * dns/rrtype.h names them with "_" for what is no letter, but for the few that
 * octoDNS names otherwise.
 */
#ifndef MXD_ZONE_YAML_KEYS_H
#define MXD_ZONE_YAML_KEYS_H

#include "dns/rrtype.h"

enum { YAML_KEYS_MAX = 12, YAML_KEY_MAX = 40 };

/* What a key's scalar is in tokens. */
enum yaml_cut {
	YAML_WORD,   /* one */
	YAML_STRING, /* one in quotes */
	YAML_TEXT,   /* character-strings: cut at 255 octets */
	YAML_WORDS,  /* cut at blanks; `tokens` of them, 0: all that are left */
	YAML_PARAMS, /* a mapping of SvcParams */
};

struct yaml_key {
	char name[YAML_KEY_MAX];
	const char *legacy;  /* an older name, or NULL */
	const char *without; /* the token of a key left out; NULL: none */
	enum yaml_cut cut;
	unsigned tokens;
	bool optional; /* may be left out, then without a token */
	bool is_name;  /* its tokens are names */
};

struct yaml_keys {
	struct yaml_key keys[YAML_KEYS_MAX]; /* in order of the tokens */
	unsigned count; /* 1: the value is no mapping but that key's scalar;
			 * 0: only \# (RFC 3597) */
};

void yaml_keys_of(uint16_t type, struct yaml_keys *keys);

#endif
