/*
 * Any octets as the RDATA of any type: what is taken for well-formed can be
 * printed, read back, compared and sent; what stands in a message, compressed
 * or not, is read into something well-formed or refused.
 */
#include "../support/vectors.h"

#include "fuzz.h"

static struct parsed parsed;
static uint8_t message[2 * RDATA_MAX];
static uint8_t back[2 * RDATA_MAX];

static void
check_text(uint16_t type, const uint8_t *rdata, uint16_t len)
{
	char *text = rdata_to_text(type, rdata, len);

	if (!rdata_check(type, rdata, len)) {
		assert(strncmp(text, "\\# ", 3) == 0);
	} else if (!(rrtype_get(type)->flags & RRTYPE_META)) {
		parse_rdata(type, text, strlen(text), &parsed);
		assert(parsed.ok && parsed.len == len);
		assert(memcmp(parsed.wire, rdata, len) == 0);
	}
	free(text);
}

/* Written twice, so that the second one's names can point to the first's. */
static void
check_message(uint16_t type, const uint8_t *rdata, uint16_t len)
{
	const struct rrtype *row = rrtype_get(type);
	struct writer w = writer_init(message, sizeof message);
	struct compress table;
	struct reader r;
	struct name target;

	compress_init(&table);
	rdata_write(&w, &table, row, rdata, len);
	rdata_write(&w, &table, row, rdata, len);
	assert(!w.failed && w.at <= 2 * ((size_t)len + 2));
	r = reader_init(message, w.at);
	for (int i = 0; i < 2; i++) {
		uint16_t rdlength = reader_get16(&r);
		struct writer out = writer_init(back, sizeof back);

		assert(rdata_read(&r, type, rdlength, &out));
		assert(out.at == len);
		assert(rdata_compare(type, back, len, rdata, len) == 0);
	}
	assert(reader_left(&r) == 0);
	if (rdata_target(row, rdata, len, &target))
		assert(target.wire >= rdata && target.len <= len);
}

/* The octets as a message whose RDATA begins somewhere inside. */
static void
check_reading(uint16_t type, const uint8_t *octets, size_t size)
{
	struct reader r = reader_init(octets, size);
	struct writer out = writer_init(back, sizeof back);

	reader_take(&r, reader_get8(&r));
	if (r.failed || reader_left(&r) > RDATA_MAX)
		return;
	if (rdata_read(&r, type, (uint16_t)reader_left(&r), &out))
		assert(out.at <= RDATA_MAX &&
		       rdata_check(type, back, (uint16_t)out.at));
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	uint16_t type;

	if (size < 2 || size - 2 > RDATA_MAX)
		return 0;
	type = bytes_get16(octets);
	octets += 2;
	size -= 2;
	check_text(type, octets, (uint16_t)size);
	if (rdata_check(type, octets, (uint16_t)size))
		check_message(type, octets, (uint16_t)size);
	check_reading(type, octets, size);
	return 0;
}
