#include "answer/query.h"
#include "dns/rrtype.h"

#include <assert.h>
#include <stddef.h>

static bool
take_opt(struct query *query, const struct message_rr *rr, enum section section)
{
	bool first = !query->has_opt;

	query->has_opt = first && section == SECTION_ADDITIONAL &&
			 edns_read(rr, &query->edns);
	return query->has_opt;
}

static bool
take_tsig(struct query *query, const struct message_rr *rr,
	  enum section section, bool last)
{
	query->has_tsig = section == SECTION_ADDITIONAL && last &&
			  tsig_read(rr, &query->tsig);
	return query->has_tsig;
}

static bool
read_section(struct query *query, struct reader *r, enum section section)
{
	struct message_rr rr;

	for (unsigned left = query->header.count[section]; left > 0; left--) {
		if (!message_read_rr(r, query->owner, &rr))
			return false;
		if (rr.type == TYPE_OPT && !take_opt(query, &rr, section))
			return false;
		if (rr.type == TYPE_TSIG &&
		    !take_tsig(query, &rr, section, left == 1))
			return false;
	}
	return true;
}

enum rcode
query_parse(const uint8_t *octets, size_t len, struct query *query)
{
	struct reader r = reader_init(octets, len);

	memset(query, 0, offsetof(struct query, owner));
	header_read(&r, &query->header);
	assert(!r.failed);
	if (query->header.count[SECTION_QUESTION] > 1)
		return RCODE_FORMERR;
	if (query->header.count[SECTION_QUESTION] == 1) {
		query->has_question = question_read(&r, &query->question);
		if (!query->has_question)
			return RCODE_FORMERR;
	}
	for (enum section section = SECTION_ANSWER;
	     section <= SECTION_ADDITIONAL; section++) {
		if (!read_section(query, &r, section))
			return RCODE_FORMERR;
	}
	return query->edns.bad_option ? RCODE_FORMERR : RCODE_NOERROR;
}
