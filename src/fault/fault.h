/*
 * A fault: a rule that says which queries are answered wrongly, how often, and
 * how. Immutable but for its counts, which workers share.
 */
#ifndef MXD_FAULT_FAULT_H
#define MXD_FAULT_FAULT_H

#include "base/prefix.h"
#include "base/vec.h"
#include "base/yamltree.h"
#include "dns/name.h"
#include "fault/action.h"

#include <stdatomic.h>

enum {
	FAULT_ID_MAX = 63, /* octets */
	FAULT_TEXT_MAX = 255,
	FAULT_STEPS_MAX = 100,
	FAULT_RECORDS_MAX = 100, /* of one answer */
	FAULT_ALWAYS = 1000000,  /* probability, in millionths */
};

/* A record of an answer; an owner without labels is the name asked for. */
struct fault_record {
	struct name owner;
	const uint8_t *rdata; /* wire form, uncompressed */
	uint16_t type, rdlength;
	uint32_t ttl;
	uint8_t *octets; /* of both; owned */
	char *text;      /* as it was given; owned */
};

/* An action with its parameters. */
struct fault_effect {
	const struct action *action;
	unsigned given; /* parameters, a bit for each */
	uint16_t rcode, ede;
	char *text;
	uint32_t delay_min, delay_max; /* ms */
	uint32_t ttl;
	uint32_t octets;
	VEC(struct fault_record) records;
};

enum fault_pattern { PATTERN_ANY, PATTERN_NAME, PATTERN_BELOW };

/* Queries that a rule was asked about and fitted, and those it changed. */
struct fault_counts {
	_Atomic uint64_t matches, hits;
};

struct fault {
	uint32_t references;       /* control thread only */
	char id[FAULT_ID_MAX + 1]; /* "": to be given one */
	bool of_file;              /* of mxd.yaml */

	/* which queries */
	enum fault_pattern pattern;
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;     /* of PATTERN_BELOW: the ancestor */
	uint16_t type;        /* 0: any */
	struct prefix client; /* len 0: anybody */
	unsigned transports;

	/* how often */
	uint32_t probability; /* millionths */
	uint32_t every, first, after;
	uint32_t lasts; /* ms; 0: for ever */
	uint64_t until; /* by the clock of fault_start(); 0: for ever */
	uint32_t seed;

	bool makes;                     /* all of its actions do */
	VEC(struct fault_effect) steps; /* one, or a sequence's */
	bool sequence;
	struct fault_counts *counts; /* owned */
};

/*
 * Read one rule from a mapping of YAML, or of JSON, which is YAML. On failure
 * NULL, and the sink has all that is wrong, each with its place.
 */
struct fault *fault_read(const struct yamltree *tree,
			 const struct yamlnode *node, struct diag_sink *sink);

/* The time when it comes into force, in ms. Once, before anybody else has it.
 */
void fault_start(struct fault *fault, uint64_t now);

struct fault *fault_ref(struct fault *fault);
void fault_unref(struct fault *fault);

#endif
