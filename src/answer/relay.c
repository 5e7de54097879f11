#include "answer/relay.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"

enum { HEAD_LEN = 8 /* TYPE, CLASS, TTL */ };

size_t
relay_ask(struct reply *reply, const struct query *query, struct name name)
{
	struct header header = {
	    .flags =
		FLAG_RD | (query->header.flags & (uint16_t)(FLAG_AD | FLAG_CD)),
	    .count = {[SECTION_QUESTION] = 1, [SECTION_ADDITIONAL] = 1},
	};
	struct edns_reply edns = {
	    .udp_size = RELAY_UDP_SIZE,
	    .dnssec_ok = query->has_opt && query->edns.dnssec_ok,
	};
	struct writer w = writer_init(reply->w.base, MESSAGE_UDP_PLAIN);
	uint8_t wire[NAME_WIRE_MAX];

	/* The name may stand where the query is written. */
	memcpy(wire, name.wire, name.len);
	header_write(writer_take(&w, HEADER_LEN), &header);
	writer_put(&w, wire, name.len);
	writer_put16(&w, query->question.type);
	writer_put16(&w, CLASS_IN);
	edns_write(&edns, &w);
	return w.at;
}

/* An answer on its way into a reply. */
struct relay {
	struct reply *reply;
	struct reader r;
	struct header header;
	uint8_t *scratch;
	unsigned extended; /* RCODE, the part that OPT carries */

	/* The RRset that the last RR was of, and what stood before it. */
	uint8_t owner[NAME_WIRE_MAX];
	uint16_t type;
	uint16_t count;
	size_t at;
	uint16_t names;
};

/* Whether a message answers that question, and the reader is at its RRs. */
static bool
begin(struct relay *relay, const struct query *query, struct name name)
{
	struct question question;

	return header_read(&relay->r, &relay->header) &&
	       (relay->header.flags & (FLAG_QR | FLAG_TC)) == FLAG_QR &&
	       header_opcode(&relay->header) == OPCODE_QUERY &&
	       relay->header.count[SECTION_QUESTION] == 1 &&
	       question_read(&relay->r, &question) &&
	       name_equal(question.name, name) &&
	       question.type == query->question.type &&
	       question.class == CLASS_IN;
}

/* The RR that comes next begins another RRset: what is there stays. */
static void
note_rrset(struct relay *relay, const struct message_rr *rr,
	   enum section section)
{
	struct reply *reply = relay->reply;

	if (relay->at != 0 && relay->type == rr->type &&
	    name_equal(name_at(relay->owner), rr->owner))
		return;
	memcpy(relay->owner, rr->owner.wire, rr->owner.len);
	relay->type = rr->type;
	relay->at = reply->w.at;
	relay->names = reply->names.count;
	relay->count = reply->header.count[section];
}

/* An RRset is passed on whole or not at all (RFC 2181 §9). */
static void
drop_rrset(struct relay *relay, enum section section)
{
	writer_rewind(&relay->reply->w, relay->at);
	relay->reply->names.count = relay->names;
	relay->reply->header.count[section] = relay->count;
}

/* The RDATA, names in it whole, into the scratch; false: malformed. */
static bool
read_rdata(struct relay *relay, const struct message_rr *rr, uint16_t *len)
{
	struct reader r = relay->r;
	struct writer w = writer_init(relay->scratch, RDATA_MAX);

	r.at = rr->rdata;
	if (rr->class != CLASS_IN ||
	    !rdata_read(&r, rr->type, rr->rdlength, &w))
		return false;
	*len = (uint16_t)w.at;
	return true;
}

static void
write_rr(struct reply *reply, const struct message_rr *rr, const uint8_t *rdata,
	 uint16_t len)
{
	const struct rrtype *type = rrtype_get(rr->type);

	if (reply->names.count == 0)
		compress_add(&reply->names, &reply->w, reply->qname,
			     HEADER_LEN);
	compress_write(&reply->names, &reply->w, rr->owner);
	writer_put16(&reply->w, rr->type);
	writer_put16(&reply->w, rr->class);
	writer_put32(&reply->w, rr->ttl);
	rdata_write(&reply->w, &reply->names, type, rdata, len);
}

/* OPT and TSIG are between us and the other server. */
static bool
is_ours(struct relay *relay, const struct message_rr *rr)
{
	if (rr->type == TYPE_OPT)
		relay->extended = rr->ttl >> 24;
	return rr->type == TYPE_OPT || rr->type == TYPE_TSIG;
}

/* Read a section and, as long as it fits, write it; false: malformed. */
static bool
take_section(struct relay *relay, enum section section)
{
	struct reply *reply = relay->reply;
	uint8_t owner[NAME_WIRE_MAX];
	struct message_rr rr;

	relay->at = 0;
	for (unsigned i = relay->header.count[section]; i > 0; i--) {
		uint16_t len;

		if (!message_read_rr(&relay->r, owner, &rr))
			return false;
		if (is_ours(relay, &rr))
			continue;
		if (!read_rdata(relay, &rr, &len))
			return false;
		if (reply->w.failed || reply->header.flags & FLAG_TC)
			continue;
		note_rrset(relay, &rr, section);
		write_rr(reply, &rr, relay->scratch, len);
		if (!reply->w.failed) {
			reply->header.count[section]++;
			continue;
		}
		if (section == SECTION_ADDITIONAL)
			continue;
		drop_rrset(relay, section);
		reply->header.flags |= FLAG_TC;
	}
	if (reply->w.failed)
		drop_rrset(relay, section);
	return true;
}

/* Nothing but the question and why there is no answer. */
static void
fail(struct reply *reply, enum ede error, const char *text)
{
	writer_rewind(&reply->w, HEADER_LEN + reply->qname.len + 4u);
	reply->names.count = 0;
	for (enum section section = SECTION_ANSWER; section < SECTIONS;
	     section++)
		reply->header.count[section] = 0;
	reply->header.flags &= (uint16_t) ~(FLAG_AA | FLAG_AD | FLAG_TC);
	reply->rcode = RCODE_SERVFAIL;
	reply_explain(reply, error, text);
}

void
relay_take(struct reply *reply, const struct query *query, struct name name,
	   const struct relayed *relayed)
{
	struct relay relay = {.reply = reply, .scratch = relayed->scratch};
	bool good;

	if (!relayed->octets) {
		fail(reply, relayed->error, relayed->error_text);
		return;
	}
	relay.r = reader_init(relayed->octets, relayed->len);
	good = begin(&relay, query, name);
	for (enum section section = SECTION_ANSWER;
	     good && section <= SECTION_ADDITIONAL; section++)
		good = take_section(&relay, section);
	if (!good) {
		fail(reply, EDE_NETWORK_ERROR,
		     "the server that was asked sent no proper answer");
		return;
	}
	reply->header.flags |= relay.header.flags & FLAG_AD;
	reply->rcode = (uint16_t)(relay.extended << 4 |
				  (relay.header.flags & FLAGS_RCODE));
}
