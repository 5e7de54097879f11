/*
 * TXT records that are DKIM keys, and those that a semicolon cut short.
 */
#include "check/dkim.h"
#include "check/judges.h"
#include "check/record.h"
#include "check/target.h"
#include "dns/rrtype.h"

/* <selector>._domainkey.<domain>: the selector has one label or several. */
static bool
is_key_owner(struct name owner)
{
	return owner_label(owner, "_domainkey") > 0;
}

static void
tell_kind(struct check *check, const struct subject *txt, unsigned kind)
{
	struct record record = {.check = check, .subject = txt};

	while (record_next(&record)) {
		struct faults faults = {0};

		dkim_read(record.txt.text, record.txt.len, &faults);
		record_tell(&record, &faults, kind);
		faults_free(&faults);
	}
}

/* Where keys are rolled elsewhere, the selector is an alias. What stands at the
 * name that it leads to, unless that is a selector, too, and judged there. */
struct aliased_key {
	struct name owner;
	const struct zone *zone;
	const struct rrset *rrset; /* TXT; NULL: there is none */
};

static bool
follow_alias(struct check *check, const struct subject *cname,
	     struct aliased_key *key)
{
	struct walk walk = {.subject = cname};
	struct target target;

	if (cname->node->cut != 0 || !is_key_owner(node_owner(cname->node)) ||
	    !walk_next(&walk))
		return false;
	target = target_follow(check->view, walk.name);
	if (target.kind != TARGET_NODE)
		return false; /* zone-cname-dangling tells */
	key->owner = node_owner(target.node);
	key->zone = check->view->zones[target.zone].zone;
	key->rrset = node_rrset(target.node, TYPE_TXT);
	return !is_key_owner(key->owner);
}

static void
tell_alias(struct check *check, const struct subject *cname,
	   const struct aliased_key *key, const struct fault *fault)
{
	char text[NAME_TEXT_MAX];

	if (!finding_new_as(check, (enum rule_level)fault->level))
		return;
	name_to_text(key->owner, text);
	finding_tell(check, spot_field(check, cname, 0, 0),
		     "the key of this selector, at %s: %s", text, fault->says);
}

static void
tell_aliased(struct check *check, const struct subject *cname, unsigned kind)
{
	struct aliased_key key;
	struct rdata_walk walk = {0};

	if (!follow_alias(check, cname, &key))
		return;
	walk.zone = key.zone;
	walk.rrset = key.rrset;
	while (key.rrset && rdata_walk_next(&walk)) {
		struct faults faults = {0};
		struct txt txt = txt_join(walk.rdata);

		dkim_read(txt.text, txt.len, &faults);
		for (size_t i = 0; i < faults.count; i++) {
			if (faults.items[i].kind == kind)
				tell_alias(check, cname, &key,
					   &faults.items[i]);
		}
		faults_free(&faults);
		txt_free(&txt);
	}
}

/* An alias to a name that has no key, or two of them. */
static void
count_aliased(struct check *check, const struct subject *cname)
{
	struct aliased_key key;
	char text[NAME_TEXT_MAX];

	if (!follow_alias(check, cname, &key) ||
	    (key.rrset && key.rrset->count == 1) || !finding_new(check))
		return;
	name_to_text(key.owner, text);
	finding_tell(check, spot_field(check, cname, 0, 0),
		     key.rrset ? "%s has several TXT records: which one a "
				 "verifier takes is chance; keep one"
			       : "%s has no TXT record, so this selector has "
				 "no key",
		     text);
}

void
dkim_syntax(struct check *check, const struct subject *txt)
{
	if (txt->rrset->type == TYPE_CNAME) {
		tell_aliased(check, txt, DKIM_SYNTAX);
		count_aliased(check, txt);
		return;
	}
	if (!is_key_owner(node_owner(txt->node))) {
		/* Providers keep keys at other names too. */
		record_misplaced(
		    check, txt, "v=DKIM1",
		    "a DKIM key stands at <selector>._domainkey.<domain>",
		    (const char *const[]){"_domainkey", "domainkey", NULL});
		return;
	}
	tell_kind(check, txt, DKIM_SYNTAX);
	record_lost_dot(check, txt);
	record_only_one(check, txt, NULL,
			"another TXT record at this selector: which one a "
			"verifier takes is chance; keep one");
}

void
dkim_key(struct check *check, const struct subject *txt)
{
	if (txt->rrset->type == TYPE_CNAME)
		tell_aliased(check, txt, DKIM_KEY);
	else if (is_key_owner(node_owner(txt->node)))
		tell_kind(check, txt, DKIM_KEY);
}

static bool
is_quoted(const struct check *check, struct spot spot)
{
	size_t len;
	const char *text = spot_text(check, spot, &len);

	return text && text[0] == '"';
}

void
txt_semicolon(struct check *check, const struct subject *txt)
{
	struct rdata_walk walk = {.zone = txt->zone, .rrset = txt->rrset};
	struct spot spot;

	while (txt->node->cut == 0 && rdata_walk_next(&walk)) {
		if (record_is_cut(check, txt, walk.i, walk.rdata, &spot) &&
		    finding_new(check))
			finding_tell(check, spot, "%s",
				     is_quoted(check, spot)
					 ? "nothing but a version stands in "
					   "this record; a semicolon outside "
					   "of the quotes starts a comment"
					 : "the record ends here: a semicolon "
					   "without quotes starts a comment; "
					   "write the whole text in quotes");
	}
}
