/*
 * The small numbers of the message format and their mnemonics, both ways.
 */
#ifndef MXD_DNS_CODES_H
#define MXD_DNS_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* RFC 1035 §4.1.1, RFC 2136 §1.3, RFC 6891 §9, RFC 7873 §8, RFC 8945 §5.2:
 * those over 15 need an OPT to be sent. */
enum rcode {
	RCODE_NOERROR = 0,
	RCODE_FORMERR = 1,
	RCODE_SERVFAIL = 2,
	RCODE_NXDOMAIN = 3,
	RCODE_NOTIMP = 4,
	RCODE_REFUSED = 5,
	RCODE_YXDOMAIN = 6,
	RCODE_NOTAUTH = 9,
	RCODE_BADVERS = 16,
	RCODE_BADCOOKIE = 23,
};

/* The ERROR of a TSIG RR, from the same registry as the RCODEs. */
enum { TSIG_BADKEY = 17 };

enum opcode { OPCODE_QUERY = 0 };

enum dns_class {
	CLASS_IN = 1,
	CLASS_CH = 3,
	CLASS_ANY = 255,
};

/* INFO-CODEs of Extended DNS Errors (RFC 8914 §4, RFC 9824 §9). */
enum ede {
	EDE_OTHER = 0,
	EDE_PROHIBITED = 18,
	EDE_NOT_AUTHORITATIVE = 20,
	EDE_NOT_SUPPORTED = 21,
	EDE_NO_REACHABLE_AUTHORITY = 22,
	EDE_NETWORK_ERROR = 23,
	EDE_INVALID_DATA = 24,
	EDE_INVALID_QUERY_TYPE = 30,
};

struct code {
	uint16_t value;
	const char *mnemonic;
};

/* A registry: its rows, and what a value without a row is called with its
 * number behind ("CLASS" makes CLASS17, RFC 3597 §5). */
struct codes {
	const char *prefix;
	const struct code *rows;
	size_t count;
};

extern const struct codes codes_rcode;
extern const struct codes codes_opcode;
extern const struct codes codes_class;
extern const struct codes codes_ede;

enum { CODE_TEXT_MAX = 40 };

/* The mnemonic, or prefix and number; NUL behind it. Returns `text`. */
const char *code_to_text(const struct codes *codes, uint16_t value,
			 char text[static CODE_TEXT_MAX]);

/* A mnemonic in any case, or prefix and number; *value only on success. */
bool code_from_text(const struct codes *codes, const char *text, size_t len,
		    uint16_t *value);

#endif
