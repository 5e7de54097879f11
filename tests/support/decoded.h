/*
 * A reply taken apart into the lists of the model, OPT left out.
 */
#ifndef MXD_TESTS_DECODED_H
#define MXD_TESTS_DECODED_H

#include "model.h"
#include "queries.h"

#include "answer/answer.h"

struct decoded {
	struct header header;
	struct model_list lists[SECTIONS];
	uint8_t owners[2 * MODEL_LIST_MAX][NAME_WIRE_MAX];
	unsigned owner_count;
	unsigned rcode;
};

static inline void
decode_rr(struct decoded *decoded, struct reader *r, struct model_list *list)
{
	uint8_t *owner = decoded->owners[decoded->owner_count++];
	struct model_rr *to = &list->rrs[list->count];
	struct writer w = writer_init(to->rdata, sizeof to->rdata);
	struct message_rr rr;

	assert(message_read_rr(r, owner, &rr));
	if (rr.type == TYPE_OPT)
		return;

	struct reader part = *r;

	part.at = rr.rdata;
	assert(rdata_read(&part, rr.type, rr.rdlength, &w));
	assert(rr.class == CLASS_IN);
	to->owner = rr.owner;
	to->type = rr.type;
	to->ttl = rr.ttl;
	to->rdlength = (uint16_t)w.at;
	list->count++;
}

static inline void
decode(struct decoded *decoded, const uint8_t *reply, size_t len)
{
	struct reader r = reader_init(reply, len);
	struct question question;

	decoded->owner_count = 0;
	assert(header_read(&r, &decoded->header));
	assert(decoded->header.count[SECTION_QUESTION] == 1);
	assert(question_read(&r, &question));
	for (unsigned s = SECTION_ANSWER; s < SECTIONS; s++) {
		struct model_list *list = &decoded->lists[s];

		list->count = 0;
		for (unsigned i = 0; i < decoded->header.count[s]; i++)
			decode_rr(decoded, &r, list);
	}
	assert(reader_left(&r) == 0);
	decoded->rcode = decoded->header.flags & FLAGS_RCODE;
}

static inline bool
same_rr(const struct model_rr *a, const struct model_rr *b)
{
	return a->type == b->type && a->ttl == b->ttl &&
	       a->rdlength == b->rdlength && name_equal(a->owner, b->owner) &&
	       rdata_compare(a->type, a->rdata, a->rdlength, b->rdata,
			     b->rdlength) == 0;
}

static const struct answer_settings settings = {.udp_size = 1232};

static inline size_t
ask(const struct view *view, struct test_query *query, enum transport transport,
    uint8_t reply[static ANSWER_TCP_MAX])
{
	static const uint8_t address[4] = {192, 0, 2, 1};
	struct client client = {address, sizeof address, transport, 0};
	uint8_t octets[1024];
	size_t len = query_write(query, octets, sizeof octets);

	return answer(view, &settings, NULL, &client, octets, len, reply,
		      ANSWER_TCP_MAX)
	    .len;
}

#endif
