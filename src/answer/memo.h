/*
 * Answers that one worker has just given, to be given again.
 *
 * What compose has written behind the question depends on the question's name,
 * case ignored, on its type and on the view, and on nothing else as long as all
 * of it has found room: names in it are the zone's own, or point into the
 * question, which is never kept. So an answer that was whole is kept as it was
 * written, and whoever asks the same later, whatever the case, the transport
 * and the OPT, receives the same octets if they fit into that reply. Where a
 * name is made from the question's octets (DNAME), nothing is kept.
 *
 * A name that is asked for once is not worth its copy: a place takes an answer
 * when the question comes for a second time.
 *
 * tests/properties/answer_memo.c compares every octet with what is composed
 * without a memo.
 */
#ifndef MXD_ANSWER_MEMO_H
#define MXD_ANSWER_MEMO_H

#include "answer/reply.h"

/* For one thread; nothing is allocated but by memo_new(). */
struct memo;

struct memo *memo_new(void);
void memo_free(struct memo *memo);

/* Forget all, as is due whenever the view becomes another one. */
void memo_clear(struct memo *memo);

/*
 * Write what is known to be the answer to this reply's question, which has
 * qname and class IN. False, with nothing written, when there is no such answer
 * or it does not fit. `memo` may be NULL, here and below.
 */
bool memo_recall(struct memo *memo, struct reply *reply, uint16_t qtype);

/* Keep what was composed once memo_recall() had nothing, if it may be kept. */
void memo_keep(struct memo *memo, const struct reply *reply);

#endif
