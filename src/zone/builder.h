/*
 * From RRs in any order to a frozen zone, with what must be known to judge it.
 *
 *	zone_builder_new -> zone_builder_add ... -> zone_builder_freeze -> draft
 *
 * Building merges duplicates (RFC 2181 §5), takes the lowest TTL of an RRset
 * (§5.2) and leaves out what is outside the zone; all such is remembered as
 * incidents, which the rules of check/ turn into findings.
 */
#ifndef MXD_ZONE_BUILDER_H
#define MXD_ZONE_BUILDER_H

#include "base/source.h"
#include "zone/zone.h"

/* One RR as read; views that need live only during the call. */
struct rr {
	struct name owner;
	uint16_t type;
	uint16_t rdlength;
	uint32_t ttl;
	const uint8_t *rdata; /* wire form, uncompressed, checked */
	struct pos pos;       /* of its TYPE in the text */
};

enum incident_kind {
	INCIDENT_OUT_OF_ZONE,  /* owner outside the zone; left out */
	INCIDENT_DUPLICATE,    /* the same RR again; left out */
	INCIDENT_TTL_MISMATCH, /* another TTL than the RRset's other RRs */
	INCIDENT_TOO_MANY, /* the first beyond 65,535 of an RRset, or beyond as
			    * many RRsets of an owner; left out with those
			    * after it */
};

struct incident {
	enum incident_kind kind;
	struct pos pos;   /* of the RR at fault */
	struct pos other; /* of the RR that it conflicts with, if any */
};

/*
 * What a person wrote beside a record, or for the whole zone: that a rule is
 * broken here on purpose. In a master file, "; mxd: allow RULE" behind the
 * record, or "; mxd: allow-zone RULE" anywhere.
 */
struct allowance {
	struct pos pos;    /* of the rule's id in its text */
	uint32_t span;     /* octets of the id */
	bool zone;         /* for all of the zone; else for what stands in the
			 * same text from octet `from` to before `to` */
	uint32_t from, to; /* equal: no record is there */
};

/*
 * An owner that is to have the addresses of another name: octoDNS's ALIAS. It
 * is none of DNS: before a zone is judged, control/alias.h puts records in its
 * place.
 */
struct zone_alias {
	uint8_t *octets; /* of both names; owned */
	struct name owner, target;
	uint32_t ttl;   /* the most that its records may have */
	struct pos pos; /* of the target in the text, and how long it is */
	uint32_t span;
};

/*
 * A zone that has not been judged: the snapshot and, beside it, where each RR
 * stands in the text. Dropped, but for the zone, once the zone is accepted.
 */
struct draft {
	struct zone *zone;  /* owned (one reference) */
	uint32_t *first;    /* by node rank: index in rr_pos of its first RR */
	struct pos *rr_pos; /* zone order: rank, RRset, RDATA */
	struct incident *incidents;
	size_t incident_count;
	struct allowance *allowances;
	size_t allowance_count;
	struct zone_alias *aliases; /* by owner; owned */
	size_t alias_count;
	bool soa_made; /* nobody wrote the SOA: its serial is a time */
};

struct zone_builder;

struct zone_builder *zone_builder_new(struct name origin);

/* An empty one for the same zone. */
struct zone_builder *zone_builder_like(const struct zone_builder *builder);

/* Let freezing have several threads (base/parallel.h); at first it has one. */
void zone_builder_use_threads(struct zone_builder *builder, unsigned threads);

/* Remember one RR; never fails: what is wrong with it becomes an incident. */
void zone_builder_add(struct zone_builder *builder, const struct rr *rr);

/* Remember one allowance. */
void zone_builder_allow(struct zone_builder *builder,
			const struct allowance *allowance);

/* Remember one ALIAS, whose owner is in the zone; its names are copied. The
 * owner becomes a node, though it has no RRset yet. */
void zone_builder_alias(struct zone_builder *builder,
			const struct zone_alias *alias);

/* Remember that the SOA is nobody's words. */
void zone_builder_soa_made(struct zone_builder *builder);

/* All that `part` remembers of the same zone, as if it had come next; ends
 * `part`. */
void zone_builder_absorb(struct zone_builder *builder,
			 struct zone_builder *part);

/*
 * Where the apex's SOA has a serial that is not later than `before` (RFC 1982
 * §3.2), give it the one after that.
 */
void zone_builder_raise_serial(struct zone_builder *builder, uint32_t before);

/*
 * Sort, index and freeze; ends the builder. A zone without any data at the
 * apex has an empty apex node: rules refuse it, building does not.
 * The caller owns the draft: draft_free().
 */
struct draft zone_builder_freeze(struct zone_builder *builder);

/* For an error before freezing. */
void zone_builder_free(struct zone_builder *builder);

/* The contrary: a builder of all that is in the draft but its ALIASes, so that
 * RRs can be added. The draft stays. */
struct zone_builder *zone_builder_thaw(const struct draft *draft);

/* Where RR number i of an RRset of the draft's zone stands. */
struct pos draft_pos(const struct draft *draft, const struct node *node,
		     const struct rrset *rrset, unsigned i);

/*
 * A zone whose text is gone as a draft, to be judged again: each RR stands
 * nowhere (file 0). Takes a reference of its own.
 */
struct draft draft_without_text(struct zone *zone);

/* Frees positions and incidents and gives the zone back. */
void draft_free(struct draft *draft);

#endif
