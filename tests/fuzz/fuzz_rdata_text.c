/*
 * Any text as the RDATA of any type, "TYPE text": it is refused with one
 * complaint, or makes well-formed octets that are printed and read again as
 * they are.
 */
#include "../support/vectors.h"

#include "fuzz.h"

static struct parsed first;
static struct parsed second;

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	const char *text = (const char *)octets;
	const char *blank = memchr(text, ' ', size);
	uint16_t type;

	if (!blank || !rrtype_from_text(text, (size_t)(blank - text), &type))
		return 0;
	size -= (size_t)(blank - text);
	parse_rdata(type, blank, size, &first);
	assert(first.ok == (first.why[0] == '\0'));
	if (!first.ok) {
		assert(first.first.pos.offset <= size);
		return 0;
	}
	assert(rdata_check(type, first.wire, first.len));

	char *printed = rdata_to_text(type, first.wire, first.len);

	parse_rdata(type, printed, strlen(printed), &second);
	assert(second.ok && second.len == first.len);
	assert(memcmp(second.wire, first.wire, first.len) == 0);
	free(printed);
	return 0;
}
