/*
 * Any octets as a DMARC record, and as one behind "v=DMARC1;": reading comes
 * to an end, and what is wrong is told about octets of the record.
 */
#include "base/alloc.h"
#include "check/dmarc.h"
#include "check/uri.h"
#include "fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void
read_record(const char *text, size_t size)
{
	struct faults faults = {0};
	struct dmarc dmarc;

	dmarc_read(text, size, &dmarc, &faults);
	for (size_t i = 0; i < faults.count; i++) {
		const struct fault *fault = &faults.items[i];

		/* An empty record has nothing to point at. */
		assert(fault->part.at + fault->part.len <= size + (size == 0));
		assert(fault->says[0] != '\0');
		assert(fault->kind <= DMARC_REPORT);
	}
	for (size_t i = 0; i < dmarc.count; i++) {
		assert(dmarc.items[i].at + dmarc.items[i].len <= size);
		assert(uri_is_host(text, dmarc.items[i]));
	}
	assert(dmarc.p_part.at + dmarc.p_part.len <= size);
	assert(dmarc.p <= POLICY_REJECT && dmarc.sp <= POLICY_REJECT);
	assert(dmarc.psd == 'y' || dmarc.psd == 'n' || dmarc.psd == 'u');
	if (!dmarc_is_record(text, size))
		assert(dmarc_why_not(text, size)[0] != '\0');
	dmarc_free(&dmarc);
	faults_free(&faults);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static const char version[] = "v=DMARC1;";
	size_t len = sizeof version - 1;
	char *text = xalloc(len + size);

	memcpy(text, version, len);
	if (size > 0)
		memcpy(text + len, octets, size);
	read_record(text + len, size);
	assert(dmarc_is_record(text, len + size));
	read_record(text, len + size);
	free(text);
	return 0;
}
