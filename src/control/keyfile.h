/*
 * What a mail domain publishes of the keys that its servers hold: PEM texts
 * (RFC 7468) to DKIM and TLSA records.
 */
#ifndef MXD_CONTROL_KEYFILE_H
#define MXD_CONTROL_KEYFILE_H

#include <stddef.h>

/*
 * A key, RSA or Ed25519, public or private, to the text of its DKIM record
 * (RFC 6376 §3.6.1, RFC 8463 §4): "v=DKIM1; k=rsa; p=...". Only the public
 * part goes there.
 *
 *   pem   size octets and a NUL behind them
 *   into  receives the text, owned by the caller
 *
 * Returns NULL, or what is wrong as the end of a sentence that starts with the
 * file's name.
 */
const char *keyfile_to_dkim(const char *pem, size_t size, char **into);

enum { KEYFILE_TLSA_MAX = 65 }; /* SHA-256 in hex, NUL */

/*
 * A certificate, the first of the text, to the data of a TLSA record 3 1 1:
 * the SHA-256 of its public key (RFC 6698 §2.1, RFC 7672 §3.1.1), in hex.
 */
const char *keyfile_to_tlsa(const char *pem, size_t size,
			    char into[static KEYFILE_TLSA_MAX]);

#endif
