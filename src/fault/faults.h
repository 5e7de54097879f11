/*
 * The faults in force, in their order: what workers read. Immutable; a change
 * makes another set, which shares the rules that stay, and their counts.
 *
 * The first rule that fits a query, and whose turn it is, decides. So the
 * counts are exact whatever the worker: `first: 2` is two queries.
 */
#ifndef MXD_FAULT_FAULTS_H
#define MXD_FAULT_FAULTS_H

#include "fault/fault.h"
#include "fault/random.h"

enum { FAULTS_MAX = 1000 };

/* A list (base/vec.h) that owns a reference to each. */
struct faults_list {
	struct fault **items;
	size_t count, capacity;
};

struct faults {
	uint32_t references; /* control thread only */
	size_t count;        /* at least 1: no set is NULL */
	struct fault **items;
	bool refuses; /* one of them is about connections */
};

/* A query as rules see it. */
struct fault_query {
	struct name qname;
	uint16_t qtype;
	uint8_t address_len;
	const uint8_t *address; /* 4 or 16 octets, network order */
	unsigned transport;     /* FAULT_UDP or FAULT_TCP */
	uint64_t now;           /* ms, see fault_start() */
};

/* What is to be done to a query's answer. */
struct fault_verdict {
	const struct fault *fault; /* NULL: nothing */
	const struct fault_effect *effect;
	struct fault_random random; /* for the effect */
	uint32_t delay;             /* ms */
};

/* Which rules are asked. */
enum faults_of {
	FAULTS_ALL,        /* those about answers */
	FAULTS_MAKING,     /* of these, those that need no true answer */
	FAULTS_CHANGING,   /* of these, those that do */
	FAULTS_CONNECTING, /* those about connections; no name, no type */
};

struct fault_verdict faults_judge(const struct faults *faults,
				  const struct fault_query *query,
				  enum faults_of which);

/* A set of these; references are taken over. NULL for none. */
struct faults *faults_new(struct fault *const *items, size_t count);
struct faults *faults_ref(struct faults *faults); /* NULL stays NULL */
void faults_unref(struct faults *faults);

static inline size_t
faults_count(const struct faults *faults)
{
	return faults ? faults->count : 0;
}

/* The rule with that id, or NULL. */
struct fault *faults_find(const struct faults *faults, const char *id);

/*
 * Another set: with this rule in the place of the one with its id, or as the
 * last one; or without the one of that id. The old one stays.
 */
struct faults *faults_with(const struct faults *faults, struct fault *fault);
struct faults *faults_without(const struct faults *faults, const char *id);

/* Give a rule that has no id the lowest number that none has. */
void faults_name(const struct faults *faults, struct fault *fault);

void faults_list_free(struct faults_list *list);

#endif
