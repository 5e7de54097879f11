#include "answer/cookie.h"

#include <assert.h>
#include <sodium.h>

enum {
	ADDRESS_MAX = 16,
	VERSION = 1,
	TIMESTAMP_AT = COOKIE_CLIENT_LEN + 4, /* behind version and reserved */
	HASH_AT = TIMESTAMP_AT + 4,
	HASH_LEN = COOKIE_LEN - HASH_AT,
};

_Static_assert(HASH_LEN == crypto_shorthash_BYTES, "SipHash-2-4");
_Static_assert(COOKIE_SECRET_LEN == crypto_shorthash_KEYBYTES, "SipHash-2-4");

/* Hash the cookie up to its hash, and the client's address (§4.4). */
static void
hash(const uint8_t secret[static COOKIE_SECRET_LEN],
     const struct client *client, const uint8_t cookie[static HASH_AT],
     uint8_t into[static HASH_LEN])
{
	uint8_t input[HASH_AT + ADDRESS_MAX];

	assert(client->address_len <= ADDRESS_MAX);
	memcpy(input, cookie, HASH_AT);
	memcpy(input + HASH_AT, client->address, client->address_len);
	crypto_shorthash(into, input, HASH_AT + client->address_len, secret);
}

/* Serial number arithmetic (RFC 1982), so that nothing ends in 2106. */
static int32_t
age(const struct client *client, const uint8_t *cookie)
{
	return (int32_t)(client->now - bytes_get32(cookie + TIMESTAMP_AT));
}

static bool
valid(const uint8_t secret[static COOKIE_SECRET_LEN],
      const struct client *client, const struct edns_query *edns)
{
	uint8_t wanted[HASH_LEN];

	if (edns->cookie_len != COOKIE_LEN ||
	    edns->cookie[COOKIE_CLIENT_LEN] != VERSION ||
	    age(client, edns->cookie) > COOKIE_PAST ||
	    age(client, edns->cookie) < -COOKIE_FUTURE)
		return false;
	hash(secret, client, edns->cookie, wanted);
	return sodium_memcmp(wanted, edns->cookie + HASH_AT, HASH_LEN) == 0;
}

bool
cookie_answer(const uint8_t secret[static COOKIE_SECRET_LEN],
	      const struct client *client, const struct edns_query *edns,
	      uint8_t reply[static COOKIE_LEN])
{
	bool proved = valid(secret, client, edns);

	if (proved && age(client, edns->cookie) <= COOKIE_RENEW) {
		memcpy(reply, edns->cookie, COOKIE_LEN);
		return true;
	}
	memcpy(reply, edns->cookie, COOKIE_CLIENT_LEN);
	bytes_put32(reply + COOKIE_CLIENT_LEN, (uint32_t)VERSION << 24);
	bytes_put32(reply + TIMESTAMP_AT, client->now);
	hash(secret, client, reply, reply + HASH_AT);
	return proved;
}
