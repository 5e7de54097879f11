/*
 * Queries for tests, as octets: a header, a question, an OPT.
 */
#ifndef MXD_TESTS_QUERIES_H
#define MXD_TESTS_QUERIES_H

#include "dns/edns.h"
#include "dns/rrtype.h"

#include <stdbool.h>

struct test_query {
	uint16_t id;
	uint16_t flags;   /* OPCODE among them */
	struct name name; /* len 0: no question */
	uint16_t type;
	uint16_t class;
	bool edns;
	uint8_t version;
	uint16_t edns_flags;
	uint16_t udp_size;
	uint8_t options[512]; /* of the OPT, as sent */
	size_t options_len;
};

static inline void
query_init(struct test_query *query, struct name name, uint16_t type)
{
	*query = (struct test_query){.id = 0x1234,
				     .name = name,
				     .type = type,
				     .class = CLASS_IN,
				     .udp_size = 1232};
}

static inline void
query_option(struct test_query *query, uint16_t code, const void *data,
	     size_t len)
{
	struct writer w = writer_init(query->options, sizeof query->options);

	w.at = query->options_len;
	writer_put16(&w, code);
	writer_put16(&w, (uint16_t)len);
	writer_put(&w, data, len);
	query->options_len = w.at;
	query->edns = true;
}

/* Returns the length. */
static inline size_t
query_write(const struct test_query *query, uint8_t *into, size_t size)
{
	struct writer w = writer_init(into, size);
	struct header header = {.id = query->id, .flags = query->flags};

	header.count[SECTION_QUESTION] = query->name.len > 0;
	header.count[SECTION_ADDITIONAL] = query->edns;
	header_write(writer_take(&w, HEADER_LEN), &header);
	if (query->name.len > 0) {
		writer_put(&w, query->name.wire, query->name.len);
		writer_put16(&w, query->type);
		writer_put16(&w, query->class);
	}
	if (query->edns) {
		writer_put8(&w, 0);
		writer_put16(&w, TYPE_OPT);
		writer_put16(&w, query->udp_size);
		writer_put8(&w, 0);
		writer_put8(&w, query->version);
		writer_put16(&w, query->edns_flags);
		writer_put16(&w, (uint16_t)query->options_len);
		writer_put(&w, query->options, query->options_len);
	}
	return w.failed ? 0 : w.at;
}

#endif
