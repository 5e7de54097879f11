#include "check/mx.h"

bool
addresses_next(struct addresses *at)
{
	while (at->left == 0) {
		if (!at->node || at->type == TYPE_AAAA)
			return false;
		at->type = at->type == 0 ? TYPE_A : TYPE_AAAA;
		at->rrset = node_rrset(at->node, at->type);
		at->left = at->rrset ? at->rrset->count : 0;
	}
	at->rdata = at->left == at->rrset->count
			? zone_first_rdata(at->zone, at->rrset)
			: rdata_next(at->rdata);
	at->left--;
	return true;
}

struct addresses
mx_addresses(struct check *check, const struct walk *mx)
{
	const struct target *target = check_target(check, mx);

	if (mx_is_null(mx->name) || target->kind != TARGET_NODE)
		return (struct addresses){0};
	return (struct addresses){
	    .zone = check->view->zones[target->zone].zone,
	    .node = target->node,
	};
}
