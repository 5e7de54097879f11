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

/* Most queries end in an OPT without options, if they have one at all. Returns
 * whether that is what is left. */
static bool
take_plain_opt(struct query *query, struct reader *r)
{
	const uint8_t *at = r->at;

	if (reader_left(r) != EDNS_OPT_LEN || at[0] != 0 ||
	    bytes_get16(at + 1) != TYPE_OPT || bytes_get16(at + 9) != 0)
		return false;
	query->edns = edns_from_head(bytes_get16(at + 3), bytes_get32(at + 5));
	query->has_opt = true;
	return true;
}

/* Whether the header counts no RR but one in the additional section. */
static bool
counts_one_additional(const struct header *header)
{
	return header->count[SECTION_ANSWER] == 0 &&
	       header->count[SECTION_AUTHORITY] == 0 &&
	       header->count[SECTION_ADDITIONAL] == 1;
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
	if (counts_one_additional(&query->header) && take_plain_opt(query, &r))
		return RCODE_NOERROR;
	for (enum section section = SECTION_ANSWER;
	     section <= SECTION_ADDITIONAL; section++) {
		if (!read_section(query, &r, section))
			return RCODE_FORMERR;
	}
	return query->edns.bad_option ? RCODE_FORMERR : RCODE_NOERROR;
}
