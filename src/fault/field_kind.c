#include "fault/field_kind.h"
#include "base/alloc.h"
#include "base/log.h"
#include "dns/codes.h"
#include "dns/rrtype.h"

#include <stdlib.h>
#include <string.h>

bool
field_say(char why[static FAULT_WHY_MAX], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_format(why, FAULT_WHY_MAX, format, args);
	va_end(args);
	return false;
}

bool
field_put(char text[static FAULT_FIELD_TEXT_MAX], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_format(text, FAULT_FIELD_TEXT_MAX, format, args);
	va_end(args);
	return true;
}

const char *
field_digits(const char *text, uint64_t max, uint64_t *value)
{
	uint64_t sum = 0;
	const char *at = text;

	for (; *at >= '0' && *at <= '9'; at++) {
		sum = sum * 10 + (uint64_t)(*at - '0');
		if (sum > max)
			return NULL;
	}
	*value = sum;
	return at > text ? at : NULL;
}

static bool
id_set(const struct fault_field *field, void *at, const char *text, size_t len,
       char why[static FAULT_WHY_MAX])
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	if (len == 0 || len > field->max || strspn(text, good) != len)
		return field_say(why,
				 "must be 1 to %u letters, digits, dots, "
				 "hyphens and underscores",
				 field->max);
	memcpy(at, text, len + 1);
	return true;
}

static bool
id_get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	(void)i;
	return field_put(text, "%s", (const char *)at) && *text != '\0';
}

const struct fault_kind field_id = {FORM_TEXT, id_set, id_get};

static bool
pattern_set(const struct fault_field *field, void *at, const char *text,
	    size_t len, char why[static FAULT_WHY_MAX])
{
	struct fault *fault = at;
	bool below = len >= 2 && text[0] == '*' && text[1] == '.';
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;
	const char *wrong;

	(void)field;
	if (strcmp(text, "*") == 0) {
		fault->pattern = PATTERN_ANY;
		return true;
	}
	if (below) {
		text += 2;
		len -= 2;
	}
	wrong = len == 0 ? NULL
			 : name_from_text(text, len, &name_root, wire, &name);
	if (wrong)
		return field_say(why, "%s", wrong);
	if (len == 0 && !below)
		return field_say(why, "must be a name, or *.NAME");
	if (len == 0)
		name = name_root;
	fault->pattern = below ? PATTERN_BELOW : PATTERN_NAME;
	memcpy(fault->wire, name.wire, name.len);
	fault->name = (struct name){fault->wire, name.len, name.labels};
	return true;
}

static bool
pattern_get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	const struct fault *fault = at;
	char name[NAME_TEXT_MAX];

	(void)i;
	if (fault->pattern == PATTERN_ANY)
		return false;
	name_to_text(fault->name, name);
	return field_put(text, "%s%s",
			 fault->pattern == PATTERN_BELOW ? "*." : "", name);
}

const struct fault_kind field_pattern = {FORM_TEXT, pattern_set, pattern_get};

static bool
type_set(const struct fault_field *field, void *at, const char *text,
	 size_t len, char why[static FAULT_WHY_MAX])
{
	uint16_t type;

	(void)field;
	if (!rrtype_from_text(text, len, &type) || type == 0)
		return field_say(why, "must be a type, as in MX or TYPE65280");
	*(uint16_t *)at = type;
	return true;
}

static bool
type_get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	uint16_t type = *(const uint16_t *)at;
	char mnemonic[RRTYPE_TEXT_MAX];

	(void)i;
	return field_put(text, "%s", rrtype_to_text(type, mnemonic)) &&
	       type != 0;
}

const struct fault_kind field_type = {FORM_TEXT, type_set, type_get};

static bool
transport_set(const struct fault_field *field, void *at, const char *text,
	      size_t len, char why[static FAULT_WHY_MAX])
{
	(void)field;
	(void)len;
	if (strcmp(text, "udp") == 0)
		*(unsigned *)at = FAULT_UDP;
	else if (strcmp(text, "tcp") == 0)
		*(unsigned *)at = FAULT_TCP;
	else
		return field_say(why, "must be udp or tcp");
	return true;
}

static bool
transport_get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	unsigned transports = *(const unsigned *)at;

	(void)i;
	return field_put(text, "%s", transports == FAULT_UDP ? "udp" : "tcp") &&
	       transports != FAULT_BOTH;
}

const struct fault_kind field_transport = {FORM_TEXT, transport_set,
					   transport_get};

static bool
action_set(const struct fault_field *field, void *at, const char *text,
	   size_t len, char why[static FAULT_WHY_MAX])
{
	const struct action *action = action_get(text, len);
	const char *nearest = action ? NULL : action_nearest(text, len);

	(void)field;
	if (nearest)
		return field_say(why, "is no action; did you mean %s?",
				 nearest);
	if (!action)
		return field_say(why, "is no action; mxd.yaml(5) has all of "
				      "them");
	*(const struct action **)at = action;
	return true;
}

static bool
action_get_text(const void *at, size_t i,
		char text[static FAULT_FIELD_TEXT_MAX])
{
	const struct action *action = *(const struct action *const *)at;

	(void)i;
	return field_put(text, "%s", action->name);
}

const struct fault_kind field_action = {FORM_TEXT, action_set, action_get_text};

static bool
code_set(const struct codes *codes, const struct fault_field *field, void *at,
	 const char *text, size_t len)
{
	uint64_t number;
	const char *end = field_digits(text, field->max, &number);
	uint16_t value;

	if (end && *end == '\0') {
		*(uint16_t *)at = (uint16_t)number;
		return true;
	}
	if (!code_from_text(codes, text, len, &value) || value > field->max)
		return false;
	*(uint16_t *)at = value;
	return true;
}

static bool
rcode_set(const struct fault_field *field, void *at, const char *text,
	  size_t len, char why[static FAULT_WHY_MAX])
{
	return code_set(&codes_rcode, field, at, text, len) ||
	       field_say(why,
			 "must be an RCODE, as in SERVFAIL, or a number up to "
			 "%u",
			 field->max);
}

static bool
rcode_get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	char mnemonic[CODE_TEXT_MAX];

	(void)i;
	return field_put(
	    text, "%s",
	    code_to_text(&codes_rcode, *(const uint16_t *)at, mnemonic));
}

const struct fault_kind field_rcode = {FORM_TEXT, rcode_set, rcode_get};

static bool
ede_set(const struct fault_field *field, void *at, const char *text, size_t len,
	char why[static FAULT_WHY_MAX])
{
	uint64_t value;
	const char *end = field_digits(text, field->max, &value);

	(void)len;
	if (!end || *end)
		return field_say(why, "must be a number from %u to %u",
				 field->min, field->max);
	*(uint16_t *)at = (uint16_t)value;
	return true;
}

static bool
ede_get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	(void)i;
	return field_put(text, "%u", *(const uint16_t *)at);
}

const struct fault_kind field_ede = {FORM_INTEGER, ede_set, ede_get};

static bool
text_set(const struct fault_field *field, void *at, const char *text,
	 size_t len, char why[static FAULT_WHY_MAX])
{
	if (len < field->min || len > field->max)
		return field_say(why, "must be of %u to %u octets", field->min,
				 field->max);
	free(*(char **)at);
	*(char **)at = xstrndup(text, len);
	return true;
}

static bool
text_get(const void *at, size_t i, char text[static FAULT_FIELD_TEXT_MAX])
{
	const char *value = *(char *const *)at;

	(void)i;
	return value && field_put(text, "%s", value);
}

const struct fault_kind field_text = {FORM_TEXT, text_set, text_get};

const struct fault_kind field_steps = {FORM_STEPS, NULL, NULL};
