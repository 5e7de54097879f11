/*
 * A load generator: so many queries at a time, each answer judged.
 *
 * It never sleeps: whom it asks pays nothing for waking it. It keeps `window`
 * queries on their way, shared out to its sockets, and asks the next as an
 * answer comes in, so that the server sets the pace and nothing is lost for
 * want of room.
 */
#ifndef MXD_BENCH_ASK_H
#define MXD_BENCH_ASK_H

#include "questions.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	ASK_WINDOW_MAX = 1024, /* a power of two: the low bits of an ID */
	ASK_LOST_MS = 1000,    /* no answer for so long: there will be none */
};

struct slot {
	uint64_t sent_ns;
	size_t question;
	uint16_t id;
	bool waiting;
};

struct load {
	struct questions questions;
	struct sockaddr_in server;
	unsigned window;
	bool tcp;
	unsigned sockets;  /* connections */
	unsigned rcode;    /* that a right answer has */
	uint64_t count;    /* of queries to ask, 0: no limit */
	uint64_t until_ns; /* 0: no limit */

	uint64_t now_ns;
	uint64_t next; /* query */
	unsigned waiting;
	struct slot slots[ASK_WINDOW_MAX];

	uint64_t right;
	uint64_t wrong; /* answers, but not such */
	uint64_t lost;
	uint64_t late; /* answers to what was given up, or to nothing */
	uint64_t reconnected;
	uint64_t octets; /* of right answers */
	uint64_t additional;
};

/* Look at the clock; whether there is still something to ask. */
bool load_goes_on(struct load *load);

/*
 * Put the next query into a slot that is free. Returns its length: `into` has
 * room for QUERY_MAX octets.
 */
size_t load_ask(struct load *load, unsigned slot, uint8_t *into);

/* Judge an answer and free its slot: its number, or -1 when it is of none. */
int load_judge(struct load *load, const uint8_t *octets, size_t len);

/* Free the slots that wait for too long. */
void load_give_up(struct load *load);

void ask_udp(struct load *load);
void ask_tcp(struct load *load);

#endif
