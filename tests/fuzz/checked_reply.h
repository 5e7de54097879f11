/*
 * Whether a reply is well formed to the last octet, has the query's ID and
 * question, and is what answer() says of it.
 */
#ifndef MXD_TESTS_CHECKED_REPLY_H
#define MXD_TESTS_CHECKED_REPLY_H

#include "answer/answer.h"
#include "dns/edns.h"
#include "dns/rdata.h"

#include <assert.h>

static inline void
check_rr(struct reader *r)
{
	static uint8_t rdata[RDATA_MAX];
	uint8_t owner[NAME_WIRE_MAX];
	struct writer w = writer_init(rdata, sizeof rdata);
	struct reader part = *r;
	struct message_rr rr;
	struct edns_query edns;
	bool read = message_read_rr(r, owner, &rr);

	assert(read);
	if (rr.type == TYPE_TSIG)
		return;
	if (rr.type == TYPE_OPT) {
		read = edns_read(&rr, &edns);
		assert(read && !edns.bad_option);
		return;
	}
	part.at = rr.rdata;
	read = rdata_read(&part, rr.type, rr.rdlength, &w);
	assert(read && rdata_check(rr.type, rdata, (uint16_t)w.at));
}

static inline void
check_reply(const uint8_t *reply, const struct answered *answered,
	    const uint8_t *query)
{
	struct reader r = reader_init(reply, answered->len);
	struct header header;
	struct question question;
	bool read = header_read(&r, &header);

	assert(read && header.flags & FLAG_QR);
	assert(header.id == bytes_get16(query));
	assert(header.flags == answered->flags);
	assert((header.flags & FLAGS_RCODE) == (answered->rcode & FLAGS_RCODE));
	assert(header.count[SECTION_QUESTION] <= 1);
	assert(header.count[SECTION_QUESTION] == (answered->qname.len > 0));
	if (header.count[SECTION_QUESTION] == 1) {
		read = question_read(&r, &question);
		assert(read);
		assert(memcmp(reply + HEADER_LEN, query + HEADER_LEN,
			      question.name.len + 4u) == 0);
		assert(answered->qname.wire == question.name.wire &&
		       answered->qname.len == question.name.len &&
		       answered->qname.labels == question.name.labels);
		assert(answered->qtype == question.type &&
		       answered->qclass == question.class);
	}
	for (unsigned s = SECTION_ANSWER; s < SECTIONS; s++) {
		for (unsigned i = 0; i < header.count[s]; i++)
			check_rr(&r);
	}
	assert(reader_left(&r) == 0);
}

#endif
