/*
 * One query and what became of it, as whoever watches gets to see it: a value
 * of fixed size that refers to nothing.
 */
#ifndef MXD_LAB_SIGHTING_H
#define MXD_LAB_SIGHTING_H

#include "answer/answer.h"

enum {
	SIGHTING_IPV6 = 1, /* of the client */
	SIGHTING_TCP = 2,
	SIGHTING_NAME = 4, /* a question could be read */
	SIGHTING_EDNS = 8,
	SIGHTING_DO = 16,
	SIGHTING_FAULT = 32,
};

enum { SIGHTING_NO_ZONE = 255, SIGHTING_FAULT_MAX = 64 };

struct sighting {
	uint64_t time;    /* when it had come, ns since 1970 */
	uint64_t latency; /* from then until its answer was ready, ns */
	uint8_t client[16];
	uint32_t query_len;
	uint16_t port;
	uint16_t type, class; /* 0 without a question */
	uint16_t query_flags; /* the second word of the header, as sent */
	uint16_t reply_flags; /* likewise; 0 without a reply */
	uint16_t rcode;       /* all of it (RFC 6891 §6.1.3) */
	uint16_t reply_len;   /* octets; 0: none was sent */
	uint16_t udp_size;    /* of EDNS, as sent */
	uint16_t bits;
	uint16_t zone_labels; /* the zone is the ancestor of the name with so
			       * many labels; SIGHTING_NO_ZONE: none */
	uint8_t name[NAME_WIRE_MAX + 1]; /* what is behind it means nothing */
	char fault[SIGHTING_FAULT_MAX];  /* id of the one that it met, cut */
};

/* Who asks, and what only those who watch want to know of it. */
struct asker {
	struct client client;
	uint16_t port;
	uint64_t received; /* ns since 1970 */
};

/* All but the latency. */
void sighting_make(struct sighting *sighting, const struct asker *asker,
		   const uint8_t *query, size_t len,
		   const struct answered *answered);

/* Views of it; without a question, or a zone, the length is 0. */
struct name sighting_name(const struct sighting *sighting);
struct name sighting_zone(const struct sighting *sighting);

#endif
