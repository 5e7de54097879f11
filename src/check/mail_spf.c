/*
 * SPF records (RFC 7208): what a receiver cannot read, what costs it too
 * much, and what does not say what its author most likely meant.
 */
#include "base/alloc.h"
#include "check/judges.h"
#include "check/spf_walk.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"

#include <stdlib.h>
#include <string.h>

/* SPF record after SPF record of one TXT RRset. Start with check and subject
 * set and all else zero. */
struct records {
	struct check *check;
	const struct subject *subject;
	struct rdata rdata;
	unsigned next, i; /* RR to come, RR at work */
	struct txt txt;   /* of the one at work */
};

static bool
records_next(struct records *at)
{
	const struct subject *subject = at->subject;

	txt_free(&at->txt);
	at->txt = (struct txt){0};
	while (at->next < subject->rrset->count) {
		at->rdata = at->next == 0 ? zone_first_rdata(subject->zone,
							     subject->rrset)
					  : rdata_next(at->rdata);
		at->i = at->next++;
		if (!txt_starts(at->rdata, "v=spf1"))
			continue;
		at->txt = txt_join(at->rdata);
		if (spf_is_record(at->txt.text, at->txt.len))
			return true;
		txt_free(&at->txt);
		at->txt = (struct txt){0};
	}
	return false;
}

static struct spot
spot_of(const struct records *at, struct spf_part part)
{
	return txt_spot(at->check, at->subject, at->i, part.at, part.len);
}

/* The version, for what concerns the record as a whole. */
static struct spot
spot_of_version(const struct records *at)
{
	return spot_of(at, (struct spf_part){0, sizeof "v=spf1" - 1});
}

static struct name
owner_of(const struct records *at)
{
	return node_owner(at->subject->node);
}

static struct pos
pos_of(const struct records *at)
{
	return draft_pos(at->subject->draft, at->subject->node,
			 at->subject->rrset, at->i);
}

static bool
stands_before(struct pos a, struct pos b)
{
	return a.file != b.file ? a.file < b.file : a.offset < b.offset;
}

/* RRs are in canonical order; the first one is the first in the text. */
void
spf_multiple(struct check *check, const struct subject *txt)
{
	struct records first = {.check = check, .subject = txt};
	struct records at = first;
	struct pos earliest;

	if (!records_next(&first))
		return;
	earliest = pos_of(&first);
	while (records_next(&first)) {
		if (stands_before(pos_of(&first), earliest))
			earliest = pos_of(&first);
	}
	while (records_next(&at)) {
		if (stands_before(earliest, pos_of(&at)) && finding_new(check))
			finding_tell(check, spot_of_version(&at),
				     "a second SPF record at one name: "
				     "receivers give up (permerror); join them "
				     "into one");
	}
}

/* A domain that has no SPF record makes the whole record fail (§5.2, §6.1). */
static void
judge_reference(struct records *at, const struct spf_term *term)
{
	uint8_t wire[NAME_WIRE_MAX];
	char text[NAME_TEXT_MAX];
	struct name name;
	struct txt found;

	if (term->kind != SPF_INCLUDE && term->kind != SPF_REDIRECT)
		return;
	if (!spf_term_name(at->txt.text, term, owner_of(at), wire, &name))
		return;
	switch (spf_find(at->check->view, name, &found)) {
	case SPF_FOUND:
		txt_free(&found);
		return;
	case SPF_UNKNOWN:
		return;
	case SPF_NONE:
		break;
	}
	if (!finding_new(at->check))
		return;
	name_to_text(name, text);
	finding_tell(at->check, spot_of(at, term->domain),
		     "%s has no SPF record: receivers give up (permerror); "
		     "name a domain that has one",
		     text);
}

void
spf_syntax(struct check *check, const struct subject *txt)
{
	struct records at = {.check = check, .subject = txt};

	spf_almost(check, txt);
	while (records_next(&at)) {
		struct spf spf;
		struct spf_term term;

		spf_begin(&spf, at.txt.text, at.txt.len);
		while (spf_next(&spf, &term)) {
			if (!term.wrong)
				judge_reference(&at, &term);
			else if (finding_new(check))
				finding_tell(check,
					     spot_of(&at, term.wrong_part),
					     "SPF: %s", term.wrong);
		}
	}
}

/* What the record at work costs; several rules ask the same. */
static const struct spf_cost *
cost_of(const struct records *at)
{
	struct check *check = at->check;

	if (check->spf.octets != at->rdata.octets) {
		check->spf.octets = at->rdata.octets;
		check->spf.cost = spf_cost(check->view, owner_of(at), &at->txt);
	}
	return &check->spf.cost;
}

void
spf_lookups(struct check *check, const struct subject *txt)
{
	struct records at = {.check = check, .subject = txt};

	while (records_next(&at)) {
		const struct spf_cost *cost = cost_of(&at);

		if (cost->lookups_at.len > 0 && finding_new(check))
			finding_tell(check, spot_of(&at, cost->lookups_at),
				     "with this term the record needs more "
				     "than %d DNS lookups, where receivers "
				     "stop; leave some out, or write the "
				     "addresses instead",
				     SPF_LOOKUPS_MAX);
	}
}

void
spf_void(struct check *check, const struct subject *txt)
{
	struct records at = {.check = check, .subject = txt};

	while (records_next(&at)) {
		const struct spf_cost *cost = cost_of(&at);

		if (cost->voids_at.len > 0 && finding_new(check))
			finding_tell(check, spot_of(&at, cost->voids_at),
				     "with this term more than %d lookups "
				     "find nothing, where receivers stop; "
				     "leave out names that do not exist",
				     SPF_VOIDS_MAX);
	}
}

void
spf_loop(struct check *check, const struct subject *txt)
{
	struct records at = {.check = check, .subject = txt};

	while (records_next(&at)) {
		const struct spf_cost *cost = cost_of(&at);

		if (cost->loop_at.len > 0 && finding_new(check))
			finding_tell(check, spot_of(&at, cost->loop_at),
				     "this leads back to a record that is "
				     "being read already; leave it out");
	}
}

/* What ends a record: where it stands; len 0: there is none. */
struct ending {
	struct spf_part all, redirect;
};

static void
judge_ending_term(struct records *at, struct ending *ending,
		  const struct spf_term *term)
{
	bool modifier = term->kind == SPF_EXP || term->kind == SPF_OTHER;

	if (term->kind == SPF_PTR && finding_new(at->check))
		finding_tell(at->check, spot_of(at, term->whole),
			     "ptr is slow and unreliable, and must not be "
			     "published; write the addresses or a:NAME");
	if (ending->all.len > 0 && !modifier && finding_new(at->check))
		finding_tell(at->check, spot_of(at, term->whole),
			     "a term behind all is never reached; write all "
			     "last");
	if (term->kind == SPF_REDIRECT)
		ending->redirect = term->whole;
	if (term->kind != SPF_ALL)
		return;
	ending->all = term->whole;
	if (!term->wrong && strchr("+?", term->qualifier) &&
	    finding_new(at->check))
		finding_tell(at->check, spot_of(at, term->whole),
			     term->qualifier == '+'
				 ? "+all lets everybody send as this domain; "
				   "write -all or ~all"
				 : "?all says nothing about other senders; "
				   "write -all or ~all");
}

void
spf_all(struct check *check, const struct subject *txt)
{
	struct records at = {.check = check, .subject = txt};

	while (records_next(&at)) {
		struct ending ending = {0};
		struct spf spf;
		struct spf_term term;

		spf_begin(&spf, at.txt.text, at.txt.len);
		while (spf_next(&spf, &term))
			judge_ending_term(&at, &ending, &term);
		if (ending.all.len > 0 && ending.redirect.len > 0 &&
		    ending.redirect.at < ending.all.at && finding_new(check))
			finding_tell(check, spot_of(&at, ending.redirect),
				     "redirect is ignored where there is an "
				     "all; keep one of them");
		if (ending.all.len == 0 && ending.redirect.len == 0 &&
		    finding_new(check))
			finding_tell(check, spot_of_version(&at),
				     "the record does not say what becomes of "
				     "other senders; end it with -all or ~all");
	}
}

/* Whether these octets are one whole term; version included. */
static bool
is_whole_term(const char *text, size_t len)
{
	struct spf spf = {.text = text, .len = len};
	struct spf_term term;

	if (spf_is_record(text, len) && len == sizeof "v=spf1" - 1)
		return true;
	return spf_next(&spf, &term) && !term.wrong && term.kind != SPF_OTHER &&
	       term.whole.len == len;
}

/* Two strings that meet inside a term, of which each is a term of its own. */
static void
judge_join(struct records *at, size_t meet)
{
	const char *text = at->txt.text;
	size_t from = meet;
	size_t to = meet;

	while (from > 0 && text[from - 1] != ' ')
		from--;
	while (to < at->txt.len && text[to] != ' ')
		to++;
	if (from == meet || to == meet ||
	    !is_whole_term(text + from, meet - from) ||
	    !is_whole_term(text + meet, to - meet) || !finding_new(at->check))
		return;
	finding_tell(at->check, spot_of(at, (struct spf_part){meet, to - meet}),
		     "the strings of one record are joined without a blank, "
		     "which makes these two terms one; begin this string with "
		     "a blank");
}

/* The joined text need not be a record: "v=spf1" "mx" is none. */
void
spf_join(struct check *check, const struct subject *txt)
{
	struct records at = {.check = check, .subject = txt};

	for (at.i = 0; at.i < txt->rrset->count; at.i++) {
		size_t meet = 0;

		at.rdata = at.i == 0 ? zone_first_rdata(txt->zone, txt->rrset)
				     : rdata_next(at.rdata);
		if (!txt_starts(at.rdata, "v=spf1"))
			continue;
		at.txt = txt_join(at.rdata);
		for (size_t octet = 0; octet < at.rdata.len;
		     octet += 1u + at.rdata.octets[octet]) {
			if (octet > 0)
				judge_join(&at, meet);
			meet += at.rdata.octets[octet];
		}
		txt_free(&at.txt);
	}
}

/* mail hosts and SPF */

static bool
is_null_mx(const struct zone *zone, const struct rrset *mx)
{
	struct rdata rdata = zone_first_rdata(zone, mx);

	return mx->count == 1 && rdata.len == 3 && rdata.octets[2] == 0;
}

/* One address of an exchange that the domain's own record does not pass. */
static bool
host_fails(const struct records *at, const struct zone *zone,
	   const struct rrset *addresses)
{
	struct rdata_walk walk = {.zone = zone, .rrset = addresses};

	while (rdata_walk_next(&walk)) {
		if (spf_passes(at->check->view, owner_of(at), &at->txt,
			       (struct spf_address){walk.rdata.octets,
						    walk.rdata.len}) ==
		    SPF_FAILS)
			return true;
	}
	return false;
}

static void
judge_exchange(struct records *at, struct name exchange)
{
	struct target target = target_find(at->check->view, exchange);
	const struct zone *zone;
	char text[NAME_TEXT_MAX];

	if (target.kind != TARGET_NODE)
		return;
	zone = at->check->view->zones[target.zone].zone;
	if (!host_fails(at, zone, node_rrset(target.node, TYPE_A)) &&
	    !host_fails(at, zone, node_rrset(target.node, TYPE_AAAA)))
		return;
	if (!finding_new(at->check))
		return;
	name_to_text(exchange, text);
	finding_tell(at->check, spot_of_version(at),
		     "mail from %s, to which mail for this domain goes, does "
		     "not pass; if it sends mail too, add mx or its address",
		     text);
}

static void
judge_exchanges(struct records *at, const struct rrset *mx)
{
	struct rdata_walk walk = {.zone = at->subject->zone, .rrset = mx};
	struct name exchange;

	while (rdata_walk_next(&walk)) {
		if (rdata_target(rrtype_get(TYPE_MX), walk.rdata.octets,
				 walk.rdata.len, &exchange))
			judge_exchange(at, exchange);
	}
}

/* "mx" without a domain, at a name that has no MX. */
static void
judge_mx_term(struct records *at)
{
	struct spf spf;
	struct spf_term term;

	spf_begin(&spf, at->txt.text, at->txt.len);
	while (spf_next(&spf, &term)) {
		if (term.kind == SPF_MX && !term.wrong &&
		    term.domain.len == 0 && finding_new(at->check))
			finding_tell(at->check, spot_of(at, term.whole),
				     "this name has no MX record, so mx "
				     "matches nothing; leave it out, or write "
				     "mx:NAME");
	}
}

/* "mx" with nothing but passes before it: what most records say, and then no
 * exchange has to be evaluated. */
static bool
passes_exchanges(const struct txt *txt, const struct rrset *mx)
{
	struct spf spf;
	struct spf_term term;

	spf_begin(&spf, txt->text, txt->len);
	while (mx->count <= SPF_LOOKUPS_MAX && spf_next(&spf, &term) &&
	       !term.wrong && term.qualifier == '+') {
		if (term.kind == SPF_MX && term.domain.len == 0)
			return true;
	}
	return false;
}

void
spf_mx_missing(struct check *check, const struct subject *txt)
{
	const struct rrset *mx = node_rrset(txt->node, TYPE_MX);
	struct records at = {.check = check, .subject = txt};

	while (records_next(&at)) {
		if (!mx)
			judge_mx_term(&at);
		else if (!is_null_mx(txt->zone, mx) &&
			 !passes_exchanges(&at.txt, mx))
			judge_exchanges(&at, mx);
	}
}

/* Nobody may send: "v=spf1 -all". */
static bool
forbids_all(const struct txt *txt)
{
	struct spf spf;
	struct spf_term term;

	spf_begin(&spf, txt->text, txt->len);
	return spf_next(&spf, &term) && term.kind == SPF_ALL &&
	       term.qualifier == '-';
}

void
spf_missing(struct check *check, const struct subject *mx)
{
	bool null = is_null_mx(mx->zone, mx->rrset);
	struct txt txt;
	bool forbids;

	if (mx->node->cut != 0 || name_is_wildcard(node_owner(mx->node)))
		return;
	if (spf_find(check->view, node_owner(mx->node), &txt) != SPF_FOUND) {
		if (finding_new(check))
			finding_tell(
			    check, spot_type(check, mx, mx->node, mx->rrset, 0),
			    null ? "a name that takes no mail should "
				   "say that it sends none: TXT "
				   "\"v=spf1 -all\""
				 : "no SPF record says who sends mail "
				   "as this name, such as TXT "
				   "\"v=spf1 mx -all\"");
		return;
	}
	forbids = forbids_all(&txt);
	txt_free(&txt);
	if (null && !forbids && finding_new(check))
		finding_tell(check,
			     spot_type(check, mx, mx->node, mx->rrset, 0),
			     "a name that takes no mail should send none "
			     "either: its SPF record is v=spf1 -all");
}
