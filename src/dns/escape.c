#include "dns/escape.h"

const char *
escape_resolve(const char **at, const char *end, uint8_t *octet)
{
	const char *p = *at + 1;
	unsigned value = 0;

	if (p == end)
		return "a backslash with nothing behind it; write \\\\ for one";
	if (*p < '0' || *p > '9') {
		*octet = (uint8_t)*p;
		*at = p + 1;
		return NULL;
	}
	for (int i = 0; i < 3; i++, p++) {
		if (p == end || *p < '0' || *p > '9')
			return "\\DDD needs three decimal digits";
		value = value * 10 + (unsigned)(*p - '0');
	}
	if (value > 255)
		return "\\DDD is over 255";
	*octet = (uint8_t)value;
	*at = p;
	return NULL;
}
