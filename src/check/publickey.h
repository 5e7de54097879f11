/*
 * Public keys as DKIM publishes them (RFC 6376 §3.6.1, RFC 8463 §4).
 */
#ifndef MXD_CHECK_PUBLICKEY_H
#define MXD_CHECK_PUBLICKEY_H

#include <stddef.h>
#include <stdint.h>

enum publickey_kind {
	PUBLICKEY_NONE,        /* nothing that is known */
	PUBLICKEY_CUT,         /* DER whose end is missing */
	PUBLICKEY_RSA,         /* SubjectPublicKeyInfo or RSAPublicKey in DER */
	PUBLICKEY_ED25519,     /* the 32 octets themselves (RFC 8463) */
	PUBLICKEY_ED25519_DER, /* wrapped in SubjectPublicKeyInfo (RFC 8410) */
	PUBLICKEY_OTHER,       /* another kind of key in DER */
};

struct publickey {
	enum publickey_kind kind;
	unsigned bits; /* of the modulus, for PUBLICKEY_RSA */
};

/* The octets stay as they are; the library asks for such as are not const. */
struct publickey publickey_read(uint8_t *octets, size_t len);

#endif
