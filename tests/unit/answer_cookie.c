/* Server cookies, against the vectors of RFC 9018 appendix A. */
#include "answer/cookie.h"

#include <criterion/criterion.h>
#include <string.h>

static const uint8_t secret_1[COOKIE_SECRET_LEN] = {
    0xe5, 0xe9, 0x73, 0xe5, 0xa6, 0xb2, 0xa4, 0x3f,
    0x48, 0xe7, 0xdc, 0x84, 0x9e, 0x37, 0xbf, 0xcf};
static const uint8_t secret_4[COOKIE_SECRET_LEN] = {
    0x44, 0x55, 0x36, 0xbc, 0xd2, 0x51, 0x32, 0x98,
    0x07, 0x5a, 0x5d, 0x37, 0x96, 0x63, 0xc9, 0x62};

/* 198.51.100.100, 203.0.113.203, 2001:db8:220:1:59de:d0f4:8769:82b8 */
static const uint8_t client_1[] = {198, 51, 100, 100};
static const uint8_t client_3[] = {203, 0, 113, 203};
static const uint8_t client_4[] = {0x20, 0x01, 0x0d, 0xb8, 0x02, 0x20,
				   0x00, 0x01, 0x59, 0xde, 0xd0, 0xf4,
				   0x87, 0x69, 0x82, 0xb8};

/* A.1 and A.2: the cookie of 1559731985, and its renewal 40 minutes later. */
static const uint8_t first_cookie[COOKIE_LEN] = {
    0x24, 0x64, 0xc4, 0xab, 0xcf, 0x10, 0xc9, 0x57, 0x01, 0x00, 0x00, 0x00,
    0x5c, 0xf7, 0x9f, 0x11, 0x1f, 0x81, 0x30, 0xc3, 0xee, 0xe2, 0x94, 0x80};
static const uint8_t renewed_cookie[COOKIE_LEN] = {
    0x24, 0x64, 0xc4, 0xab, 0xcf, 0x10, 0xc9, 0x57, 0x01, 0x00, 0x00, 0x00,
    0x5c, 0xf7, 0xa8, 0x71, 0xd4, 0xa5, 0x64, 0xa1, 0x44, 0x2a, 0xca, 0x77};
/* A.3: a client that had none. */
static const uint8_t third_cookie[COOKIE_LEN] = {
    0xfc, 0x93, 0xfc, 0x62, 0x80, 0x7d, 0xdb, 0x86, 0x01, 0x00, 0x00, 0x00,
    0x5c, 0xf7, 0xa9, 0xac, 0xf7, 0x3a, 0x78, 0x10, 0xac, 0xa2, 0x38, 0x1e};
/* A.4: over IPv6. */
static const uint8_t fourth_cookie[COOKIE_LEN] = {
    0x22, 0x68, 0x1a, 0xb9, 0x7d, 0x52, 0xc2, 0x98, 0x01, 0x00, 0x00, 0x00,
    0x5c, 0xf7, 0xc6, 0x09, 0xa6, 0xbb, 0x79, 0xd1, 0x66, 0x25, 0x50, 0x7a};

enum { FIRST_TIME = 1559731985 };

static struct client
client_at(const uint8_t *address, uint8_t len, uint32_t now)
{
	return (struct client){address, len, TRANSPORT_UDP, now};
}

/* The first client, some seconds after it got its first cookie. */
static struct client
first_client(int32_t later)
{
	return client_at(client_1, sizeof client_1,
			 (uint32_t)FIRST_TIME + (uint32_t)later);
}

static struct edns_query
with_cookie(const uint8_t *cookie, uint8_t len)
{
	return (struct edns_query){.cookie = cookie, .cookie_len = len};
}

static void
expect_cookie(const uint8_t *secret, struct client client,
	      struct edns_query edns, const uint8_t *wanted)
{
	uint8_t reply[COOKIE_LEN];

	cookie_answer(secret, &client, &edns, reply);
	cr_assert_eq(memcmp(reply, wanted, COOKIE_LEN), 0);
}

Test(cookie, is_the_one_of_rfc_9018_a1)
{
	expect_cookie(secret_1, first_client(0), with_cookie(first_cookie, 8),
		      first_cookie);
}

Test(cookie, is_renewed_as_in_rfc_9018_a2)
{
	expect_cookie(secret_1, first_client(2400),
		      with_cookie(first_cookie, COOKIE_LEN), renewed_cookie);
}

Test(cookie, is_the_one_of_rfc_9018_a3)
{
	expect_cookie(secret_1,
		      client_at(client_3, sizeof client_3, 1559734700),
		      with_cookie(third_cookie, 8), third_cookie);
}

Test(cookie, is_the_one_of_rfc_9018_a4_over_ipv6)
{
	expect_cookie(secret_4,
		      client_at(client_4, sizeof client_4, 1559741961),
		      with_cookie(fourth_cookie, 8), fourth_cookie);
}

static bool
proves(struct client client, struct edns_query edns)
{
	uint8_t reply[COOKIE_LEN];

	return cookie_answer(secret_1, &client, &edns, reply);
}

/* RFC 9018 §4.3 */
Test(cookie, is_kept_for_half_an_hour)
{
	struct edns_query edns = with_cookie(first_cookie, COOKIE_LEN);
	uint8_t reply[COOKIE_LEN];
	struct client client = first_client(1800);

	cr_assert(cookie_answer(secret_1, &client, &edns, reply));
	cr_assert_eq(memcmp(reply, first_cookie, COOKIE_LEN), 0);
	client = first_client(1801);
	cr_assert(cookie_answer(secret_1, &client, &edns, reply));
	cr_assert_neq(memcmp(reply, first_cookie, COOKIE_LEN), 0);
}

Test(cookie, holds_for_an_hour_and_five_minutes_ahead)
{
	struct edns_query edns = with_cookie(first_cookie, COOKIE_LEN);

	cr_assert(proves(first_client(3600), edns));
	cr_assert_not(proves(first_client(3601), edns));
	cr_assert(proves(first_client(-300), edns));
	cr_assert_not(proves(first_client(-301), edns));
}

Test(cookie, is_bound_to_address_client_cookie_and_secret)
{
	uint8_t other[COOKIE_LEN];
	struct client client = first_client(0);
	struct edns_query edns = with_cookie(first_cookie, COOKIE_LEN);

	cr_assert(proves(client, edns));
	cr_assert_not(cookie_answer(secret_4, &client, &edns, other));
	for (unsigned i = 0; i < COOKIE_LEN; i++) {
		memcpy(other, first_cookie, COOKIE_LEN);
		other[i] ^= 1;
		cr_assert_not(proves(client, with_cookie(other, COOKIE_LEN)),
			      "octet %u", i);
	}
	client.address = client_3;
	cr_assert_not(proves(client, edns));
}

Test(cookie, of_another_length_proves_nothing)
{
	uint8_t long_cookie[40];

	memset(long_cookie, 1, sizeof long_cookie);
	memcpy(long_cookie, first_cookie, COOKIE_LEN);
	cr_assert_not(proves(first_client(0), with_cookie(long_cookie, 8)));
	cr_assert_not(proves(first_client(0), with_cookie(long_cookie, 16)));
	cr_assert_not(proves(first_client(0), with_cookie(long_cookie, 40)));
}

/* RFC 9018 §4.3: serial number arithmetic, so that 2106 is no end. */
Test(cookie, holds_across_the_end_of_32_bits)
{
	static const uint8_t only_client[8] = {1, 2, 3};
	struct client client =
	    client_at(client_1, sizeof client_1, UINT32_MAX - 10);
	struct edns_query edns = with_cookie(only_client, 8);
	uint8_t made[COOKIE_LEN];

	cr_assert_not(cookie_answer(secret_1, &client, &edns, made));
	client.now += 60;
	cr_assert(proves(client, with_cookie(made, COOKIE_LEN)));
}
