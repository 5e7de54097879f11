/*
 * Any octets as a DKIM key record: reading comes to an end, and what is wrong
 * is told about octets of the record. As tags that stand once, in order.
 */
#include "check/dkim.h"
#include "check/taglist.h"
#include "fuzz.h"

#include <assert.h>
#include <string.h>

static void
check_faults(const struct faults *faults, size_t size)
{
	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *fault = &faults->items[i];

		/* An empty record has nothing to point at. */
		assert(fault->part.at + fault->part.len <= size + (size == 0));
		assert(fault->says[0] != '\0');
		assert(fault->kind == DKIM_SYNTAX || fault->kind == DKIM_KEY);
		assert(fault->level == RULE_WARN || fault->level == RULE_NOTE);
	}
}

static void
check_tags(const char *text, size_t size)
{
	struct taglist tags = {.folds = size % 2, .fields = size % 3 == 0};
	struct faults faults = {0};
	size_t end = 0;

	taglist_read(&tags, text, size, &faults, DKIM_SYNTAX);
	check_faults(&faults, size);
	for (size_t i = 0; i < tags.count; i++) {
		const struct tag *tag = &tags.items[i];

		assert(tag->name.at >= end && tag->name.len > 0);
		assert(tag->value.at > tag->name.at + tag->name.len - 1);
		end = tag->value.at + tag->value.len;
		assert(end <= size);
		assert(!memchr(text + tag->value.at, ';', tag->value.len));
	}
	faults_free(&faults);
	taglist_free(&tags);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	const char *text = size > 0 ? (const char *)octets : "";
	struct faults faults = {0};

	dkim_read(text, size, &faults);
	check_faults(&faults, size);
	faults_free(&faults);
	check_tags(text, size);
	return 0;
}
