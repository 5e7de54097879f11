/* Numbers and times. */
#include "fault/field_kind.h"

#include <string.h>

static bool
number_set(const struct fault_field *field, void *at, const char *text,
	   size_t len, char why[static FAULT_WHY_MAX])
{
	uint64_t value;
	const char *end = field_digits(text, field->max, &value);

	(void)len;
	if (!end || *end || value < field->min)
		return field_say(why, "must be a number from %u to %u",
				 field->min, field->max);
	*(uint32_t *)at = (uint32_t)value;
	return true;
}

static bool
number_get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	uint32_t value = *(const uint32_t *)at;

	(void)i;
	return field_put(text, "%u", value) && value > 0;
}

const struct fault_kind field_number = {FORM_INTEGER, number_set, number_get};

/* Of an action that needs it: 0 is one, too. */
static bool
ttl_get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	(void)i;
	return field_put(text, "%u", *(const uint32_t *)at);
}

const struct fault_kind field_ttl = {FORM_INTEGER, number_set, ttl_get};

enum { DECIMALS = 6 };

static bool
probability_set(const struct fault_field *field, void *at, const char *text,
		size_t len, char why[static FAULT_WHY_MAX])
{
	uint64_t whole = 0;
	uint64_t part = 0;
	const char *end = field_digits(text, 1, &whole);

	(void)field;
	(void)len;
	if (end && *end == '.') {
		size_t places = strspn(end + 1, "0123456789");

		end = places > 0 && places <= DECIMALS
			  ? field_digits(end + 1, FAULT_ALWAYS, &part)
			  : NULL;
		for (; places < DECIMALS; places++)
			part *= 10;
	}
	part += whole * FAULT_ALWAYS;
	if (!end || *end || part == 0 || part > FAULT_ALWAYS)
		return field_say(why, "must be a number over 0 and up to 1, "
				      "with at most six decimals");
	*(uint32_t *)at = (uint32_t)part;
	return true;
}

static bool
probability_get(const void *at, size_t i,
		char text[static FAULT_FIELD_TEXT_MAX])
{
	uint32_t value = *(const uint32_t *)at;

	(void)i;
	return field_put(text, "0.%06u", value) && value != FAULT_ALWAYS;
}

const struct fault_kind field_probability = {FORM_NUMBER, probability_set,
					     probability_get};

/* times */

/* One time in ms; what is behind it, or NULL. */
static const char *
time_of(const char *text, uint64_t *ms)
{
	static const struct {
		const char *unit;
		uint64_t ms;
	} units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}};
	const char *at = field_digits(text, UINT32_MAX, ms);
	size_t len;

	if (!at)
		return NULL;
	len = strspn(at, "mshd");
	if (len == 0)
		*ms *= 1000;
	for (size_t i = 0; len > 0 && i < sizeof units / sizeof units[0]; i++) {
		if (strlen(units[i].unit) == len &&
		    memcmp(at, units[i].unit, len) == 0) {
			*ms *= units[i].ms;
			return at + len;
		}
	}
	return len == 0 ? at : NULL;
}

static void
put_time(char *text, uint32_t ms)
{
	if (ms % 1000 == 0)
		field_put(text, "%us", ms / 1000);
	else
		field_put(text, "%ums", ms);
}

static bool
duration_set(const struct fault_field *field, void *at, const char *text,
	     size_t len, char why[static FAULT_WHY_MAX])
{
	uint64_t ms;
	const char *end = time_of(text, &ms);

	(void)len;
	if (!end || *end || ms < field->min || ms > field->max)
		return field_say(why, "must be a time, as in 500ms, 30s or 5m");
	*(uint32_t *)at = (uint32_t)ms;
	return true;
}

static bool
duration_get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	uint32_t value = *(const uint32_t *)at;

	(void)i;
	put_time(text, value);
	return value > 0;
}

const struct fault_kind field_duration = {FORM_TEXT, duration_set,
					  duration_get};

static bool
delay_set(const struct fault_field *field, void *at, const char *text,
	  size_t len, char why[static FAULT_WHY_MAX])
{
	uint32_t *range = at;
	uint64_t from;
	uint64_t to;
	const char *end = time_of(text, &from);

	(void)len;
	to = from;
	if (end && *end == '-')
		end = time_of(end + 1, &to);
	if (!end || *end || from > to || to < field->min || to > field->max)
		return field_say(why,
				 "must be a time of at most %us, as in "
				 "2s, or two, as in 100ms-1s",
				 field->max / 1000);
	range[0] = (uint32_t)from;
	range[1] = (uint32_t)to;
	return true;
}

static bool
delay_get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	const uint32_t *range = at;
	size_t len;

	(void)i;
	put_time(text, range[0]);
	len = strlen(text);
	if (range[1] != range[0]) {
		char to[FAULT_FIELD_TEXT_MAX];

		put_time(to, range[1]);
		text[len] = '-';
		memcpy(text + len + 1, to, strlen(to) + 1);
	}
	return true;
}

const struct fault_kind field_delay = {FORM_TEXT, delay_set, delay_get};
