/*
 * Any text as a fault, and behind a NUL any octets as a reply. A rule that is
 * read is written and read again, the same; whatever its action does to the
 * octets, it stays within the buffer.
 */
#include "../support/rules.h"
#include "fault/act.h"
#include "fault/field.h"
#include "fuzz.h"

enum { REPLY_MAX = 2048, ALL_MAX = 1 << 16 };

static void
put(char *all, const char *text)
{
	size_t len = strlen(all);

	if (len + strlen(text) + 1 < ALL_MAX)
		memcpy(all + len, text, strlen(text) + 1);
}

/* A text as JSON has it. */
static void
put_quoted(char *all, const char *text)
{
	put(all, "\"");
	for (; *text; text++) {
		char octet[8] = {*text};

		if (*text == '"' || *text == '\\')
			snprintf(octet, sizeof octet, "\\%c", *text);
		else if ((uint8_t)*text < 0x20 || *text == 0x7f)
			snprintf(octet, sizeof octet, "\\u%04x",
				 (uint8_t)*text);
		put(all, octet);
	}
	put(all, "\"");
}

static void
put_field(char *all, const struct fault_field *field, struct fault *fault,
	  struct fault_effect *effect)
{
	bool list = field->kind->form == FORM_TEXTS;
	char text[FAULT_FIELD_TEXT_MAX];
	void *at = fault_field_at(field, fault, effect);

	if (!field->kind->get || !field->kind->get(at, 0, text))
		return;
	put(all, field->name);
	put(all, list ? ": [" : ": ");
	for (size_t i = 0; field->kind->get(at, i, text); i++) {
		put_quoted(all, text);
		put(all, ", ");
		if (!list)
			break;
	}
	put(all, list ? "], " : "");
}

static void
put_effect(char *all, struct fault *fault, struct fault_effect *effect)
{
	size_t count;
	const struct fault_field *rows = fault_fields(&count);

	for (size_t i = 0; i < count; i++) {
		if (rows[i].parameter & effect->given)
			put_field(all, &rows[i], fault, effect);
	}
}

static char *
write_rule(struct fault *fault)
{
	size_t count;
	const struct fault_field *rows = fault_fields(&count);
	char *all = calloc(1, ALL_MAX);

	put(all, "{");
	for (size_t i = 0; i < count; i++) {
		if (!rows[i].parameter)
			put_field(all, &rows[i], fault, NULL);
	}
	if (fault->sequence)
		put(all, "action: sequence, sequence: [");
	for (size_t i = 0; i < fault->steps.count; i++) {
		put(all, fault->sequence ? "{" : "");
		put_effect(all, fault, &fault->steps.items[i]);
		put(all, fault->sequence ? "}, " : "");
	}
	put(all, fault->sequence ? "]}" : "}");
	return all;
}

static void
act_on_octets(struct fault *fault, const uint8_t *octets, size_t len)
{
	uint8_t reply[REPLY_MAX + 8];

	for (size_t i = 0; i < fault->steps.count; i++) {
		struct act act = {
		    .effect = &fault->steps.items[i],
		    .random = fault_random_of(fault->seed, i),
		    .reply = reply,
		    .len = len < REPLY_MAX ? len : REPLY_MAX,
		    .limit = REPLY_MAX / 2,
		    .size = REPLY_MAX,
		};

		if (act.limit < act.len)
			act.limit = REPLY_MAX;
		memset(reply, 0xa5, sizeof reply);
		memcpy(reply, octets, act.len);
		act_on(&act);
		assert(act.len <= REPLY_MAX);
		for (size_t k = REPLY_MAX; k < sizeof reply; k++)
			assert(reply[k] == 0xa5);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	const uint8_t *end = size ? memchr(octets, '\0', size) : NULL;
	size_t len = end ? (size_t)(end - octets) : size;
	char *said;
	struct fault *fault = rules_read((const char *)octets, len, &said);
	struct fault *again;
	char *once;
	char *twice;

	free(said);
	if (!fault)
		return 0;
	once = write_rule(fault);
	if (strlen(once) + FAULT_FIELD_TEXT_MAX < ALL_MAX) {
		again = rules_fault(once);
		twice = write_rule(again);
		assert(strcmp(once, twice) == 0);
		free(twice);
		fault_unref(again);
	}
	free(once);
	if (end)
		act_on_octets(fault, end + 1, size - len - 1);
	fault_unref(fault);
	return 0;
}
