#include "fault/field.h"
#include "base/nearest.h"
#include "fault/field_kind.h"

#include <string.h>

#define EFFECT(name) offsetof(struct fault_effect, name)

#define FOREVER UINT32_C(4000000000)

// clang-format off
static const struct fault_field rows[] = {
    {"id", &field_id, 0, 1, FAULT_ID_MAX, offsetof(struct fault, id), "WORD",
     "letters, digits, dots, hyphens and underscores by which the rule is "
     "found; without it, a number is given"},
    {"name", &field_pattern, 0, 0, 0, 0, "NAME",
     "the name that is asked for; *.NAME is all names below that, but not "
     "itself; without it, all names"},
    {"type", &field_type, 0, 0, 0, offsetof(struct fault, type), "TYPE",
     "the type that is asked for; without it, all types"},
    {"client", &field_client, 0, 0, 0, offsetof(struct fault, client),
     "ADDR[/BITS]", "who asks, an address or a network; without it, everybody"},
    {"transport", &field_transport, 0, 0, 0,
     offsetof(struct fault, transports), "udp|tcp",
     "how it is asked; without it, over both"},
    {"action", &field_action, PARAMETER_ACTION, 0, 0, EFFECT(action), "ACTION",
     "what becomes of the answer"},
    {"rcode", &field_rcode, PARAMETER_RCODE, 0, 4095, EFFECT(rcode), "RCODE",
     "the RCODE, a mnemonic or a number to 4095"},
    {"ede", &field_ede, PARAMETER_EDE, 0, 65535, EFFECT(ede), "CODE",
     "an Extended DNS Error (RFC 8914), for clients with EDNS: a number"},
    {"text", &field_text, PARAMETER_TEXT, 1, FAULT_TEXT_MAX, EFFECT(text),
     "TEXT", "what the Extended DNS Error says"},
    {"delay", &field_delay, PARAMETER_DELAY, 1, FAULT_DELAY_MAX,
     EFFECT(delay_min), "TIME[-TIME]",
     "the answer is late by that much, or by something between two times: "
     "2s, 100ms-1s; a number alone is seconds"},
    {"ttl", &field_ttl, PARAMETER_TTL, 0, INT32_MAX, EFFECT(ttl), "SECONDS",
     "the TTL of all records"},
    {"octets", &field_number, PARAMETER_OCTETS, 1, 65535, EFFECT(octets), "N",
     "how many octets: changed by corrupt (3), made by garbage (64), all in "
     "all with oversize (4096)"},
    {"answer", &field_records, PARAMETER_ANSWER, 0, 0, EFFECT(records),
     "RECORDS", "records as in a zone file, names absolute: "
     "\"@ 60 MX 10 mx.example\""},
    {"sequence", &field_steps, PARAMETER_SEQUENCE, 0, 0,
     offsetof(struct fault, steps), "ACTIONS",
     "actions, each with its parameters: [{action: drop}, {action: pass}]"},
    {"probability", &field_probability, 0, 0, 0,
     offsetof(struct fault, probability), "0..1",
     "how likely a query is hit; the dice depend on the seed and on the "
     "query's number among those that fit"},
    {"every", &field_number, 0, 1, UINT32_MAX, offsetof(struct fault, every),
     "N", "only each N-th query that fits"},
    {"first", &field_number, 0, 1, UINT32_MAX, offsetof(struct fault, first),
     "N", "only the first N queries that fit"},
    {"after", &field_number, 0, 1, UINT32_MAX, offsetof(struct fault, after),
     "N", "only when N queries that fit have passed"},
    {"for", &field_duration, 0, 1, FOREVER, offsetof(struct fault, lasts),
     "TIME", "the rule ends that long after it was made: 500ms, 90s, 5m"},
    {"seed", &field_number, 0, 1, UINT32_MAX, offsetof(struct fault, seed),
     "N", "another seed, other dice; the same one, the same faults"},
};
// clang-format on

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct fault_field *
fault_fields(size_t *count)
{
	*count = ROWS;
	return rows;
}

const struct fault_field *
fault_field_get(const char *name, size_t len)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strlen(rows[i].name) == len &&
		    memcmp(rows[i].name, name, len) == 0)
			return &rows[i];
	}
	return NULL;
}

const char *
fault_field_nearest(const char *name, size_t len)
{
	struct nearest nearest = nearest_to(name, len);

	for (size_t i = 0; i < ROWS; i++)
		nearest_try(&nearest, rows[i].name);
	return nearest.word;
}
