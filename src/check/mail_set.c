/*
 * MX records: the RRset as a whole, how many there are and in what order.
 */
#include "base/alloc.h"
#include "check/judges.h"
#include "check/mx.h"
#include "dns/message.h"
#include "dns/rdata.h"

#include <stdlib.h>

enum {
	MX_MAX = 10, /* that SPF's mx mechanism takes (RFC 7208 §4.6.4) */
	MTA_ADDRESSES = 5, /* that Postfix tries (smtp_mx_address_limit) */
	PLAIN_SIZE = 512,  /* without EDNS (RFC 1035 §4.2.1) */
	EDNS_SIZE = 1232,  /* RFC 9715 §3 */
	OPT_LEN = 11,
	RR_HEAD = 12, /* pointer, TYPE, CLASS, TTL, RDLENGTH */
};

struct placed {
	struct name name;
	unsigned i;
};

static int
by_name(const void *a, const void *b)
{
	const struct placed *left = a;
	const struct placed *right = b;
	int order = name_compare(left->name, right->name);

	return order != 0 ? order : left->i < right->i ? -1 : 1;
}

void
mx_exchange_twice(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	struct placed *all;
	char exchange[NAME_TEXT_MAX];

	if (mx->rrset->count < 2 || mx->node->cut != 0)
		return;
	all = xcalloc(mx->rrset->count, sizeof *all);
	while (walk_next(&walk))
		all[walk.i] = (struct placed){walk.name, walk.i};
	qsort(all, mx->rrset->count, sizeof *all, by_name);
	for (unsigned i = 1; i < mx->rrset->count; i++) {
		if (!name_equal(all[i - 1].name, all[i].name) ||
		    !finding_new(check))
			continue;
		name_to_text(all[i].name, exchange);
		finding_tell(check,
			     spot_field(check, mx, all[i].i, FIELD_EXCHANGE),
			     "exchange %s stands here with a lower preference "
			     "too; one of the two is enough",
			     exchange);
	}
	free(all);
}

void
mx_count(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	unsigned addresses = 0;

	while (mx_next(&walk)) {
		struct addresses at = mx_addresses(check, &walk);

		while (addresses_next(&at))
			addresses++;
	}
	if (mx->rrset->count > MX_MAX && mx->node->cut == 0 &&
	    finding_new(check))
		finding_tell(check,
			     spot_type(check, mx, mx->node, mx->rrset, 0),
			     "%u MX records: SPF's mx mechanism fails with "
			     "more than %d",
			     mx->rrset->count, MX_MAX);
	else if (addresses > MTA_ADDRESSES && finding_new_as(check, RULE_NOTE))
		finding_tell(check,
			     spot_type(check, mx, mx->node, mx->rrset, 0),
			     "the exchanges have %u addresses; senders do not "
			     "try them all (Postfix: %d)",
			     addresses, MTA_ADDRESSES);
}

void
mx_single(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};

	if (mx->rrset->count == 1 && mx_next(&walk) && !mx_is_null(walk.name) &&
	    finding_new(check))
		finding_tell(check,
			     spot_type(check, mx, mx->node, mx->rrset, 0),
			     "one exchange only: while it is down, mail waits "
			     "at the senders; a second one takes it in");
}

void
mx_no_gap(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	unsigned last = 0;

	while (mx_next(&walk)) {
		unsigned preference = mx_preference(&walk);

		if (walk.i > 0 && preference == last + 1) {
			if (finding_new(check))
				finding_tell(check,
					     spot_field(check, mx, walk.i,
							FIELD_PREFERENCE),
					     "preferences %u and %u leave no "
					     "place for a host between them; "
					     "steps of 10 do",
					     last, preference);
			return;
		}
		last = preference;
	}
}

/* size */

static void
write_addresses(struct check *check, struct writer *w, const struct walk *mx)
{
	struct addresses at = mx_addresses(check, mx);

	while (addresses_next(&at)) {
		writer_take(w, RR_HEAD);
		writer_put(w, at.rdata.octets, at.rdata.len);
	}
}

/* What the answer has at most: that of most names is far from the limit, and
 * need not be written to see that. */
static size_t
answer_bound(struct check *check, const struct subject *mx)
{
	struct walk walk = {.subject = mx};
	size_t size = HEADER_LEN + 4u + mx->node->owner_len;

	while (size <= PLAIN_SIZE && walk_next(&walk)) {
		struct addresses at = mx_addresses(check, &walk);

		size += RR_HEAD + (size_t)walk.rdata.len;
		while (addresses_next(&at))
			size += RR_HEAD + (size_t)at.rdata.len;
	}
	return size;
}

/* The octets of the answer to a query for this RRset, without OPT; one more
 * than a message can have, if it has more. */
static size_t
answer_size(struct check *check, const struct subject *mx)
{
	uint8_t *message = xalloc(MESSAGE_MAX);
	struct writer w = writer_init(message, MESSAGE_MAX);
	struct name owner = node_owner(mx->node);
	struct walk walk = {.subject = mx};
	struct compress names;
	size_t size;

	compress_init(&names);
	writer_take(&w, HEADER_LEN);
	writer_put(&w, owner.wire, owner.len);
	compress_add(&names, &w, owner, HEADER_LEN);
	writer_take(&w, 4);
	while (walk_next(&walk)) {
		writer_take(&w, RR_HEAD - 2);
		rdata_write(&w, &names, rrtype_get(TYPE_MX), walk.rdata.octets,
			    walk.rdata.len);
	}
	walk = (struct walk){.subject = mx};
	while (walk_next(&walk))
		write_addresses(check, &w, &walk);
	size = w.failed ? (size_t)MESSAGE_MAX + 1 : w.at;
	free(message);
	return size;
}

void
mx_answer_size(struct check *check, const struct subject *mx)
{
	size_t size;

	if (mx->node->cut != 0 || answer_bound(check, mx) <= PLAIN_SIZE)
		return;
	size = answer_size(check, mx);
	if (size <= PLAIN_SIZE || !finding_new(check))
		return;
	finding_tell(check, spot_type(check, mx, mx->node, mx->rrset, 0),
		     size + OPT_LEN > EDNS_SIZE
			 ? "the answer with all addresses has %zu octets: over "
			   "UDP it comes without some of them, or truncated "
			   "(1232 with EDNS)"
			 : "the answer with all addresses has %zu octets: "
			   "clients without EDNS get it without some of them "
			   "(512)",
		     size);
}
