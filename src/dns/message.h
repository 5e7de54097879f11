/*
 * Messages (RFC 1035 §4): the header, the question, the frame of an RR. What
 * is inside RDATA is dns/rdata.h's, what is inside OPT dns/edns.h's.
 */
#ifndef MXD_DNS_MESSAGE_H
#define MXD_DNS_MESSAGE_H

#include "dns/codes.h"
#include "dns/name.h"

enum {
	HEADER_LEN = 12,
	MESSAGE_MAX = 65535,
	MESSAGE_UDP_PLAIN = 512, /* largest over UDP without EDNS */
};

enum section {
	SECTION_QUESTION,
	SECTION_ANSWER,
	SECTION_AUTHORITY,
	SECTION_ADDITIONAL,
	SECTIONS
};

/* Bits of the header's second word. */
enum {
	FLAG_QR = 0x8000,
	FLAG_AA = 0x0400,
	FLAG_TC = 0x0200,
	FLAG_RD = 0x0100,
	FLAG_RA = 0x0080,
	FLAG_AD = 0x0020,
	FLAG_CD = 0x0010,
	FLAGS_OPCODE = 0x7800,
	FLAGS_RCODE = 0x000f,
};

struct header {
	uint16_t id;
	uint16_t flags;
	uint16_t count[SECTIONS]; /* RRs, or questions */
};

static inline unsigned
header_opcode(const struct header *header)
{
	return (unsigned)(header->flags & FLAGS_OPCODE) >> 11;
}

/* Fails the reader when there are not so many octets. */
static inline bool
header_read(struct reader *r, struct header *header)
{
	const uint8_t *at = reader_take(r, HEADER_LEN);

	if (!at)
		return false;
	header->id = bytes_get16(at);
	header->flags = bytes_get16(at + 2);
	for (unsigned i = 0; i < SECTIONS; i++)
		header->count[i] = bytes_get16(at + 4 + i * 2);
	return true;
}

/* Fill the first HEADER_LEN octets of a message. */
static inline void
header_write(uint8_t at[static HEADER_LEN], const struct header *header)
{
	bytes_put16(at, header->id);
	bytes_put16(at + 2, header->flags);
	for (unsigned i = 0; i < SECTIONS; i++)
		bytes_put16(at + 4 + i * 2, header->count[i]);
}

/* The name is a view of the message. */
struct question {
	struct name name;
	uint16_t type;
	uint16_t class;
};

/* A question must be uncompressed: there is nothing before it to point to.
 * On failure r has failed and *question is untouched. */
bool question_read(struct reader *r, struct question *question);

/* An RR as it stands in a message; rdata is a view, names in it compressed. */
struct message_rr {
	struct name owner;
	uint16_t type;
	uint16_t class;
	uint32_t ttl;
	uint16_t rdlength;
	const uint8_t *rdata;
};

/*
 * Read one RR, of which the owner is put into `into` and r is left behind the
 * RDATA. On failure r has failed and *rr is untouched.
 */
bool message_read_rr(struct reader *r, uint8_t into[static NAME_WIRE_MAX],
		     struct message_rr *rr);

#endif
