#include "net/serve.h"
#include "answer/query.h"
#include "base/clock.h"
#include "fault/act.h"
#include "fault/faults.h"
#include "lab/ring.h"

uint64_t
serve_time(const struct serve *serve)
{
	return serve->ring ? clock_real_ns() : 0;
}

/* faults */

/* A query on its way through the faults, and its reply. */
struct passing {
	const struct serving *serving;
	const struct client *client;
	const uint8_t *query;
	size_t len;
	uint8_t *reply;
	size_t size;
};

/* The question that faults go by: of class IN, in a plain query. */
static bool
read_question(const struct passing *passing, struct question *question)
{
	struct reader r = reader_init(passing->query, passing->len);
	struct header header;

	return header_read(&r, &header) &&
	       header_opcode(&header) == OPCODE_QUERY &&
	       header.count[SECTION_QUESTION] == 1 &&
	       question_read(&r, question) && question->class == CLASS_IN;
}

static struct fault_verdict
judge(const struct passing *passing, const struct question *question,
      enum faults_of which)
{
	const struct client *client = passing->client;
	bool tcp = client->transport == TRANSPORT_TCP;
	struct fault_query query = {
	    .qname = question->name,
	    .qtype = question->type,
	    .address = client->address,
	    .address_len = client->address_len,
	    .transport = tcp ? FAULT_TCP : FAULT_UDP,
	    .now = (uint64_t)clock_ms(),
	};

	return faults_judge(passing->serving->faults, &query, which);
}

/* What the client takes (RFC 6891 §6.2.5). */
static size_t
limit_of(const struct passing *passing)
{
	size_t limit = MESSAGE_UDP_PLAIN;
	struct query query;

	if (passing->client->transport == TRANSPORT_TCP)
		return passing->size;
	query_parse(passing->query, passing->len, &query);
	if (query.has_opt && query.edns.udp_size > limit)
		limit = query.edns.udp_size;
	if (limit > passing->serving->answer.udp_size)
		limit = passing->serving->answer.udp_size;
	return limit < passing->size ? limit : passing->size;
}

/* Have the fault's action change the reply. */
static void
act(const struct passing *passing, const struct fault_verdict *verdict,
    struct answered *answered)
{
	struct act act = {
	    .effect = verdict->effect,
	    .random = verdict->random,
	    .zone = answered->zone ? answered->zone->zone : NULL,
	    .reply = passing->reply,
	    .len = answered->len,
	    .limit = limit_of(passing),
	    .size = passing->size,
	    .rcode = answered->rcode,
	};

	act_on(&act);
	answered->len = act.len;
	answered->rcode = act.rcode;
	answered->flags = bytes_get16(passing->reply + 2);
}

/* The reply where what is in its place is a question to other servers, which
 * the fault's action does not need to be asked. */
static struct answered
answer_here(const struct passing *passing)
{
	struct answer_settings settings = passing->serving->answer;

	settings.outside = OUTSIDE_REFUSE;
	return answer(passing->serving->view, &settings, NULL, passing->client,
		      passing->query, passing->len, passing->reply,
		      passing->size);
}

/* Let the faults have their way with what was answered. */
static void
pass(const struct passing *passing, enum faults_of which, struct served *served)
{
	struct answered *answered = &served->answered;
	struct fault_verdict verdict;
	struct question question;

	if (answered->len == 0 || !read_question(passing, &question))
		return;
	verdict = judge(passing, &question, which);
	if (!verdict.fault)
		return;
	if (answered->forward)
		*answered = answer_here(passing);
	answered->fault = verdict.fault->id;
	served->way = verdict.effect->action->way;
	served->delay = verdict.delay;
	answered->qname = question.name;
	if (served->way == FAULT_SEND || served->way == FAULT_TWICE)
		act(passing, &verdict, answered);
	else
		answered->len = 0;
}

/* all */

/* What is no query at all has no answer, and met no fault. */
static void
watch(const struct serve *serve, const struct asker *asker,
      const uint8_t *query, size_t len, const struct answered *answered)
{
	struct sighting sighting;

	if (answered->forward || (answered->len == 0 && !answered->fault))
		return;
	sighting_make(&sighting, asker, query, len, answered);
	ring_put(serve->ring, &sighting);
}

struct served
/* NOLINTNEXTLINE(readability-function-size): as answer() */
serve_query(const struct serve *serve, const struct asker *asker,
	    const uint8_t *query, size_t len, uint8_t *reply, size_t size)
{
	const struct serving *serving = serve->serving;
	struct served served;

	served.way = FAULT_SEND;
	served.delay = 0;
	served.answered = answer(serving->view, &serving->answer, serve->memo,
				 &asker->client, query, len, reply, size);
	if (serving->faults) {
		const struct passing passing = {serving, &asker->client, query,
						len,     reply,          size};

		pass(&passing,
		     served.answered.forward ? FAULTS_MAKING : FAULTS_ALL,
		     &served);
	}
	if (serve->ring)
		watch(serve, asker, query, len, &served.answered);
	return served;
}

void
serve_publish(const struct serve *serve)
{
	if (serve->ring)
		ring_publish(serve->ring, clock_real_ns());
}

struct served
/* NOLINTNEXTLINE(readability-function-size): as answer_relayed() */
serve_relayed(const struct serve *serve, const struct asker *asker,
	      const uint8_t *query, size_t len, const struct relayed *relayed,
	      uint8_t *reply, size_t size)
{
	const struct serving *serving = serve->serving;
	struct served served = {.delay = 0};

	served.answered =
	    answer_relayed(serving->view, &serving->answer, &asker->client,
			   query, len, relayed, reply, size);
	if (serving->faults) {
		const struct passing passing = {serving, &asker->client, query,
						len,     reply,          size};

		pass(&passing, FAULTS_CHANGING, &served);
	}
	if (serve->ring)
		watch(serve, asker, query, len, &served.answered);
	serve_publish(serve);
	return served;
}

bool
serve_refuses(const struct serve *serve, const uint8_t *address,
	      uint8_t address_len)
{
	const struct faults *faults = serve->serving->faults;
	struct fault_query query = {
	    .qname = name_root,
	    .address = address,
	    .address_len = address_len,
	    .transport = FAULT_TCP,
	};

	if (!faults || !faults->refuses)
		return false;
	query.now = (uint64_t)clock_ms();
	return faults_judge(faults, &query, FAULTS_CONNECTING).fault;
}
