#include "answer/answer.h"
#include "answer/chaos.h"
#include "answer/compose.h"
#include "answer/memo.h"
#include "answer/query.h"
#include "answer/relay.h"
#include "answer/reply.h"
#include "dns/rrtype.h"

#include <assert.h>

/* What every step of answering may need. */
struct answering {
	const struct view *view;
	const struct asking *asking;
	const struct relayed *relayed; /* NULL: nobody has been asked */
	struct reply *reply;
	struct memo *memo;
	size_t ask; /* octets, instead of a reply: to be asked elsewhere */
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

/* RFC 6840 §5.7, §5.8: who sets either bit understands AD. */
static bool
asks_for_ad(const struct query *query)
{
	return query->header.flags & FLAG_AD ||
	       (query->has_opt && query->edns.dnssec_ok);
}

/* Whether all that the plan has comes from zones that count as validated. The
 * root's own records do wherever any zone's do: senders ask for them to find
 * out whether anybody validates. */
static bool
is_secure(const struct answer_settings *settings, const struct plan *plan)
{
	unsigned count = plan->answers + plan->authorities;
	bool secure = plan->authoritative && count > 0;

	for (unsigned i = 0; i < count && secure; i++) {
		const struct plan_item *item = &plan->items[i];

		secure = item->zone->origin.labels == 0 &&
			 item->owner.labels == 0 && plan->authorities == 0;
		for (size_t k = 0; k < settings->secure_count && !secure; k++)
			secure =
			    name_equal(item->zone->origin, settings->secure[k]);
	}
	return secure;
}

static void
set_ad(const struct answering *at)
{
	if (at->reply->secure && asks_for_ad(at->asking->query))
		at->reply->header.flags |= FLAG_AD;
}

/* What others have answered, behind aliases of ours that led there. */
static void
relay(const struct answering *at, const struct plan *plan)
{
	const struct answer_settings *settings = at->asking->settings;
	struct reply *reply = at->reply;
	bool secure = asks_for_ad(at->asking->query);

	if (plan->answers > 0) {
		secure = secure && settings->secure_count > 0 &&
			 is_secure(settings, plan);
		compose_plan(reply, plan);
		if (plan->authoritative)
			reply->header.flags |= FLAG_AA;
	}
	relay_take(reply, at->asking->query, plan->outside, at->relayed);
	if (!secure)
		reply->header.flags &= (uint16_t)~FLAG_AD;
	/* What has an MX is there (RFC 8020). */
	if (settings->sink && reply->rcode == RCODE_NXDOMAIN)
		reply->rcode = RCODE_NOERROR;
}

/*
 * The question, or the alias that it led to, is outside of all zones. Returns
 * whether that settles it: an alias is an answer by itself.
 */
static bool
answer_outside(struct answering *at, const struct plan *plan)
{
	const struct answer_settings *settings = at->asking->settings;

	/* A query of this server's own has come back to it. */
	if (settings->loop_name.len > 0 &&
	    name_equal(plan->outside, settings->loop_name)) {
		chaos_write_text(at->reply, CLASS_IN, settings->loop_text);
		return true;
	}
	if (settings->outside == OUTSIDE_FORWARD &&
	    at->asking->query->header.flags & FLAG_RD) {
		if (at->relayed)
			relay(at, plan);
		else
			at->ask = relay_ask(at->reply, at->asking->query,
					    plan->outside);
		return true;
	}
	if (plan->answers > 0) {
		/* Another client may have it followed. */
		at->reply->repeatable = false;
		return false;
	}
	refuse(at);
	return true;
}

static void
answer_data(struct answering *at)
{
	const struct question *question = &at->asking->query->question;
	const struct answer_settings *settings = at->asking->settings;
	const struct plan_scope scope = {at->view, settings->backdrop,
					 settings->outside == OUTSIDE_DENY};
	struct reply *reply = at->reply;
	struct plan plan;

	if (answer_meta(reply, question->type))
		return;
	if (memo_recall(at->memo, reply, question->type)) {
		set_ad(at);
		return;
	}
	plan_answer(&plan, &scope, reply->qname, question->type);
	reply->zone = plan.zone;
	if (plan.outside.len > 0 && answer_outside(at, &plan))
		return;
	reply->rcode = (uint16_t)plan.rcode;
	if (plan.rcode == RCODE_SERVFAIL) {
		const char *why = plan.zone->refusal;

		reply_explain(reply, EDE_INVALID_DATA, why ? why : "");
		return;
	}
	if (plan.authoritative)
		reply->header.flags |= FLAG_AA;
	if (settings->secure_count > 0) {
		reply->secure =
		    plan.outside.len == 0 && is_secure(settings, &plan);
		set_ad(at);
	}
	compose_plan(reply, &plan);
	memo_keep(at->memo, reply);
}

static void
answer_question(struct answering *at)
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
respond(struct answering *at, enum rcode parsed)
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
	    .has_opt = query->has_opt,
	    .dnssec_ok = query->edns.dnssec_ok,
	    .udp_size = query->edns.udp_size,
	    .zone = reply->zone,
	};
}

/* `given` is all but what is made here. */
static struct answered
answer_any(const struct answering *given, const uint8_t *query, size_t len,
	   uint8_t *buffer, size_t size)
{
	struct query asked;
	struct reply made;
	struct asking asking = *given->asking;
	struct answering at = *given;
	struct answered answered;

	/* What is itself a response is never answered: two servers could
	 * answer each other for ever. */
	if (len < HEADER_LEN || bytes_get16(query + 2) & FLAG_QR)
		return (struct answered){.len = 0};

	enum rcode parsed = query_parse(query, len, &asked);

	asking.query = &asked;
	at.asking = &asking;
	at.reply = &made;
	reply_begin(&made, &asking, buffer, size);
	respond(&at, parsed);
	answered = summarise(&asked, &made, at.ask ? at.ask : reply_end(&made));
	answered.forward = at.ask > 0;
	return answered;
}

struct answered
/* NOLINTNEXTLINE(readability-function-size): all it depends on, by name */
answer(const struct view *view, const struct answer_settings *settings,
       struct memo *memo, const struct client *client, const uint8_t *query,
       size_t len, uint8_t *reply, size_t size)
{
	struct asking asking = {.client = client, .settings = settings};
	const struct answering at = {
	    .view = view, .asking = &asking, .memo = memo};

	return answer_any(&at, query, len, reply, size);
}

struct answered
/* NOLINTNEXTLINE(readability-function-size): all it depends on, by name */
answer_relayed(const struct view *view, const struct answer_settings *settings,
	       const struct client *client, const uint8_t *query, size_t len,
	       const struct relayed *relayed, uint8_t *reply, size_t size)
{
	struct asking asking = {.client = client, .settings = settings};
	const struct answering at = {
	    .view = view, .asking = &asking, .relayed = relayed};

	return answer_any(&at, query, len, reply, size);
}
