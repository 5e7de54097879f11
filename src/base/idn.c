#include "base/idn.h"
#include "base/alloc.h"

#include <idn2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *
octets_wrong(const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char octet = (unsigned char)*text;

		if (octet <= ' ' || octet == 0x7f)
			return "no blank or control character is part of a "
			       "domain";
		if (strchr("<>()[],;:\"", *text))
			return "none of <>()[],;:\" is part of a domain";
	}
	return NULL;
}

static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

const char *
idn_to_ascii(const char *text, char **ascii)
{
	const char *wrong = octets_wrong(text);
	char *converted = NULL;
	int error;

	*ascii = NULL;
	if (wrong)
		return wrong;
	if (is_ascii(text)) {
		*ascii = xstrndup(text, strlen(text));
		return NULL;
	}
	error = idn2_lookup_u8((const uint8_t *)text, (uint8_t **)&converted,
			       IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	if (error)
		return idn2_strerror(error);
	*ascii = xstrndup(converted, strlen(converted));
	idn2_free(converted);
	return NULL;
}
