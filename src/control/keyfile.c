#include "control/keyfile.h"
#include "base/bytes.h"
#include "dns/encoding.h"

#include <mbedtls/pem.h>
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>
#include <sodium.h>

enum {
	ED25519_LEN = 32,
	DER_MAX = 4096, /* of a public key: RSA up to 16384 bits is 2 KB */
};

static const char no_key[] =
    "holds no key: must be PEM, RSA or Ed25519, -----BEGIN PUBLIC KEY----- or "
    "-----BEGIN PRIVATE KEY-----";

/* What stands before the 32 octets in SubjectPublicKeyInfo and PrivateKeyInfo
 * of Ed25519 (RFC 8410 §4, §7): mbedTLS does not read them. */
static const uint8_t public_head[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
				      0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
static const uint8_t private_head[] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30,
				       0x05, 0x06, 0x03, 0x2b, 0x65, 0x70,
				       0x04, 0x22, 0x04, 0x20};

static char *
dkim_text(const char *kind, const uint8_t *key, size_t len)
{
	struct text text = {0};

	text_put_word(&text, "v=DKIM1; k=");
	text_put_word(&text, kind);
	text_put_word(&text, "; p=");
	base64_encode(&text, key, len);
	return text_finish(&text);
}

/* The 32 octets that stand in a PEM text between these lines, behind a head;
 * false when nothing such is there. */
static bool
read_octets(const char *pem, const char *const lines[2], const uint8_t *head,
	    size_t head_len, uint8_t octets[static ED25519_LEN])
{
	mbedtls_pem_context context;
	size_t used;
	bool found;

	mbedtls_pem_init(&context);
	found = mbedtls_pem_read_buffer(&context, lines[0], lines[1],
					(const unsigned char *)pem, NULL, 0,
					&used) == 0 &&
		context.buflen == head_len + ED25519_LEN &&
		memcmp(context.buf, head, head_len) == 0;
	if (found)
		memcpy(octets, context.buf + head_len, ED25519_LEN);
	mbedtls_pem_free(&context);
	return found;
}

static bool
read_ed25519(const char *pem, uint8_t key[static ED25519_LEN])
{
	static const char *const public_lines[] = {"-----BEGIN PUBLIC KEY-----",
						   "-----END PUBLIC KEY-----"};
	static const char *const private_lines[] = {
	    "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"};
	uint8_t seed[crypto_sign_SEEDBYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];

	if (read_octets(pem, public_lines, public_head, sizeof public_head,
			key))
		return true;
	if (!read_octets(pem, private_lines, private_head, sizeof private_head,
			 seed))
		return false;
	crypto_sign_seed_keypair(key, secret, seed);
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(secret, sizeof secret);
	return true;
}

/* Any key that the library reads, private or public. */
static const char *
read_pk(mbedtls_pk_context *context, const char *pem, size_t size)
{
	const unsigned char *octets = (const unsigned char *)pem;
	int wrong =
	    mbedtls_pk_parse_public_key(context, octets, size + 1) == 0
		? 0
		: mbedtls_pk_parse_key(context, octets, size + 1, NULL, 0);

	if (wrong == MBEDTLS_ERR_PK_PASSWORD_REQUIRED)
		return "is encrypted: give its public key, which `openssl pkey "
		       "-in FILE -pubout` writes";
	if (wrong != 0)
		return no_key;
	if (mbedtls_pk_get_type(context) != MBEDTLS_PK_RSA)
		return "is no key for DKIM: must be RSA or Ed25519 (RFC 8301, "
		       "RFC 8463)";
	return NULL;
}

const char *
keyfile_to_dkim(const char *pem, size_t size, char **into)
{
	uint8_t octets[DER_MAX];
	mbedtls_pk_context context;
	const char *wrong;
	int len;

	if (read_ed25519(pem, octets)) {
		*into = dkim_text("ed25519", octets, ED25519_LEN);
		return NULL;
	}
	mbedtls_pk_init(&context);
	wrong = read_pk(&context, pem, size);
	if (!wrong) {
		/* It is written to the end of the buffer. */
		len = mbedtls_pk_write_pubkey_der(&context, octets,
						  sizeof octets);
		if (len > 0)
			*into = dkim_text("rsa", octets + sizeof octets - len,
					  (size_t)len);
		else
			wrong = "is too long";
	}
	mbedtls_pk_free(&context);
	return wrong;
}

const char *
keyfile_to_tlsa(const char *pem, size_t size,
		char into[static KEYFILE_TLSA_MAX])
{
	uint8_t digest[crypto_hash_sha256_BYTES];
	mbedtls_x509_crt certificate;
	bool found;

	mbedtls_x509_crt_init(&certificate);
	/* Over 0: of several certificates, so many cannot be read. */
	found = mbedtls_x509_crt_parse(&certificate, (const unsigned char *)pem,
				       size + 1) >= 0 &&
		certificate.pk_raw.len > 0;
	if (found) {
		crypto_hash_sha256(digest, certificate.pk_raw.p,
				   certificate.pk_raw.len);
		sodium_bin2hex(into, KEYFILE_TLSA_MAX, digest, sizeof digest);
	}
	mbedtls_x509_crt_free(&certificate);
	return found ? NULL
		     : "holds no certificate that can be read: must be PEM, "
		       "-----BEGIN CERTIFICATE-----";
}
