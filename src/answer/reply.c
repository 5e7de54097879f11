#include "answer/reply.h"

#include <assert.h>

/* What comes back of the query's flags (RFC 1035 §4.1.1, RFC 4035 §3.1.6). */
enum { FLAGS_KEPT = FLAGS_OPCODE | FLAG_RD | FLAG_CD };

static size_t
size_limit(const struct asking *asking)
{
	size_t limit = asking->query->edns.udp_size;

	if (asking->client->transport == TRANSPORT_TCP)
		return ANSWER_TCP_MAX;
	if (!asking->query->has_opt)
		return MESSAGE_UDP_PLAIN;
	if (limit > asking->settings->udp_size)
		limit = asking->settings->udp_size;
	return limit > MESSAGE_UDP_PLAIN ? limit : MESSAGE_UDP_PLAIN;
}

static bool
asked(const struct query *query, enum edns_option_id option)
{
	return (query->edns.options & 1u << option) != 0;
}

/* Options are answered only where they have been asked for. */
static void
choose_options(struct reply *reply, const struct asking *asking)
{
	const struct query *query = asking->query;
	const struct answer_settings *settings = asking->settings;
	struct edns_reply *edns = &reply->edns;

	if (asked(query, EDNS_NSID) && settings->nsid_len > 0) {
		edns->options |= 1u << EDNS_NSID;
		edns->nsid = settings->nsid;
		edns->nsid_len = settings->nsid_len;
	}
	if (asked(query, EDNS_COOKIE) && query->edns.cookie) {
		reply->cookie_proved =
		    cookie_answer(settings->cookie_secret, asking->client,
				  &query->edns, reply->cookie);
		edns->options |= 1u << EDNS_COOKIE;
		edns->cookie = reply->cookie;
		edns->cookie_len = COOKIE_LEN;
	}
	/* RFC 7828 §3.2.2: never over UDP */
	if (asked(query, EDNS_KEEPALIVE) && settings->tcp_keepalive > 0 &&
	    asking->client->transport == TRANSPORT_TCP) {
		edns->options |= 1u << EDNS_KEEPALIVE;
		edns->keepalive = settings->tcp_keepalive;
	}
}

static void
copy_question(struct reply *reply, const struct query *query)
{
	struct name name = query->question.name;

	/* As it was sent: 0x20 case is kept, and it has no pointers. */
	reply->qname =
	    (struct name){reply->w.base + reply->w.at, name.len, name.labels};
	writer_put(&reply->w, name.wire, name.len + 4u);
	reply->header.count[SECTION_QUESTION] = 1;
}

void
reply_begin(struct reply *reply, const struct asking *asking, uint8_t *buffer,
	    size_t size)
{
	const struct query *query = asking->query;

	reply->limit = size_limit(asking);
	assert(reply->limit <= size);
	reply->w = writer_init(buffer, reply->limit);
	reply->header = (struct header){
	    .id = query->header.id,
	    .flags =
		FLAG_QR | (query->header.flags & FLAGS_KEPT) |
		(asking->settings->outside == OUTSIDE_FORWARD ? FLAG_RA : 0),
	};
	reply->rcode = RCODE_NOERROR;
	reply->has_opt = query->has_opt;
	reply->repeatable = true;
	reply->secure = false;
	reply->cookie_proved = false;
	reply->bad_key = NULL;
	reply->qname = (struct name){0};
	reply->zone = NULL;
	compress_init(&reply->names);
	writer_take(&reply->w, HEADER_LEN);
	if (query->has_question)
		copy_question(reply, query);
	if (!query->has_opt)
		return;
	reply->edns = (struct edns_reply){
	    .udp_size = asking->settings->udp_size,
	    .dnssec_ok = query->edns.dnssec_ok,
	};
	if (query->edns.options)
		choose_options(reply, asking);
	reply->w.limit -= edns_size(&reply->edns);
}

/* The most of the text that fits, not cut inside a character of UTF-8. */
static size_t
fitting(const char *text, size_t room)
{
	size_t len = strlen(text);

	if (len <= room)
		return len;
	for (len = room; len > 0 && ((uint8_t)text[len] & 0xc0) == 0x80;)
		len--;
	return len;
}

void
reply_explain(struct reply *reply, enum ede error, const char *text)
{
	struct edns_reply *edns = &reply->edns;
	size_t kept;

	if (!reply->has_opt)
		return;
	kept = edns_size(edns);
	edns->options |= 1u << EDNS_ERROR;
	edns->error = (uint16_t)error;
	edns->error_text_len = 0;
	reply->w.limit = reply->limit - edns_size(edns);
	if (reply->w.limit < reply->w.at) {
		edns->options &= (uint8_t) ~(1u << EDNS_ERROR);
		reply->w.limit = reply->limit - kept;
		return;
	}
	edns->error_text = text;
	edns->error_text_len = (uint16_t)fitting(text, writer_left(&reply->w));
	reply->w.limit -= edns->error_text_len;
}

/* RFC 8945 §5.3: unsigned, and the last RR. Left out where names at their
 * limits make it too long for plain UDP. */
static void
write_tsig(struct reply *reply)
{
	size_t at = reply->w.at;

	tsig_write_error(reply->bad_key, TSIG_BADKEY, &reply->w);
	if (reply->w.failed)
		writer_rewind(&reply->w, at);
	else
		reply->header.count[SECTION_ADDITIONAL]++;
}

size_t
reply_end(struct reply *reply)
{
	reply->w.limit = reply->limit;
	if (reply->has_opt) {
		reply->edns.rcode = reply->rcode;
		edns_write(&reply->edns, &reply->w);
		reply->header.count[SECTION_ADDITIONAL]++;
	}
	if (reply->bad_key)
		write_tsig(reply);
	assert(!reply->w.failed);
	reply->header.flags |= (uint16_t)(reply->rcode & FLAGS_RCODE);
	header_write(reply->w.base, &reply->header);
	return reply->w.at;
}
