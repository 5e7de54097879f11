/*
 * SPF records (RFC 7208 §4.5, §12), term by term.
 *
 * The text is that of one TXT record, its character-strings joined (§3.3). A
 * term that does not parse says why and where, and reading goes on behind it,
 * so that all that is wrong with a record is found.
 */
#ifndef MXD_CHECK_SPF_H
#define MXD_CHECK_SPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum spf_kind {
	SPF_BROKEN, /* no term; `wrong` says why */
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
	SPF_REDIRECT,
	SPF_EXP,
	SPF_OTHER, /* a modifier that RFC 7208 does not know: ignored */
	SPF_KINDS
};

/* Some octets of the record. */
struct spf_part {
	size_t at, len;
};

/* What evaluating all of a record costs, and whose term was one too many. */
struct spf_cost {
	unsigned lookups, voids;
	struct spf_part lookups_at, voids_at, loop_at; /* len 0: none */
};

struct spf_term {
	enum spf_kind kind;
	char qualifier; /* '+', '-', '~' or '?'; '+' where none is written */
	struct spf_part whole;
	struct spf_part domain; /* of the domain-spec; len 0: there is none */
	bool macros;            /* the domain-spec is not the name itself */
	uint8_t address[16];    /* SPF_IP4: the first 4 octets */
	uint8_t prefix4;        /* bits, 32 where none is written */
	uint8_t prefix6;        /* bits, 128 where none is written */

	const char *wrong; /* NULL, or what is wrong and would be right */
	struct spf_part wrong_part;
};

struct spf {
	const char *text;
	size_t len;
	size_t at;                /* where the next term is looked for */
	bool redirects, explains; /* one was met: a second is wrong (§6) */
};

/* Whether a TXT record is one of SPF: "v=spf1" in any case, alone or with a
 * blank behind it. "v=spf10" is not (§4.5). */
bool spf_is_record(const char *text, size_t len);

/*
 * Whether the text was most likely meant to be one, and is none: something
 * stands before the version, or no blank behind it. v=spf10 is another
 * version, of which nothing is known.
 */
bool spf_is_almost_record(const char *text, size_t len);

/* Start behind the version of a text for which spf_is_record() holds. */
void spf_begin(struct spf *spf, const char *text, size_t len);

/* The next term; false at the end of the record. */
bool spf_next(struct spf *spf, struct spf_term *term);

/* The word of a mechanism or modifier: "include", "redirect". */
const char *spf_word(enum spf_kind kind);

/* Whether evaluating such a term asks the DNS: what §4.6.4 counts. */
bool spf_asks(enum spf_kind kind);

#endif
