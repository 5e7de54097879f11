#include "fault/action.h"
#include "base/nearest.h"
#include "fault/act.h"

#include <string.h>

enum {
	RCODE = PARAMETER_RCODE,
	EXPLAIN = PARAMETER_EDE | PARAMETER_TEXT,
	DELAY = PARAMETER_DELAY,
	TTL = PARAMETER_TTL,
	OCTETS = PARAMETER_OCTETS,
	ANSWER = PARAMETER_ANSWER,
	SEQUENCE = PARAMETER_SEQUENCE,
};

// clang-format off
static const struct action rows[] = {
    {"pass", FAULT_SEND, FAULT_BOTH, 0, DELAY, false, 0, NULL,
     "the true answer, for steps of a sequence"},
    {"rcode", FAULT_SEND, FAULT_BOTH, RCODE, EXPLAIN | DELAY, true, 0,
     act_rcode,
     "this RCODE and no records; one over 15 becomes SERVFAIL for a client "
     "without EDNS"},
    {"nxdomain", FAULT_SEND, FAULT_BOTH, 0, EXPLAIN | DELAY, true, 0,
     act_nxdomain, "the name does not exist, with the zone's SOA"},
    {"empty", FAULT_SEND, FAULT_BOTH, 0, EXPLAIN | DELAY, true, 0, act_empty,
     "the name has nothing of that type (NODATA), with the zone's SOA"},
    {"answer", FAULT_SEND, FAULT_BOTH, ANSWER, DELAY | TTL, true, 0,
     act_answer, "these records instead; @ as owner is the name asked for"},
    {"drop", FAULT_DROP, FAULT_BOTH, 0, 0, true, 0, NULL,
     "no answer; over TCP the connection goes on"},
    {"delay", FAULT_SEND, FAULT_BOTH, DELAY, 0, false, 0, NULL,
     "the true answer, late; nothing else waits for it"},
    {"truncate", FAULT_SEND, FAULT_UDP, 0, DELAY, false, 0, act_truncate,
     "TC and no records, so that the client comes again over TCP"},
    {"wrong-id", FAULT_SEND, FAULT_BOTH, 0, DELAY, false, 0, act_wrong_id,
     "an answer with another id than the query's"},
    {"wrong-question", FAULT_SEND, FAULT_BOTH, 0, DELAY, false, 0,
     act_wrong_question, "an answer to another question: one letter differs"},
    {"not-authoritative", FAULT_SEND, FAULT_BOTH, 0, DELAY, false, 0,
     act_not_authoritative, "an answer without AA"},
    {"ttl", FAULT_SEND, FAULT_BOTH, TTL, DELAY, false, 0, act_ttl,
     "all records with this TTL"},
    {"strip-additional", FAULT_SEND, FAULT_BOTH, 0, DELAY, false, 0,
     act_strip_additional, "an answer without additional records"},
    {"shuffle", FAULT_SEND, FAULT_BOTH, 0, DELAY, false, 0, act_shuffle,
     "the answer section's records in another order"},
    {"duplicate", FAULT_TWICE, FAULT_BOTH, 0, DELAY, false, 0, NULL,
     "the answer twice"},
    {"corrupt", FAULT_SEND, FAULT_BOTH, 0, OCTETS | DELAY, false, 3,
     act_corrupt, "an answer with some octets behind its id changed"},
    {"garbage", FAULT_SEND, FAULT_BOTH, 0, OCTETS | DELAY, true, 64,
     act_garbage, "the query's id, and random octets behind it"},
    {"oversize", FAULT_SEND, FAULT_BOTH, 0, OCTETS | DELAY, false, 4096,
     act_oversize, "an answer that TXT records blow up to this size, whatever "
     "the client takes; over UDP 4096 at most"},
    {"tcp-refuse", FAULT_REFUSE, FAULT_TCP, 0, 0, true, 0, NULL,
     "a connection is reset as soon as it is made, before any query: the rule "
     "can name no name and no type"},
    {"tcp-reset", FAULT_RESET, FAULT_TCP, 0, 0, true, 0, NULL,
     "the connection is reset instead of an answer"},
    {"tcp-stall", FAULT_STALL, FAULT_TCP, 0, 0, true, 0, NULL,
     "no answer, and nothing more on that connection until it is idle for too "
     "long"},
    {"sequence", FAULT_SEND, FAULT_BOTH, SEQUENCE, 0, false, 0, NULL,
     "the first time the first of these actions, then the next; the last one "
     "stays"},
};
// clang-format on

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct action *
action_rows(size_t *count)
{
	*count = ROWS;
	return rows;
}

const struct action *
action_get(const char *name, size_t len)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strlen(rows[i].name) == len &&
		    memcmp(rows[i].name, name, len) == 0)
			return &rows[i];
	}
	return NULL;
}

const char *
action_nearest(const char *name, size_t len)
{
	struct nearest nearest = nearest_to(name, len);

	for (size_t i = 0; i < ROWS; i++)
		nearest_try(&nearest, rows[i].name);
	return nearest.word;
}
