#include "dns/ttl.h"

#include "base/bytes.h"

#include <stdbool.h>

static const char no_time[] =
    "not a time: write seconds, or numbers with units like 1h30m (w d h m s)";
static const char too_long[] = "a time over 4294967295 seconds";

/* Seconds in one unit; 0 when it is none. */
static uint32_t
unit_seconds(char unit)
{
	switch (bytes_fold((uint8_t)unit)) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 604800;
	default:
		return 0;
	}
}

const char *
ttl_from_text(const char *text, size_t len, uint32_t *seconds)
{
	uint64_t sum = 0;
	uint64_t number = 0;
	bool digits = false; /* since the last unit */
	bool units = false;

	if (len == 0)
		return no_time;
	for (size_t i = 0; i < len; i++) {
		if (text[i] >= '0' && text[i] <= '9') {
			number = number * 10 + (uint64_t)(text[i] - '0');
			digits = true;
		} else {
			uint32_t unit = unit_seconds(text[i]);

			if (unit == 0 || !digits)
				return no_time;
			sum += number * unit;
			number = 0;
			digits = false;
			units = true;
		}
		if (number > UINT32_MAX || sum > UINT32_MAX)
			return too_long;
	}
	if (digits && units)
		return no_time;
	*seconds = (uint32_t)(units ? sum : number);
	return NULL;
}
