#include "dns/field.h"

#include "dns/escape.h"

/* clang-format off */
const struct field_row field_rows[FIELD_KINDS] = {
	/* kind: size, optional, skip, from_text, to_text */
	[FIELD_U8]              = {1,  false, NULL,                 u8_from_text,              u8_to_text},
	[FIELD_U16]             = {2,  false, NULL,                 u16_from_text,             u16_to_text},
	[FIELD_U32]             = {4,  false, NULL,                 u32_from_text,             u32_to_text},
	[FIELD_TTL]             = {4,  false, NULL,                 time_span_from_text,       u32_to_text},
	[FIELD_TIME]            = {4,  false, NULL,                 time_from_text,            time_to_text},
	[FIELD_TYPE]            = {2,  false, NULL,                 type_from_text,            type_to_text},
	[FIELD_ALGORITHM]       = {1,  false, NULL,                 algorithm_from_text,       u8_to_text},
	[FIELD_CERT_TYPE]       = {2,  false, NULL,                 cert_type_from_text,       cert_type_to_text},
	[FIELD_IPV4]            = {4,  false, NULL,                 ipv4_from_text,            ipv4_to_text},
	[FIELD_IPV6]            = {16, false, NULL,                 ipv6_from_text,            ipv6_to_text},
	[FIELD_NAME]            = {0,  false, name_skip,            name_field_from_text,      name_field_to_text},
	[FIELD_STRING]          = {0,  false, string_skip,          string_from_text,          string_to_text},
	[FIELD_STRINGS]         = {0,  false, strings_skip,         strings_from_text,         strings_to_text},
	[FIELD_STRING_REST]     = {0,  false, rest_skip,            rest_from_text,            rest_to_text},
	[FIELD_URI]             = {0,  false, rest_filled_skip,     rest_filled_from_text,     rest_to_text},
	[FIELD_STRING_OPTIONAL] = {0,  true,  string_optional_skip, string_optional_from_text, string_optional_to_text},
	[FIELD_TAG]             = {0,  false, tag_skip,             tag_from_text,             tag_to_text},
	[FIELD_HEX]             = {0,  false, rest_filled_skip,     hex_from_text,             hex_to_text},
	[FIELD_HEX_LEN8]        = {0,  false, len8_skip,            hex_len8_from_text,        hex_len8_to_text},
	[FIELD_BASE64]          = {0,  false, rest_filled_skip,     base64_from_text,          base64_to_text},
	[FIELD_BASE32_LEN8]     = {0,  false, len8_filled_skip,     base32_len8_from_text,     base32_len8_to_text},
	[FIELD_TYPES]           = {0,  true,  types_skip,           types_from_text,           types_to_text},
	[FIELD_EUI48]           = {6,  false, NULL,                 eui48_from_text,           eui48_to_text},
	[FIELD_EUI64]           = {8,  false, NULL,                 eui64_from_text,           eui64_to_text},
	[FIELD_ILNP64]          = {8,  false, NULL,                 ilnp64_from_text,          ilnp64_to_text},
	[FIELD_LOC]             = {16, false, loc_skip,             loc_from_text,             loc_to_text},
	[FIELD_APL]             = {0,  true,  apl_skip,             apl_from_text,             apl_to_text},
	[FIELD_SVCPARAMS]       = {0,  true,  svcparams_skip,       svcparams_from_text,       svcparams_to_text},
	[FIELD_HIP]             = {0,  false, hip_skip,             hip_from_text,             hip_to_text},
	[FIELD_NAMES]           = {0,  true,  names_skip,           names_from_text,           names_to_text},
	[FIELD_OPAQUE]          = {0,  false, rest_skip,            NULL,                      NULL},
};
/* clang-format on */

bool
token_number(const struct token *token, uint64_t most, uint64_t *value)
{
	uint64_t number = 0;

	if (token->quoted || token->len == 0)
		return false;
	for (uint32_t i = 0; i < token->len; i++) {
		char c = token->text[i];

		if (c < '0' || c > '9')
			return false;
		number = number * 10 + (uint64_t)(c - '0');
		if (number > most)
			return false;
	}
	*value = number;
	return true;
}

bool
token_is(const struct token *token, const char *word)
{
	if (token->quoted || token->len != strlen(word))
		return false;
	for (uint32_t i = 0; i < token->len; i++) {
		if (bytes_fold((uint8_t)token->text[i]) !=
		    bytes_fold((uint8_t)word[i]))
			return false;
	}
	return true;
}

const char *
token_octets(const struct token *token, struct writer *out)
{
	const char *at = token->text;
	const char *end = at + token->len;

	while (at < end) {
		uint8_t octet;
		const char *wrong = escape_read(&at, end, &octet);

		if (wrong)
			return wrong;
		writer_put8(out, octet);
	}
	return NULL;
}

const uint8_t *
reader_take_rest(struct reader *r, size_t *len)
{
	*len = reader_left(r);
	return reader_take(r, *len);
}
