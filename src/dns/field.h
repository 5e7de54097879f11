/*
 * Kinds of RDATA fields: one row each, in field.c, which the engine of
 * rdata.c and rdata_text.c walks. A kind's functions live in field_*.c.
 */
#ifndef MXD_DNS_FIELD_H
#define MXD_DNS_FIELD_H

#include "base/reader.h"
#include "base/writer.h"
#include "dns/name.h"
#include "dns/rrtype.h"
#include "dns/text.h"
#include "dns/token.h"

#include <assert.h>

/* What the text of a field is read from and written to. */
struct field_input {
	struct tokens *tokens; /* those of the RDATA not yet consumed */
	struct name origin;
	struct writer *out; /* its failure is the engine's to notice */
};

/*
 * One kind. In all functions the octets are uncompressed wire form.
 *
 *   size       in octets when it is always the same, else 0
 *   optional   the text may be no token at all: from_text sees to it; for the
 *              others at least one token is there when it is called
 *   skip       moves past one field, or fails the reader if it is malformed;
 *              NULL when any `size` octets will do
 *   from_text  consumes the tokens of one field and appends its octets;
 *              returns NULL, or what is wrong with the token at tokens->at
 *              (which is then not consumed) in words
 *   to_text    moves past one well-formed field and appends its text, which
 *              is nothing for an empty optional one
 */
struct field_row {
	uint8_t size;
	bool optional;
	void (*skip)(struct reader *r);
	const char *(*from_text)(struct field_input *in);
	void (*to_text)(struct reader *r, struct text *out);
};

extern const struct field_row field_rows[FIELD_KINDS];

static inline const struct field_row *
field_get(unsigned kind)
{
	assert(kind > FIELD_NONE && kind < FIELD_KINDS);
	return &field_rows[kind];
}

/* field.c: what the kinds share */

/* A whole token as a decimal number without sign; false when it is none or
 * more than `most`. */
bool token_number(const struct token *token, uint64_t most, uint64_t *value);

/* Whether the token is this word, case ignored and without quotes. */
bool token_is(const struct token *token, const char *word);

/*
 * The octets of a token, \X and \DDD resolved, appended to *out. Returns NULL,
 * or what is wrong with an escape.
 */
const char *token_octets(const struct token *token, struct writer *out);

/* Past all that is left. */
const uint8_t *reader_take_rest(struct reader *r, size_t *len);

/* field_number.c */
const char *u8_from_text(struct field_input *in);
const char *u16_from_text(struct field_input *in);
const char *u32_from_text(struct field_input *in);
const char *time_span_from_text(struct field_input *in);
const char *time_from_text(struct field_input *in);
const char *type_from_text(struct field_input *in);
const char *algorithm_from_text(struct field_input *in);
const char *cert_type_from_text(struct field_input *in);
void u8_to_text(struct reader *r, struct text *out);
void u16_to_text(struct reader *r, struct text *out);
void u32_to_text(struct reader *r, struct text *out);
void time_to_text(struct reader *r, struct text *out);
void type_to_text(struct reader *r, struct text *out);
void cert_type_to_text(struct reader *r, struct text *out);

/* field_address.c */

/* An address of AF_INET or AF_INET6 from and to text, as inet_pton() reads. */
bool address_parse(int family, const char *text, size_t len, void *address);
void address_print(int family, const void *address, struct text *out);

const char *ipv4_from_text(struct field_input *in);
const char *ipv6_from_text(struct field_input *in);
const char *eui48_from_text(struct field_input *in);
const char *eui64_from_text(struct field_input *in);
const char *ilnp64_from_text(struct field_input *in);
void ipv4_to_text(struct reader *r, struct text *out);
void ipv6_to_text(struct reader *r, struct text *out);
void eui48_to_text(struct reader *r, struct text *out);
void eui64_to_text(struct reader *r, struct text *out);
void ilnp64_to_text(struct reader *r, struct text *out);

/* field_apl.c */
void apl_skip(struct reader *r);
const char *apl_from_text(struct field_input *in);
void apl_to_text(struct reader *r, struct text *out);

/* field_name.c */
void name_skip(struct reader *r);
void names_skip(struct reader *r);
const char *name_field_from_text(struct field_input *in);
const char *names_from_text(struct field_input *in);
void name_field_to_text(struct reader *r, struct text *out);
void names_to_text(struct reader *r, struct text *out);

/* field_string.c */
void string_skip(struct reader *r);
void strings_skip(struct reader *r);
void string_optional_skip(struct reader *r);
void tag_skip(struct reader *r);
void rest_skip(struct reader *r);
void rest_filled_skip(struct reader *r);
const char *string_from_text(struct field_input *in);
const char *strings_from_text(struct field_input *in);
const char *string_optional_from_text(struct field_input *in);
const char *tag_from_text(struct field_input *in);
const char *rest_from_text(struct field_input *in);
const char *rest_filled_from_text(struct field_input *in);
void string_to_text(struct reader *r, struct text *out);
void strings_to_text(struct reader *r, struct text *out);
void string_optional_to_text(struct reader *r, struct text *out);
void tag_to_text(struct reader *r, struct text *out);
void rest_to_text(struct reader *r, struct text *out);

/* field_binary.c */
void len8_skip(struct reader *r);
void len8_filled_skip(struct reader *r);
void hip_skip(struct reader *r);
const char *hex_from_text(struct field_input *in);
const char *hex_len8_from_text(struct field_input *in);
const char *base64_from_text(struct field_input *in);
const char *base32_len8_from_text(struct field_input *in);
const char *hip_from_text(struct field_input *in);
void hex_to_text(struct reader *r, struct text *out);
void hex_len8_to_text(struct reader *r, struct text *out);
void base64_to_text(struct reader *r, struct text *out);
void base32_len8_to_text(struct reader *r, struct text *out);
void hip_to_text(struct reader *r, struct text *out);

/* field_types.c */
void types_skip(struct reader *r);
const char *types_from_text(struct field_input *in);
void types_to_text(struct reader *r, struct text *out);

/* field_loc.c */
void loc_skip(struct reader *r);
const char *loc_from_text(struct field_input *in);
void loc_to_text(struct reader *r, struct text *out);

/* field_svcparams.c */
void svcparams_skip(struct reader *r);
const char *svcparams_from_text(struct field_input *in);
void svcparams_to_text(struct reader *r, struct text *out);

#endif
