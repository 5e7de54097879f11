/*
 * What the steps of freezing share: freeze_sort.c, freeze.c and
 * freeze_index.c.
 */
#ifndef MXD_ZONE_FREEZE_PRIVATE_H
#define MXD_ZONE_FREEZE_PRIVATE_H

#include "zone/builder_private.h"
#include "zone/snapshot.h"
#include "zone/trie.h"

/* A run with the start of its key, most often all that need be compared. */
struct sorted_run {
	uint64_t prefix;
	const struct owner_run *run;
};

/* The runs in canonical order of owners, those of one owner as they came; in
 * new memory. */
struct sorted_run *freeze_sort_runs(const struct zone_builder *builder);

/* Whether two runs have one owner. */
bool freeze_same_owner(const struct sorted_run *a, const struct sorted_run *b);

/* The RRs of one owner by RRset and RDATA, equal ones as they came. */
void freeze_sort_rrs(const struct kept_rr **rrs, size_t count);

/* Whether they are of one RRset; how their RDATA are ordered. */
bool freeze_same_rrset(const struct kept_rr *a, const struct kept_rr *b);
int freeze_rdata_order(const struct kept_rr *a, const struct kept_rr *b);

/* order[] and the trie, behind the nodes of the arena: a key for each of them,
 * by rank. */
void freeze_index(struct snapshot *arena, const struct trie_keys *keys,
		  struct zone *zone);

/* Which node each MX, SRV, NS ... names, by so many threads. */
void freeze_find_targets(struct zone *zone, unsigned threads);

#endif
