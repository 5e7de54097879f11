#include "api/target.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static int
hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

/* In place; false for a bad escape, or for one of an octet NUL. */
static bool
decode(char *text, bool plus)
{
	char *to = text;

	for (; *text != '\0'; text++) {
		if (*text != '%') {
			*to++ = *text == '+' && plus ? ' ' : *text;
			continue;
		}

		int high = hex_digit(text[1]);
		int low = high < 0 ? -1 : hex_digit(text[2]);

		if (low < 0 || (high == 0 && low == 0))
			return false;
		*to++ = (char)(high << 4 | low);
		text += 2;
	}
	*to = '\0';
	return true;
}

/* The next piece of *rest up to a separator, which becomes NUL; NULL at the
 * end. */
static char *
next_piece(char **rest, char separator)
{
	char *piece = *rest;
	char *end;

	if (!piece)
		return NULL;
	end = strchr(piece, separator);
	*rest = end ? end + 1 : NULL;
	if (end)
		*end = '\0';
	return piece;
}

static const char bad_escape[] =
    "a % must be followed by two hex digits that are not 00";

static const char *
cut_path(char *path, struct target *target)
{
	char *rest = *path == '\0' ? NULL : path;
	char *piece;

	while ((piece = next_piece(&rest, '/'))) {
		if (target->segment_count == TARGET_SEGMENTS_MAX)
			return "the path has too many segments";
		if (!decode(piece, false))
			return bad_escape;
		target->segments[target->segment_count++] = piece;
	}
	return NULL;
}

static const char *
cut_query(char *query, struct target *target)
{
	char *rest = query;
	char *name;

	while ((name = next_piece(&rest, '&'))) {
		char *value = name;

		if (*name == '\0')
			continue;
		if (target->pair_count == TARGET_PAIRS_MAX)
			return "the query has too many parameters";
		next_piece(&value, '=');
		if (!decode(name, true) || (value && !decode(value, true)))
			return bad_escape;
		target->pairs[target->pair_count++] =
		    (struct target_pair){name, value ? value : ""};
	}
	return NULL;
}

const char *
target_parse(const char *text, struct target *target)
{
	char *query;
	const char *wrong;

	*target = (struct target){0};
	if (*text != '/')
		return "the target must be a path";
	target->text = xstrndup(text + 1, strlen(text + 1));
	query = target->text;
	next_piece(&query, '?');
	wrong = cut_path(target->text, target);
	if (!wrong)
		wrong = cut_query(query, target);
	if (wrong)
		target_free(target);
	return wrong;
}

void
target_free(struct target *target)
{
	free(target->text);
	*target = (struct target){0};
}

const char *
target_value(const struct target *target, const char *name)
{
	for (size_t i = 0; i < target->pair_count; i++) {
		if (strcmp(target->pairs[i].name, name) == 0)
			return target->pairs[i].value;
	}
	return NULL;
}
