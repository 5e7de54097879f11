#include "control/change.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static void *
keep(struct changes *changes, const void *octets, size_t len)
{
	void *copy;

	if (!octets || len == 0)
		return NULL;
	copy = xstrndup(octets, len);
	*VEC_PUSH(&changes->owned) = copy;
	return copy;
}

static struct name
keep_name(struct changes *changes, struct name name)
{
	name.wire = keep(changes, name.wire, name.len);
	return name;
}

static const struct change_record *
keep_records(struct changes *changes, const struct change *change)
{
	struct change_record *records =
	    keep(changes, change->records,
		 change->record_count * sizeof *change->records);

	for (size_t i = 0; i < change->record_count; i++) {
		struct change_record *record = &records[i];

		record->owner = keep_name(changes, record->owner);
		record->rdata = keep(changes, record->rdata, record->rdlength);
	}
	return records;
}

struct changes
changes_copy(const struct change *items, size_t count)
{
	struct changes changes = {.count = count};

	changes.items = keep(&changes, items, count * sizeof *items);
	for (size_t i = 0; i < count; i++) {
		struct change *change = &changes.items[i];

		change->zone = keep_name(&changes, change->zone);
		change->owner = keep_name(&changes, change->owner);
		change->text = keep(&changes, change->text, change->text_size);
		change->records = keep_records(&changes, change);
	}
	return changes;
}

void
changes_free(struct changes *changes)
{
	for (size_t i = 0; i < changes->owned.count; i++)
		free(changes->owned.items[i]);
	free(changes->owned.items);
	*changes = (struct changes){0};
}
