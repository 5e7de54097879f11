/*
 * Passing on questions that are for others to answer: what they are asked, and
 * how their answer becomes a reply of ours.
 *
 * Nothing of their message is copied as it stands: its records are read, each
 * name in them, and written into a reply that has the client's own id, question
 * and OPT, and its own limit. What does not read so is not passed on.
 */
#ifndef MXD_ANSWER_RELAY_H
#define MXD_ANSWER_RELAY_H

#include "answer/reply.h"

enum { RELAY_UDP_SIZE = 1232 /* RFC 9715 */ };

/*
 * Write the query for that name into the reply's buffer, in place of the reply;
 * its id is 0. An OPT without options ends it (EDNS_OPT_LEN octets), so that it
 * can be cut off for servers that know none. Returns its length.
 */
size_t relay_ask(struct reply *reply, const struct query *query,
		 struct name name);

/*
 * Take in the answer to that name and the query's type. What is in the reply
 * already, aliases that led to the name, stays; AD is theirs. Where there is
 * no proper answer, the reply becomes a SERVFAIL that says why.
 */
void relay_take(struct reply *reply, const struct query *query,
		struct name name, const struct relayed *relayed);

#endif
