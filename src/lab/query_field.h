/*
 * THE lists of what is told of a query that was seen, and of what queries can
 * be found by. JSON, filters, the API's schemas and docs/api.md are made from
 * these rows.
 */
#ifndef MXD_LAB_QUERY_FIELD_H
#define MXD_LAB_QUERY_FIELD_H

/* FIELD(name, kind, when, says): kind WORD, COUNT, YES_NO or WORDS; when
 * ALWAYS or SOMETIMES. Each is a function value_NAME() of
 * control/tojson_query.c. */
// clang-format off
#define QUERY_FIELDS(FIELD)                                                    \
	FIELD(time, WORD, ALWAYS,                                              \
	      "when it came, in UTC (RFC 3339)")                               \
	FIELD(client, WORD, ALWAYS, "the address that asked")                  \
	FIELD(port, COUNT, ALWAYS, "its port")                                 \
	FIELD(transport, WORD, ALWAYS, "udp or tcp")                           \
	FIELD(name, WORD, SOMETIMES,                                           \
	      "QNAME, in the case that was asked; without a question that "    \
	      "could be read, it is not there")                                \
	FIELD(type, WORD, SOMETIMES, "QTYPE, likewise")                        \
	FIELD(class, WORD, SOMETIMES, "QCLASS, likewise")                      \
	FIELD(flags, WORDS, ALWAYS,                                            \
	      "of the query: those of RD, AD, CD, AA, TC and RA that are set") \
	FIELD(udp_size, COUNT, SOMETIMES,                                      \
	      "UDP size of EDNS, as sent; without EDNS, it is not there")      \
	FIELD(dnssec_ok, YES_NO, SOMETIMES, "DO of EDNS, likewise")            \
	FIELD(rcode, WORD, SOMETIMES,                                          \
	      "of the answer; without an answer, it is not there")             \
	FIELD(answer_flags, WORDS, SOMETIMES, "of the answer, likewise")       \
	FIELD(query_size, COUNT, ALWAYS, "octets of the query")                \
	FIELD(answer_size, COUNT, ALWAYS,                                      \
	      "octets of the answer; 0: none was sent")                        \
	FIELD(zone, WORD, SOMETIMES,                                           \
	      "the zone that the answer is from, or begins in")                \
	FIELD(fault, WORD, SOMETIMES, "id of the fault that it met")           \
	FIELD(latency_us, COUNT, ALWAYS,                                       \
	      "microseconds from its arrival until its answer was ready")

/* FILTER(name, says): each is a row of lab/match.c. */
#define QUERY_FILTERS(FILTER)                                                  \
	FILTER(name,                                                           \
	       "QNAME in any case; *.example.com is all names below "          \
	       "example.com")                                                  \
	FILTER(type, "QTYPE, as MX or TYPE15")                                 \
	FILTER(client,                                                         \
	       "the address that asked, or a network as 127.0.1.0/24")         \
	FILTER(transport, "udp or tcp")                                        \
	FILTER(rcode, "RCODE of the answer, as NXDOMAIN")                      \
	FILTER(zone, "the zone that the answer is from")                       \
	FILTER(fault, "id of the fault that it met")
// clang-format on

#endif
