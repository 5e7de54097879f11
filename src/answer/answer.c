#include "answer/answer.h"
#include "answer/chaos.h"
#include "answer/compose.h"
#include "answer/memo.h"
#include "answer/query.h"
#include "answer/reply.h"
#include "dns/rrtype.h"

#include <assert.h>

/* What every step of answering may need. */
struct answering {
	const struct view *view;
	const struct asking *asking;
	struct reply *reply;
	struct memo *memo;
};

/* RFC 6895 §3.1: 128 to 255 are not types of data. */
static bool
is_meta(uint16_t qtype)
{
	return qtype == TYPE_OPT || (qtype >= 128 && qtype <= 255);
}

/*
 * QTYPEs that no zone has data for. Returns whether it was one; ANY is not,
 * it is the plan's.
 */
static bool
answer_meta(struct reply *reply, uint16_t qtype)
{
	if (!is_meta(qtype) || qtype == TYPE_ANY)
		return false;
	switch (qtype) {
	case TYPE_AXFR:
	case TYPE_IXFR:
		reply->rcode = RCODE_REFUSED;
		reply_explain(reply, EDE_PROHIBITED, "");
		break;
	case TYPE_MAILA:
	case TYPE_MAILB:
		reply->rcode = RCODE_NOTIMP;
		reply_explain(reply, EDE_NOT_SUPPORTED, "");
		break;
	default:
		reply->rcode = RCODE_FORMERR;
		reply_explain(reply, EDE_INVALID_QUERY_TYPE, "");
		break;
	}
	return true;
}

/* As many names of zones as there is room for. */
static void
list_zones(const struct view *view, char text[static REPLY_TEXT_MAX])
{
	char name[NAME_TEXT_MAX];
	size_t used = 0;

	for (uint32_t i = 0; i < view->count; i++) {
		size_t len = name_to_text(view->zones[i].apex, name);

		if (!view->zones[i].zone)
			continue;
		if (used + len + sizeof " ..." > REPLY_TEXT_MAX) {
			memcpy(text + used, " ...", sizeof " ...");
			return;
		}
		if (used > 0)
			text[used++] = ' ';
		memcpy(text + used, name, len);
		used += len;
	}
	text[used] = '\0';
}

/* RFC 8914 §4.21 */
static void
refuse(const struct answering *at)
{
	at->reply->rcode = RCODE_REFUSED;
	at->reply->text[0] = '\0';
	if (at->asking->settings->refused_names_zones)
		list_zones(at->view, at->reply->text);
	reply_explain(at->reply, EDE_NOT_AUTHORITATIVE, at->reply->text);
}

/* RFC 7873 §5.4: an empty question is for the cookie's sake. */
static void
answer_empty(const struct answering *at)
{
	const struct edns_query *edns = &at->asking->query->edns;

	if (!edns->cookie)
		at->reply->rcode = RCODE_FORMERR;
	else if (edns->cookie_len > COOKIE_CLIENT_LEN &&
		 !at->reply->cookie_proved)
		at->reply->rcode = RCODE_BADCOOKIE;
}

static void
answer_data(const struct answering *at)
{
	const struct question *question = &at->asking->query->question;
	struct reply *reply = at->reply;
	struct plan plan;

	if (answer_meta(reply, question->type) ||
	    memo_recall(at->memo, reply, question->type))
		return;
	plan_answer(&plan, at->view, reply->qname, question->type);
	reply->zone = plan.zone;
	if (plan.rcode == RCODE_REFUSED) {
		refuse(at);
		return;
	}
	reply->rcode = (uint16_t)plan.rcode;
	if (plan.rcode == RCODE_SERVFAIL) {
		const char *why = plan.zone->refusal;

		reply_explain(reply, EDE_INVALID_DATA, why ? why : "");
		return;
	}
	if (plan.authoritative)
		reply->header.flags |= FLAG_AA;
	compose_plan(reply, &plan);
	memo_keep(at->memo, reply);
}

static void
answer_question(const struct answering *at)
{
	switch (at->asking->query->question.class) {
	case CLASS_IN:
		answer_data(at);
		break;
	case CLASS_CH:
		chaos_answer(at->reply, &at->asking->query->question,
			     at->asking->settings);
		break;
	default:
		refuse(at);
		break;
	}
}

static void
respond(const struct answering *at, enum rcode parsed)
{
	const struct query *query = at->asking->query;
	struct reply *reply = at->reply;

	if (query->has_opt && query->edns.version != EDNS_VERSION) {
		reply->rcode = RCODE_BADVERS;
	} else if (header_opcode(&query->header) != OPCODE_QUERY) {
		reply->rcode = RCODE_NOTIMP;
		reply_explain(reply, EDE_NOT_SUPPORTED, "");
	} else if (parsed != RCODE_NOERROR) {
		reply->rcode = (uint16_t)parsed;
	} else if (query->has_tsig) {
		reply->rcode = RCODE_NOTAUTH;
		reply->bad_key = &query->tsig;
	} else if (query->has_question) {
		answer_question(at);
	} else {
		answer_empty(at);
	}
}

static struct answered
summarise(const struct query *query, const struct reply *reply, size_t len)
{
	return (struct answered){
	    .len = len,
	    .qname = reply->qname,
	    .qtype = query->question.type,
	    .qclass = query->question.class,
	    .flags = reply->header.flags,
	    .rcode = reply->rcode,
	    .zone = reply->zone,
	};
}

struct answered
/* NOLINTNEXTLINE(readability-function-size): all it depends on, by name */
answer(const struct view *view, const struct answer_settings *settings,
       struct memo *memo, const struct client *client, const uint8_t *query,
       size_t len, uint8_t *reply, size_t size)
{
	struct query asked;
	struct reply made;
	struct asking asking = {&asked, client, settings};
	struct answering at = {view, &asking, &made, memo};

	/* What is itself a response is never answered: two servers could
	 * answer each other for ever. */
	if (len < HEADER_LEN || bytes_get16(query + 2) & FLAG_QR)
		return (struct answered){.len = 0};

	enum rcode parsed = query_parse(query, len, &asked);

	reply_begin(&made, &asking, reply, size);
	respond(&at, parsed);
	return summarise(&asked, &made, reply_end(&made));
}
