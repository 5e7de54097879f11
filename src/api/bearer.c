#include "api/bearer.h"
#include "base/log.h"
#include "base/source.h"
#include "base/vec.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

_Static_assert((size_t)BEARER_HASH_LEN == crypto_generichash_BYTES,
	       "what libsodium makes by default");
_Static_assert((size_t)BEARER_WHY_MAX >= SOURCE_WHY_MAX, "room for a reason");

static const char blanks[] = " \t\r";

static void
hash_of(const char *token, size_t len, struct bearer *into)
{
	crypto_generichash(into->hash, sizeof into->hash,
			   (const unsigned char *)token, len, NULL, 0);
}

void
bearers_add(struct bearers *bearers, const char *token, size_t len)
{
	hash_of(token, len, VEC_PUSH(bearers));
}

static void
add_line(struct bearers *bearers, const char *line, size_t len)
{
	while (len > 0 && strchr(blanks, line[0])) {
		line++;
		len--;
	}
	while (len > 0 && strchr(blanks, line[len - 1]))
		len--;
	if (len > 0 && line[0] != '#')
		bearers_add(bearers, line, len);
}

bool
bearers_read(struct bearers *bearers, const char *path,
	     char why[static BEARER_WHY_MAX])
{
	static const char none[] = "there is no token in it";
	struct sources sources = {0};
	size_t before = bearers->count;
	const char *at;
	uint32_t file;

	if (!sources_read(&sources, path, &file, why)) {
		sources_free(&sources);
		return false;
	}
	at = sources_get(&sources, file)->text;
	while (*at != '\0') {
		size_t len = strcspn(at, "\n");

		add_line(bearers, at, len);
		at += len + (at[len] == '\n');
	}
	sources_free(&sources);
	if (bearers->count > before)
		return true;
	memcpy(why, none, sizeof none);
	return false;
}

bool
bearers_accept(const struct bearers *bearers, const char *authorization)
{
	static const char scheme[] = "Bearer";
	const size_t scheme_len = sizeof scheme - 1;
	struct bearer shown;
	bool found = false;

	if (!authorization ||
	    strncasecmp(authorization, scheme, scheme_len) != 0 ||
	    authorization[scheme_len] != ' ')
		return false;
	authorization += scheme_len;
	authorization += strspn(authorization, blanks);
	hash_of(authorization, strlen(authorization), &shown);
	/* All are compared, found or not. */
	for (size_t i = 0; i < bearers->count; i++)
		found |= sodium_memcmp(shown.hash, bearers->items[i].hash,
				       sizeof shown.hash) == 0;
	return found;
}

void
bearers_free(struct bearers *bearers)
{
	free(bearers->items);
	*bearers = (struct bearers){0};
}
