#include "api/body.h"
#include "base/log.h"

#include <stdbool.h>

static void say(char *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_format(why, BODY_WHY_MAX, format, args);
	va_end(args);
}

/* The deepest nesting, of JSON or not: brackets outside of strings. */
static bool
is_deep(const char *text, size_t len)
{
	bool quoted = false;
	int depth = 0;

	for (size_t i = 0; i < len; i++) {
		switch (text[i]) {
		case '"':
			quoted = !quoted;
			break;
		case '\\':
			i += quoted;
			break;
		case '{':
		case '[':
			depth += !quoted;
			break;
		case '}':
		case ']':
			depth -= !quoted;
			break;
		default:
			break;
		}
		if (depth > BODY_DEPTH_MAX)
			return true;
	}
	return false;
}

json_t *
body_parse(const char *text, size_t len, char why[static BODY_WHY_MAX])
{
	json_error_t error;
	json_t *json;

	/* The parser recurses. */
	if (is_deep(text, len)) {
		say(why, "the body is nested more than %d deep",
		    BODY_DEPTH_MAX);
		return NULL;
	}
	json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!json)
		say(why, "the body is not JSON: line %d, column %d: %s",
		    error.line, error.column, error.text);
	return json;
}
