/*
 * What is wrong with a text, collected by a parser that knows nothing of zones
 * or rules: judges tell it, each rule its own kind.
 */
#ifndef MXD_CHECK_FAULT_H
#define MXD_CHECK_FAULT_H

#include "base/vec.h"
#include "check/rule.h"

/* Some octets of a text. */
struct part {
	size_t at, len;
};

struct fault {
	struct part part;
	uint8_t kind;  /* the parser's word for the rule it belongs to */
	uint8_t level; /* enum rule_level: RULE_WARN or RULE_NOTE */
	char *says;    /* owned */
};

/* Zero-initialise. */
struct faults {
	struct fault *items;
	size_t count, capacity;
};

void fault_add(struct faults *faults, unsigned kind, enum rule_level level,
	       struct part part, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

void faults_free(struct faults *faults);

#endif
