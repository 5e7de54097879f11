/*
 * The tokens that clients show (RFC 6750 §2.1): one a line in a file, and one
 * in the environment. Only their hashes are kept.
 */
#ifndef MXD_API_BEARER_H
#define MXD_API_BEARER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BEARER_HASH_LEN = 32, BEARER_WHY_MAX = 256 };

struct bearer {
	uint8_t hash[BEARER_HASH_LEN];
};

/* Zero-initialise; release with bearers_free(). */
struct bearers {
	struct bearer *items;
	size_t count, capacity;
};

/* One more token. */
void bearers_add(struct bearers *bearers, const char *token, size_t len);

/*
 * Add those of a file: a line each, blanks around it and lines that begin with
 * # left out. On failure `why` says why in words; a file without a token is
 * one.
 */
bool bearers_read(struct bearers *bearers, const char *path,
		  char why[static BEARER_WHY_MAX]);

/*
 * Whether the value of an Authorization header, or NULL, shows one of them.
 * How long that takes tells nothing of the tokens.
 */
bool bearers_accept(const struct bearers *bearers, const char *authorization);

void bearers_free(struct bearers *bearers);

#endif
