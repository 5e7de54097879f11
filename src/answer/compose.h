/*
 * Writing what a plan has decided: the answer, authority and additional
 * sections, each RRset whole or not at all.
 */
#ifndef MXD_ANSWER_COMPOSE_H
#define MXD_ANSWER_COMPOSE_H

#include "answer/plan.h"
#include "answer/reply.h"

/*
 * The plan is for the name in the reply's own question (reply->qname), so
 * that owners can be told to stand there. An RRset that does not fit sets TC
 * and ends the reply, but for an optional one of the additional section, which
 * is left out (RFC 2181 §9).
 */
void compose_plan(struct reply *reply, const struct plan *plan);

#endif
