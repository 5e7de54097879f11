#include "check/spf_walk.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"

#include <string.h>

/* Over the records of a type that stand where a name leads. */
static struct rdata_walk
target_walk(const struct view *view, const struct target *target, uint16_t type)
{
	if (target->kind != TARGET_NODE)
		return (struct rdata_walk){0};
	return (struct rdata_walk){
	    .zone = view->zones[target->zone].zone,
	    .rrset = node_rrset(target->node, type),
	};
}

enum spf_found
spf_find(const struct view *view, struct name name, struct txt *txt)
{
	struct target target = target_follow(view, name);
	struct rdata_walk walk = target_walk(view, &target, TYPE_TXT);

	if (target.kind != TARGET_NODE && target.kind != TARGET_ABSENT)
		return SPF_UNKNOWN;
	while (rdata_walk_next(&walk)) {
		if (!txt_starts(walk.rdata, "v=spf1"))
			continue;
		*txt = txt_join(walk.rdata);
		if (spf_is_record(txt->text, txt->len))
			return SPF_FOUND;
		txt_free(txt);
	}
	return SPF_NONE;
}

bool
spf_term_name(const char *text, const struct spf_term *term, struct name owner,
	      uint8_t into[static NAME_WIRE_MAX], struct name *name)
{
	if (term->wrong || term->macros)
		return false;
	if (term->domain.len == 0) {
		*name = owner;
		return true;
	}
	return name_from_text(text + term->domain.at, term->domain.len,
			      &name_root, into, name) == NULL;
}

/* redirect= is for records in which nothing else matches: not beside "all"
 * (§6.1). */
static bool
has_all(const struct txt *txt)
{
	struct spf spf;
	struct spf_term term;

	spf_begin(&spf, txt->text, txt->len);
	while (spf_next(&spf, &term)) {
		if (term.kind == SPF_ALL && !term.wrong)
			return true;
	}
	return false;
}

/* counting */

struct counting {
	const struct view *view;
	struct spf_cost *cost;
	struct name path[SPF_DEPTH_MAX]; /* whose records include this one */
	unsigned depth;
	bool loops;
};

static void count_terms(struct counting *counting, struct name owner,
			const struct txt *txt);

/* include: and redirect=; what they lead to counts too. */
static void
count_record(struct counting *counting, struct name name)
{
	struct txt txt;

	for (unsigned i = 0; i < counting->depth; i++) {
		if (name_equal(counting->path[i], name)) {
			counting->loops = true;
			return;
		}
	}
	if (counting->depth == SPF_DEPTH_MAX)
		return;
	switch (spf_find(counting->view, name, &txt)) {
	case SPF_UNKNOWN:
		break;
	case SPF_NONE:
		counting->cost->voids++;
		break;
	case SPF_FOUND:
		count_terms(counting, name, &txt);
		txt_free(&txt);
		break;
	}
}

/* A look-up that finds no such name, or no data, is void (§4.6.4). */
static bool
is_void(const struct view *view, enum spf_kind kind, struct name name)
{
	struct target target = target_follow(view, name);

	if (target.kind != TARGET_NODE)
		return target.kind == TARGET_ABSENT;
	if (kind == SPF_MX)
		return !node_rrset(target.node, TYPE_MX);
	if (kind == SPF_EXISTS)
		return !node_rrset(target.node, TYPE_A);
	return !node_has_address(target.node);
}

static void
count_term(struct counting *counting, struct name owner, const char *text,
	   const struct spf_term *term)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;

	counting->cost->lookups++;
	if (term->kind == SPF_PTR ||
	    !spf_term_name(text, term, owner, wire, &name))
		return;
	if (term->kind == SPF_INCLUDE || term->kind == SPF_REDIRECT)
		count_record(counting, name);
	else if (is_void(counting->view, term->kind, name))
		counting->cost->voids++;
}

/* Which term of the first record made the limit be exceeded. */
static void
note_excess(struct counting *counting, const struct spf_term *term)
{
	struct spf_cost *cost = counting->cost;

	if (counting->depth > 1)
		return;
	if (cost->lookups > SPF_LOOKUPS_MAX && cost->lookups_at.len == 0)
		cost->lookups_at = term->whole;
	if (cost->voids > SPF_VOIDS_MAX && cost->voids_at.len == 0)
		cost->voids_at = term->whole;
	if (counting->loops && cost->loop_at.len == 0)
		cost->loop_at = term->whole;
}

/* Recursion ends at SPF_DEPTH_MAX records; records that branch end it soon
 * after the limit, as receivers do. */
static void
count_terms(struct counting *counting, struct name owner, const struct txt *txt)
{
	bool all = has_all(txt);
	struct spf spf;
	struct spf_term term;

	counting->path[counting->depth++] = owner;
	spf_begin(&spf, txt->text, txt->len);
	while (spf_next(&spf, &term)) {
		if (!spf_asks(term.kind) || (term.kind == SPF_REDIRECT && all))
			continue;
		if (counting->cost->lookups > 4 * SPF_LOOKUPS_MAX)
			break;
		count_term(counting, owner, txt->text, &term);
		note_excess(counting, &term);
	}
	counting->depth--;
}

struct spf_cost
spf_cost(const struct view *view, struct name owner, const struct txt *txt)
{
	struct spf_cost cost = {0};
	struct counting counting = {.view = view, .cost = &cost};

	count_terms(&counting, owner, txt);
	return cost;
}

/* evaluating */

struct evaluation {
	const struct view *view;
	struct spf_address address;
	unsigned lookups; /* bounds the work as it bounds a receiver's */
};

enum matched { MATCHED, MISSED, UNDECIDED };

static enum spf_result evaluate(struct evaluation *evaluation,
				struct name owner, const struct txt *txt);

static bool
same_network(const struct evaluation *evaluation, const uint8_t *network,
	     unsigned len, unsigned bits)
{
	const uint8_t *octets = evaluation->address.octets;
	unsigned whole = bits / 8;
	uint8_t mask = (uint8_t)(0xff00 >> bits % 8);

	if (evaluation->address.len != len)
		return false;
	if (memcmp(octets, network, whole) != 0)
		return false;
	return bits % 8 == 0 || ((octets[whole] ^ network[whole]) & mask) == 0;
}

static unsigned
prefix_of(const struct evaluation *evaluation, const struct spf_term *term)
{
	return evaluation->address.len == 4 ? term->prefix4 : term->prefix6;
}

/* Whether one of a host's addresses is in the term's network. */
static enum matched
match_host(struct evaluation *evaluation, const struct spf_term *term,
	   struct name host)
{
	struct target target = target_follow(evaluation->view, host);
	unsigned len = evaluation->address.len;
	struct rdata_walk walk = target_walk(evaluation->view, &target,
					     len == 4 ? TYPE_A : TYPE_AAAA);

	if (target.kind == TARGET_UNKNOWN)
		return UNDECIDED;
	while (rdata_walk_next(&walk)) {
		if (same_network(evaluation, walk.rdata.octets, len,
				 prefix_of(evaluation, term)))
			return MATCHED;
	}
	return MISSED;
}

static enum matched
match_mx(struct evaluation *evaluation, const struct spf_term *term,
	 struct name name)
{
	struct target target = target_follow(evaluation->view, name);
	struct rdata_walk walk =
	    target_walk(evaluation->view, &target, TYPE_MX);
	enum matched matched = MISSED;

	if (target.kind == TARGET_UNKNOWN)
		return UNDECIDED;
	while (rdata_walk_next(&walk)) {
		struct name exchange;

		if (!rdata_target(rrtype_get(TYPE_MX), walk.rdata.octets,
				  walk.rdata.len, &exchange))
			continue;
		switch (match_host(evaluation, term, exchange)) {
		case MATCHED:
			return MATCHED;
		case UNDECIDED:
			matched = UNDECIDED;
			break;
		case MISSED:
			break;
		}
	}
	return matched;
}

static enum matched
match_include(struct evaluation *evaluation, struct name name)
{
	struct txt txt;
	enum spf_result result;

	if (spf_find(evaluation->view, name, &txt) != SPF_FOUND)
		return UNDECIDED;
	result = evaluate(evaluation, name, &txt);
	txt_free(&txt);
	if (result == SPF_DEPENDS)
		return UNDECIDED;
	return result == SPF_PASSES ? MATCHED : MISSED;
}

static enum matched
match_term(struct evaluation *evaluation, const char *text,
	   const struct spf_term *term, struct name owner)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;

	if (term->wrong)
		return UNDECIDED;
	switch (term->kind) {
	case SPF_ALL:
		return MATCHED;
	case SPF_IP4:
		return same_network(evaluation, term->address, 4, term->prefix4)
			   ? MATCHED
			   : MISSED;
	case SPF_IP6:
		return same_network(evaluation, term->address, 16,
				    term->prefix6)
			   ? MATCHED
			   : MISSED;
	case SPF_EXP:
	case SPF_OTHER:
	case SPF_REDIRECT: /* after all others: see evaluate() */
		return MISSED;
	case SPF_A:
	case SPF_MX:
	case SPF_INCLUDE:
		break;
	case SPF_BROKEN:
	case SPF_PTR:
	case SPF_EXISTS:
	case SPF_KINDS:
		return UNDECIDED;
	}
	if (!spf_term_name(text, term, owner, wire, &name))
		return UNDECIDED;
	if (term->kind == SPF_INCLUDE)
		return match_include(evaluation, name);
	return term->kind == SPF_A ? match_host(evaluation, term, name)
				   : match_mx(evaluation, term, name);
}

/* Recursion ends with the look-ups that a receiver grants. */
static enum spf_result
evaluate(struct evaluation *evaluation, struct name owner,
	 const struct txt *txt)
{
	enum spf_result otherwise = SPF_FAILS;
	struct spf spf;
	struct spf_term term;

	spf_begin(&spf, txt->text, txt->len);
	while (spf_next(&spf, &term)) {
		enum matched matched;

		if (spf_asks(term.kind) &&
		    ++evaluation->lookups > SPF_LOOKUPS_MAX)
			return SPF_DEPENDS;
		matched = match_term(evaluation, txt->text, &term, owner);
		if (matched == UNDECIDED)
			return SPF_DEPENDS;
		if (matched == MATCHED)
			return term.qualifier == '+' ? SPF_PASSES : SPF_FAILS;
		if (term.kind == SPF_REDIRECT)
			otherwise = SPF_DEPENDS;
	}
	return otherwise;
}

enum spf_result
spf_passes(const struct view *view, struct name owner, const struct txt *txt,
	   struct spf_address address)
{
	struct evaluation evaluation = {.view = view, .address = address};

	return evaluate(&evaluation, owner, txt);
}
