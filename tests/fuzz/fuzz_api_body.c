/*
 * Bodies of requests: whatever comes, each schema judges it without harm, and a
 * record that is accepted comes back as one that is accepted again.
 */
#include "api/body.h"
#include "api/rrtext.h"
#include "api/schema.h"
#include "dns/rdata.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t origin_wire[] = "\7example\3com";
static const struct name origin = {origin_wire, sizeof origin_wire, 2};

static struct record *
record_of(const struct change_record *from)
{
	struct record *record =
	    malloc(sizeof *record + from->owner.len + from->rdlength);

	assert(record);
	*record = (struct record){
	    .id = 1,
	    .ttl = from->has_ttl ? from->ttl : (uint32_t)CHANGE_TTL,
	    .type = from->type,
	    .rdlength = from->rdlength,
	    .disabled = from->disabled,
	    .owner_len = from->owner.len,
	    .owner_labels = from->owner.labels,
	};
	memcpy(record->octets, from->owner.wire, from->owner.len);
	if (from->rdlength > 0)
		memcpy(record->octets + from->owner.len, from->rdata,
		       from->rdlength);
	return record;
}

/* What is answered says the same record. */
static void
comes_back(const struct change_record *first)
{
	struct record *record = record_of(first);
	json_t *json = rrtext_to_json(record);
	struct rrtext_memory memory = {0};
	struct change_record second = {0};
	char why[RRTEXT_WHY_MAX];
	bool good = rrtext_record(json, origin, &memory, &second, why);

	assert(good);
	assert(name_equal(first->owner, second.owner));
	assert(first->type == second.type);
	assert(rdata_compare(first->type, first->rdata, first->rdlength,
			     second.rdata, second.rdlength) == 0);
	rrtext_memory_free(&memory);
	json_decref(json);
	free(record);
}

static void
read_record(json_t *json)
{
	struct rrtext_memory memory = {0};
	struct change_record record = {0};
	char why[RRTEXT_WHY_MAX];

	if (schema_check(schema_get("NewRecord"), json, why) &&
	    rrtext_record(json, origin, &memory, &record, why)) {
		assert(rdata_check(record.type, record.rdata, record.rdlength));
		comes_back(&record);
	}
	rrtext_memory_free(&memory);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* As it comes: with a NUL behind it. */
	char *text = calloc(1, size + 1);
	char why[SCHEMA_WHY_MAX];
	size_t count;
	const struct schema *rows = schema_rows(&count);
	json_t *json;

	assert(text);
	if (size > 0)
		memcpy(text, data, size);
	json = body_parse(text, size, why);
	for (size_t i = 0; json && i < count; i++)
		schema_check(&rows[i], json, why);
	if (json)
		read_record(json);
	json_decref(json);
	free(text);
	return 0;
}
