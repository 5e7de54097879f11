#include "answer/plan.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"
#include "zone/lookup.h"

#include <assert.h>

/* A name on the way from the question to the end of its chain of aliases. */
struct step {
	struct name name;
	uint16_t qtype;
	const struct view_zone *zone;
	unsigned number;
	struct key key; /* of the name */
};

static struct plan_item *
add_item(struct plan *plan, enum plan_form form, struct name owner,
	 const struct zone *zone, const struct rrset *rrset)
{
	unsigned at = plan->answers + plan->authorities;

	assert(at < PLAN_ITEMS_MAX);

	struct plan_item *item = &plan->items[at];

	item->form = form;
	item->span = 1;
	item->owner = owner;
	item->zone = zone;
	item->rrset = rrset;
	return item;
}

static struct plan_item *
add_answer(struct plan *plan, struct name owner, const struct zone *zone,
	   const struct rrset *rrset)
{
	struct plan_item *item = add_item(plan, PLAN_RRSET, owner, zone, rrset);

	plan->answers++;
	return item;
}

/* Nobody here can say: not of the first name, and of others the client may
 * find out. */
static void
leave(struct plan *plan, const struct step *step)
{
	plan->outside = step->name;
	if (plan->answers > 0)
		return;
	plan->zone = NULL;
	plan->authoritative = false;
	plan->rcode = RCODE_REFUSED;
}

/* The zone of the root behind the others: it encloses all, and says nothing
 * of what others may know. Only its own name is not theirs. */
static bool
is_open(const struct plan *plan, const struct step *step)
{
	return step->zone->backdrop && step->zone->apex.labels == 0 &&
	       !plan->scope->closed && step->name.labels > 0;
}

/* RFC 2308 §3: the SOA of the zone that the name would be in. */
static void
deny(struct plan *plan, const struct step *step, enum rcode rcode)
{
	const struct zone *zone = step->zone->zone;

	if (is_open(plan, step)) {
		leave(plan, step);
		return;
	}
	/* RFC 8020: a name with a zone below it is there. */
	if (rcode == RCODE_NXDOMAIN && step->zone->backdrop &&
	    view_has_below(plan->scope->view, step->name, &step->key))
		rcode = RCODE_NOERROR;
	const struct node *apex = zone_node(zone, zone->apex);
	const struct rrset *soa = node_rrset(apex, TYPE_SOA);

	plan->rcode = rcode;
	if (!soa)
		return;
	add_item(plan, PLAN_NEGATIVE,
		 name_ancestor(step->name, apex->owner_labels), zone, soa);
	plan->authorities++;
}

static void
name_hosts(struct plan *plan, const struct step *step,
	   const struct plan_item *item)
{
	if (item->rrset->targets == 0)
		return;
	plan->hosts = item;
	plan->hosts_zone = step->zone;
}

/* §4.3.2 step 3b: the NS RRset of the cut; the answer is not ours to give,
 * unless it has begun with an alias that is. */
static void
refer(struct plan *plan, const struct step *step, const struct node *cut)
{
	struct plan_item *item = add_item(
	    plan, PLAN_RRSET, name_ancestor(step->name, cut->owner_labels),
	    step->zone->zone, node_rrset(cut, TYPE_NS));

	plan->authorities++;
	plan->authoritative = plan->answers > 0;
	plan->cut = cut;
	name_hosts(plan, step, item);
}

/* RFC 8482 §4.1: one of the RRsets. MX is what mxd is asked for; else the
 * first one, which is the CNAME where there is one. */
static const struct rrset *
pick_any(const struct node *node)
{
	const struct rrset *mx = node_rrset(node, TYPE_MX);

	if (mx)
		return mx;
	return node->rrset_count > 0 ? node_rrsets(node) : NULL;
}

/* The whole of a type: RRSIGs of several types stand side by side. */
static unsigned
span_of(const struct node *node, const struct rrset *rrset)
{
	const struct rrset *end = node_rrsets(node) + node->rrset_count;
	unsigned span = 1;

	while (rrset + span < end && rrset[span].type == rrset->type)
		span++;
	return span;
}

/* Whether the plan has that RRset under that owner already. */
static bool
has_answer(const struct plan *plan, struct name owner,
	   const struct rrset *rrset, enum plan_form form)
{
	for (unsigned i = 0; i < plan->answers; i++) {
		const struct plan_item *item = &plan->items[i];

		if (item->rrset == rrset && item->form == form &&
		    name_equal(item->owner, owner))
			return true;
	}
	return false;
}

/* §4.3.2 step 3a, CNAME. True when the chain goes on at step->name. */
static bool
follow_cname(struct plan *plan, struct step *step, const struct rrset *cname)
{
	const struct zone *zone = step->zone->zone;
	struct rdata rdata = zone_first_rdata(zone, cname);
	struct reader r = reader_init(rdata.octets, rdata.len);

	if (has_answer(plan, step->name, cname, PLAN_RRSET))
		return false;
	add_answer(plan, step->name, zone, cname);
	return name_view(&r, &step->name);
}

/* RFC 6672 §3.2 step 3c. True when the chain goes on at step->name. */
static bool
follow_dname(struct plan *plan, struct step *step, const struct node *node,
	     const struct rrset *dname)
{
	const struct zone *zone = step->zone->zone;
	struct rdata rdata = zone_first_rdata(zone, dname);
	struct reader r = reader_init(rdata.octets, rdata.len);
	struct name owner = name_ancestor(step->name, node->owner_labels);
	struct name target, made;

	if (has_answer(plan, step->name, dname, PLAN_CNAME))
		return false;
	if (!has_answer(plan, owner, dname, PLAN_RRSET))
		add_answer(plan, owner, zone, dname);
	if (!name_view(&r, &target) ||
	    !name_join(step->name, node->owner_labels, target,
		       plan->substituted[step->number], &made)) {
		plan->rcode = RCODE_YXDOMAIN;
		return false;
	}

	struct plan_item *item =
	    add_item(plan, PLAN_CNAME, step->name, zone, dname);

	item->target = made;
	plan->answers++;
	step->name = made;
	/* What is made is treated as if it stood in the zone. */
	return step->qtype != TYPE_CNAME && step->qtype != TYPE_ANY;
}

/* The name exists, or a wildcard says what it has. */
static bool
answer_from(struct plan *plan, struct step *step, const struct node *node)
{
	const struct rrset *rrset = step->qtype == TYPE_ANY
					? pick_any(node)
					: node_rrset(node, step->qtype);

	if (rrset) {
		/* A DNAME that is asked for, and led here itself. */
		if (has_answer(plan, step->name, rrset, PLAN_RRSET))
			return false;

		struct plan_item *item =
		    add_answer(plan, step->name, step->zone->zone, rrset);

		item->span = span_of(node, rrset);
		if (step->qtype != TYPE_ANY)
			name_hosts(plan, step, item);
		return false;
	}

	const struct rrset *cname = node_rrset(node, TYPE_CNAME);

	if (cname)
		return follow_cname(plan, step, cname);
	deny(plan, step, RCODE_NOERROR);
	return false;
}

/* §4.3.2 step 3 in one zone. True when the chain goes on at step->name. */
static bool
take_step(struct plan *plan, struct step *step)
{
	struct match match;

	zone_lookup_key(step->zone->zone, step->name, &step->key, &match);
	/* A cut hides all below it and all its own data but DS, which is the
	 * parent's (RFC 4035 §3.1.4.1). */
	if (match.cut &&
	    !(step->qtype == TYPE_DS && match.exact == match.cut)) {
		refer(plan, step, match.cut);
		return false;
	}
	if (match.exact)
		return answer_from(plan, step, match.exact);

	const struct rrset *dname = node_rrset(match.encloser, TYPE_DNAME);

	if (dname)
		return follow_dname(plan, step, match.encloser, dname);
	if (match.source)
		return answer_from(plan, step, match.source);
	deny(plan, step, RCODE_NXDOMAIN);
	return false;
}

/* §4.3.2 step 2: the nearest zone. DS of an apex is in the zone above it, if
 * that is served here (RFC 4035 §3.1.4.1). */
static void
find_zone(struct step *step, const struct plan_scope *scope)
{
	const struct view_zone *parent;

	key_init(&step->key, step->name);
	step->zone = view_find_behind(scope->view, scope->backdrop, step->name,
				      &step->key);
	if (!step->zone || step->qtype != TYPE_DS || step->zone->backdrop ||
	    step->name.labels != step->zone->apex.labels)
		return;
	parent = view_parent(scope->view, step->zone);
	if (parent)
		step->zone = parent;
}

static void
plan_init(struct plan *plan, const struct plan_scope *scope)
{
	plan->scope = scope;
	plan->rcode = RCODE_NOERROR;
	plan->authoritative = true;
	plan->answers = 0;
	plan->authorities = 0;
	plan->outside.len = 0;
	plan->hosts = NULL;
	plan->cut = NULL;
}

void
plan_answer(struct plan *plan, const struct plan_scope *scope,
	    struct name qname, uint16_t qtype)
{
	struct step step;

	step.name = qname;
	step.qtype = qtype;
	step.number = 0;
	find_zone(&step, scope);
	plan_init(plan, scope);
	plan->zone = step.zone;
	if (step.zone && !step.zone->zone) {
		plan->authoritative = false;
		plan->rcode = RCODE_SERVFAIL;
		return;
	}
	/* A chain that leaves what is served here is for the client to follow
	 * further, and so is one that is longer than this. */
	while (step.zone && step.zone->zone && step.number < PLAN_STEPS_MAX &&
	       take_step(plan, &step)) {
		find_zone(&step, scope);
		step.number++;
	}
	if (!step.zone)
		leave(plan, &step);
}
