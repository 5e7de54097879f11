#include "check/publickey.h"

#include <mbedtls/asn1.h>
#include <mbedtls/pk.h>
#include <stdbool.h>
#include <string.h>

enum { ED25519_LEN = 32 };

/* SubjectPublicKeyInfo of Ed25519 up to the key (RFC 8410 §4): the library
 * does not read it. */
static const uint8_t ed25519_head[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
				       0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

/* A SEQUENCE that says it is longer than what is there. */
static bool
is_cut(uint8_t *octets, size_t len)
{
	unsigned char *at = octets;
	size_t inner;

	return len > 0 &&
	       octets[0] ==
		   (MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) &&
	       mbedtls_asn1_get_tag(&at, octets + len, &inner, octets[0]) ==
		   MBEDTLS_ERR_ASN1_OUT_OF_DATA;
}

static struct publickey
read_der(const uint8_t *octets, size_t len)
{
	struct publickey key = {PUBLICKEY_NONE, 0};
	mbedtls_pk_context context;

	mbedtls_pk_init(&context);
	if (mbedtls_pk_parse_public_key(&context, octets, len) == 0) {
		key.kind = mbedtls_pk_get_type(&context) == MBEDTLS_PK_RSA
			       ? PUBLICKEY_RSA
			       : PUBLICKEY_OTHER;
		key.bits = (unsigned)mbedtls_pk_get_bitlen(&context);
	}
	mbedtls_pk_free(&context);
	return key;
}

struct publickey
publickey_read(uint8_t *octets, size_t len)
{
	if (len == ED25519_LEN)
		return (struct publickey){PUBLICKEY_ED25519, 256};
	if (len == sizeof ed25519_head + ED25519_LEN &&
	    memcmp(octets, ed25519_head, sizeof ed25519_head) == 0)
		return (struct publickey){PUBLICKEY_ED25519_DER, 256};
	if (is_cut(octets, len))
		return (struct publickey){PUBLICKEY_CUT, 0};
	return read_der(octets, len);
}
