#include "check/finding.h"
#include "base/alloc.h"
#include "base/log.h"
#include "check/allow.h"
#include "check/literal.h"
#include "dns/rdata.h"
#include "zone/read.h"

#include <stdlib.h>
#include <string.h>

enum { SENTENCE_MAX = 2000 }; /* less than what a diag holds */

static enum severity
severity_of(const struct check *check, enum rule_level at_most)
{
	enum rule_level level = check->rulings[check->rule].level;

	if (level > at_most)
		level = at_most;
	if (level <= RULE_NOTE)
		return SEVERITY_NOTE;
	return level == RULE_REFUSE || check->strict ? SEVERITY_ERROR
						     : SEVERITY_WARNING;
}

/* Whether one more is told. What is allowed is a note; what is one anyway is
 * then not worth telling. */
static bool
count(struct check *check)
{
	struct ruling *ruling = &check->rulings[check->rule];

	if (check->is_allowed && check->severity == SEVERITY_NOTE)
		return false;
	if (check->is_allowed)
		check->severity = SEVERITY_NOTE;
	return ++ruling->count[check->severity] <= CHECK_FINDINGS_KEPT;
}

bool
finding_new(struct check *check)
{
	return finding_new_as(check, RULE_REFUSE);
}

bool
finding_new_as(struct check *check, enum rule_level level)
{
	struct ruling *ruling = &check->rulings[check->rule];

	check->severity = severity_of(check, level);
	check->is_allowed = ruling->allowed || ruling->zone;
	ruling->found = true;
	if (ruling->zone)
		finding_use(check, ruling->zone);
	/* Where it stands may decide: it is counted when it is told. */
	return ruling->places || count(check);
}

const struct incident *
finding_incident(struct check *check, const struct subject *zone,
		 enum incident_kind kind, size_t *at)
{
	const struct draft *draft = zone->draft;

	while (*at < draft->incident_count) {
		const struct incident *incident = &draft->incidents[(*at)++];

		if (incident->kind == kind && finding_new(check))
			return incident;
	}
	return NULL;
}

/* The first rule in the order of the table, not of the text, is what a
 * client is told: what follows is often a consequence. */
static void
refuse(struct check *check, const char *sentence)
{
	if (check->about != 0 && &check->zones[check->about - 1] != check->zone)
		check->zones[check->about - 1].blamed = true;
	if (check->refusal && check->refused_by <= check->rule)
		return;
	free(check->refusal);
	check->refused_by = check->rule;
	check->refusal =
	    xasprintf("%s: %s", check->rules[check->rule].id, sentence);
}

static void __attribute__((format(printf, 3, 4)))
report(struct check *check, struct diag diag, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_report(check->sink, diag, format, args);
	va_end(args);
}

static void
tell(struct check *check, struct spot spot, const char *sentence)
{
	struct diag diag = {
	    .pos = spot.pos,
	    .span = spot.span,
	    .severity = check->severity,
	    .rule = check->rules[check->rule].id,
	};

	if (check->severity == SEVERITY_ERROR)
		refuse(check, sentence);
	report(check, diag, "%s%s", sentence,
	       check->is_allowed ? " (allowed)" : "");
}

/* Have a finding wait. */
static void
keep(struct check *check, struct spot spot, const char *sentence)
{
	const struct ruling *ruling = &check->rulings[check->rule];

	*VEC_PUSH(&check->found->told) = (struct told){
	    .spot = spot,
	    .sentence = xstrndup(sentence, strlen(sentence)),
	    .number = ruling->count[check->severity],
	    .about = check->about,
	    .rule = check->rule,
	    .severity = (uint8_t)check->severity,
	    .is_allowed = check->is_allowed,
	};
}

void
finding_tell(struct check *check, struct spot spot, const char *format, ...)
{
	char sentence[SENTENCE_MAX];
	va_list args;

	if (check->rulings[check->rule].places) {
		check->is_allowed |= allow_covers(check, spot.pos);
		if (!count(check))
			return;
	}
	va_start(args, format);
	log_format(sentence, sizeof sentence, format, args);
	va_end(args);
	if (check->found)
		keep(check, spot, sentence);
	else
		tell(check, spot, sentence);
}

void
finding_use(struct check *check, struct allowed *allowed)
{
	if (check->found && !allowed->used)
		*VEC_PUSH(&check->found->used) =
		    (size_t)(allowed - check->allowed.items);
	allowed->used = true;
}

void
finding_count(struct check *check)
{
	for (size_t i = 0; i < check->rule_count; i++) {
		struct ruling *ruling = &check->rulings[i];
		struct tally tally = {.rule = (uint16_t)i};

		if (ruling->count[SEVERITY_NOTE] == 0 &&
		    ruling->count[SEVERITY_WARNING] == 0 &&
		    ruling->count[SEVERITY_ERROR] == 0)
			continue;
		memcpy(tally.count, ruling->count, sizeof tally.count);
		memset(ruling->count, 0, sizeof ruling->count);
		*VEC_PUSH(&check->found->tallies) = tally;
	}
}

/* One that waited, if it is not one too many. */
static void
tell_kept(struct check *check, const struct told *told)
{
	const struct ruling *ruling = &check->rulings[told->rule];

	if (ruling->count[told->severity] + told->number > CHECK_FINDINGS_KEPT)
		return;
	check->rule = told->rule;
	check->severity = (enum severity)told->severity;
	check->is_allowed = told->is_allowed;
	check->about = told->about;
	tell(check, told->spot, told->sentence);
}

void
findings_tell(struct check *check, struct findings *found)
{
	for (size_t i = 0; i < found->told.count; i++) {
		tell_kept(check, &found->told.items[i]);
		free(found->told.items[i].sentence);
	}
	for (size_t i = 0; i < found->tallies.count; i++) {
		const struct tally *tally = &found->tallies.items[i];
		struct ruling *ruling = &check->rulings[tally->rule];

		for (unsigned s = 0; s < SEVERITIES; s++)
			ruling->count[s] += tally->count[s];
	}
	for (size_t i = 0; i < found->used.count; i++)
		check->allowed.items[found->used.items[i]].used = true;
	free(found->told.items);
	free(found->tallies.items);
	free(found->used.items);
	*found = (struct findings){0};
}

void
finding_tell_rest(struct check *check)
{
	struct ruling *ruling = &check->rulings[check->rule];
	char *sentence;

	check->is_allowed = ruling->allowed || ruling->zone;
	check->about = 0;
	for (unsigned i = 0; i < SEVERITIES; i++) {
		size_t rest = ruling->count[i];

		ruling->count[i] = 0;
		if (rest <= CHECK_FINDINGS_KEPT)
			continue;
		check->severity = (enum severity)i;
		sentence =
		    xasprintf("%zu more findings of this rule are not shown",
			      rest - CHECK_FINDINGS_KEPT);
		tell(check, spot_start(check), sentence);
		free(sentence);
	}
}

struct spot
spot_at(const struct check *check, struct pos pos)
{
	struct spot spot = {pos, 1};
	size_t span;

	if (pos.file == 0)
		return spot;

	const struct source *source =
	    sources_get(check->sink->sources, pos.file);

	if (pos.offset < source->size) {
		span = strcspn(source->text + pos.offset, " \t\r\n();\"");
		spot.span = span > 0 ? (uint32_t)span : 1;
	}
	return spot;
}

struct spot
spot_start(const struct check *check)
{
	return (struct spot){{check->zone->file, 0}, 1};
}

struct spot
spot_type(const struct check *check, const struct subject *subject,
	  const struct node *node, const struct rrset *rrset, unsigned i)
{
	return spot_at(check, draft_pos(subject->draft, node, rrset, i));
}

struct spot
spot_field(const struct check *check, const struct subject *subject, unsigned i,
	   unsigned field)
{
	struct pos rr =
	    draft_pos(subject->draft, subject->node, subject->rrset, i);
	struct spot spot = {rr, 1};

	if (rr.file != 0)
		spot.pos =
		    zone_field(check->sink->sources, rr, field, &spot.span);
	return spot;
}

const char *
spot_text(const struct check *check, struct spot spot, size_t *len)
{
	const struct source *source;
	const char *text;

	*len = 0;
	if (spot.pos.file == 0)
		return NULL;
	source = sources_get(check->sink->sources, spot.pos.file);
	if (spot.pos.offset + (size_t)spot.span > source->size)
		return NULL;
	text = source->text + spot.pos.offset;
	if (text[0] == '$' || (spot.span == 2 && memcmp(text, "\\#", 2) == 0))
		return NULL;
	*len = spot.span;
	return text;
}

char *
pos_words(const struct check *check, struct pos from, struct pos other)
{
	if (other.file == 0)
		return xasprintf("of the same zone");

	struct place place = sources_place(check->sink->sources, other);

	if (other.file == from.file)
		return xasprintf("at line %u", place.line);
	return xasprintf("at %s:%u", place.path, place.line);
}

char *
target_words(const struct check *check, struct pos from,
	     const struct target *target, uint16_t type)
{
	const struct draft *draft = check->zones[target->zone].draft;
	char origin[NAME_TEXT_MAX];

	if (draft)
		return pos_words(check, from,
				 draft_pos(draft, target->node,
					   node_rrset(target->node, type), 0));
	name_to_text(check->view->zones[target->zone].apex, origin);
	return xasprintf("in zone %s as served now", origin);
}

bool
walk_next(struct walk *walk)
{
	const struct subject *subject = walk->subject;

	if (walk->next == subject->rrset->count)
		return false;
	walk->rdata = walk->next == 0
			  ? zone_first_rdata(subject->zone, subject->rrset)
			  : rdata_next(walk->rdata);
	walk->i = walk->next++;
	if (!rdata_target(rrtype_get(subject->rrset->type), walk->rdata.octets,
			  walk->rdata.len, &walk->name))
		walk->name = rdata_alias(walk->rdata);
	return true;
}

const struct target *
check_target(struct check *check, const struct walk *walk)
{
	unsigned slot = walk->i % (sizeof check->memo / sizeof check->memo[0]);
	const struct subject *at = walk->subject;

	if (check->memo[slot].wire != walk->name.wire) {
		check->memo[slot].wire = walk->name.wire;
		check->memo[slot].target = target_find_hinted(
		    check->view, walk->name,
		    (uint32_t)(check->zone - check->zones),
		    zone_target(at->zone, at->rrset, walk->i));
	}
	check->about = check->memo[slot].target.kind == TARGET_UNKNOWN
			   ? 0
			   : check->memo[slot].target.zone + 1;
	return &check->memo[slot].target;
}

/* The field that walk_next() takes the name from. */
static unsigned
name_field(uint16_t type)
{
	const struct rrtype *row = rrtype_get(type);
	unsigned field = 0;

	while (field < RRTYPE_FIELDS_MAX - 1 &&
	       !(row->fields[field].flags & FIELD_TARGET))
		field++;
	return field;
}

bool
check_literal(const struct check *check, const struct walk *walk)
{
	const struct subject *subject = walk->subject;
	size_t len;

	if (!name_may_be_literal(walk->name))
		return false;

	struct spot spot = spot_field(check, subject, walk->i,
				      name_field(subject->rrset->type));
	const char *written = spot_text(check, spot, &len);

	return name_is_literal(walk->name, written, len, subject->zone->origin);
}
