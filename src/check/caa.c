/*
 * CAA records (RFC 8659): who may issue certificates.
 */
#include "base/nearest.h"
#include "check/judges.h"
#include "check/record.h"
#include "check/taglist.h"
#include "check/uri.h"

enum { FIELD_FLAGS, FIELD_TAG, FIELD_VALUE };
enum { CRITICAL = 128 };

enum value_kind { VALUE_ISSUER, VALUE_URL, VALUE_OTHER };

/* RFC 8659 §4, RFC 9495, and what IANA has registered beside them. */
static const struct {
	const char *name;
	enum value_kind kind;
} tags[] = {
    {"issue", VALUE_ISSUER},       {"issuewild", VALUE_ISSUER},
    {"issuemail", VALUE_ISSUER},   {"issuevmc", VALUE_ISSUER},
    {"iodef", VALUE_URL},          {"contactemail", VALUE_OTHER},
    {"contactphone", VALUE_OTHER},
};

/* One RR at work. */
struct caa {
	struct check *check;
	const struct subject *subject;
	unsigned i;
	uint8_t flags;
	struct part tag; /* of text, as the value is */
	const char *text;
	struct part value;
};

static void
judge_flags(struct caa *caa)
{
	if ((caa->flags & ~CRITICAL) == 0 || !finding_new(caa->check))
		return;
	finding_tell(caa->check,
		     spot_field(caa->check, caa->subject, caa->i, FIELD_FLAGS),
		     "of the flags in %u only 128 (critical) has a meaning; "
		     "write 0 or 128",
		     caa->flags);
}

static void
judge_unknown(struct caa *caa)
{
	struct nearest nearest =
	    nearest_to(caa->text + caa->tag.at, caa->tag.len);
	bool critical = caa->flags & CRITICAL;
	struct spot spot;

	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
		nearest_try(&nearest, tags[i].name);
	if (!finding_new_as(caa->check,
			    critical || nearest.word ? RULE_WARN : RULE_NOTE))
		return;
	spot = spot_field(caa->check, caa->subject, caa->i, FIELD_TAG);
	if (nearest.word)
		finding_tell(caa->check, spot,
			     "no issuer knows the tag \"%.*s\"; did you mean "
			     "\"%s\"?",
			     PART_SHOWN(caa->text, caa->tag), nearest.word);
	else
		finding_tell(caa->check, spot,
			     "no issuer knows the tag \"%.*s\", %s",
			     PART_SHOWN(caa->text, caa->tag),
			     critical ? "which is critical: none issues "
					"anything"
				      : "so it says nothing");
}

static void
wrong_value(struct caa *caa, struct part part, const char *says)
{
	if (finding_new(caa->check))
		finding_tell(caa->check,
			     spot_octets(caa->check,
					 spot_field(caa->check, caa->subject,
						    caa->i, FIELD_VALUE),
					 part.at - caa->value.at, part.len),
			     "%s", says);
}

static bool
is_word(const char *text, struct part part)
{
	for (size_t i = 0; i < part.len; i++) {
		char c = text[part.at + i];
		bool hyphen = c == '-' && i > 0 && i + 1 < part.len;

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && !hyphen)
			return false;
	}
	return part.len > 0;
}

static bool
is_visible(const char *text, struct part part)
{
	for (size_t i = 0; i < part.len; i++) {
		if (text[part.at + i] <= ' ' || text[part.at + i] == 0x7f)
			return false;
	}
	return true;
}

/* tag = value; parameters are what the issuer makes of them. */
static void
judge_parameter(struct caa *caa, struct part item)
{
	const char *from = caa->text + item.at;
	const char *equals = memchr(from, '=', item.len);
	struct part rest = item;
	struct part name;

	if (!equals) {
		wrong_value(caa, item,
			    "a parameter is written name=value, and a "
			    "semicolon parts them");
		return;
	}
	part_next(caa->text, &rest, '=', &name);

	struct part value = {(size_t)(equals + 1 - caa->text),
			     (size_t)(from + item.len - equals - 1)};

	while (value.len > 0 &&
	       (caa->text[value.at] == ' ' || caa->text[value.at] == '\t')) {
		value.at++;
		value.len--;
	}
	if (!is_word(caa->text, name))
		wrong_value(caa, name.len > 0 ? name : item,
			    "the name of a parameter has letters, digits and "
			    "hyphens");
	if (!is_visible(caa->text, value))
		wrong_value(caa, value,
			    "the value of a parameter has no blanks and no "
			    "octets outside ASCII");
}

/* Blanks are those of §4.2: an end of line is none. */
static bool
has_control(struct caa *caa)
{
	for (size_t at = caa->value.at; at < caa->value.at + caa->value.len;
	     at++) {
		uint8_t octet = (uint8_t)caa->text[at];

		if ((octet >= ' ' && octet != 0x7f) || octet == '\t')
			continue;
		wrong_value(caa, (struct part){at, 1},
			    "a control character is no part of a value; write "
			    "the record without it");
		return true;
	}
	return false;
}

/* RFC 8659 §4.2: an issuer's domain or nothing, then parameters. */
static void
judge_issuer(struct caa *caa)
{
	struct part rest = caa->value;
	struct part item;

	if (has_control(caa))
		return;
	part_next(caa->text, &rest, ';', &item);
	if (item.len > 0 && !uri_is_host(caa->text, item))
		wrong_value(caa, item,
			    "an issuer is named by its domain, without a dot "
			    "at the end; \";\" alone is nobody");
	while (part_next(caa->text, &rest, ';', &item)) {
		if (item.len > 0)
			judge_parameter(caa, item);
		else if (rest.len != SIZE_MAX)
			wrong_value(caa, (struct part){item.at + item.len, 1},
				    "there is no parameter before this "
				    "semicolon");
	}
}

/* §4.4: where to report, by mailto:, https: or http:. */
static void
judge_url(struct caa *caa)
{
	const char *text = caa->text;
	struct uri uri;
	const char *wrong = uri_read(text, caa->value, false, &uri);

	if (!wrong && !part_is_folded(text, uri.scheme, "mailto") &&
	    !part_is_folded(text, uri.scheme, "https") &&
	    !part_is_folded(text, uri.scheme, "http"))
		wrong = "iodef takes mailto: or https:";
	if (wrong)
		wrong_value(caa, caa->value, wrong);
}

static void
judge(struct caa *caa)
{
	judge_flags(caa);
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		if (!part_is_folded(caa->text, caa->tag, tags[i].name))
			continue;
		if (tags[i].kind == VALUE_ISSUER)
			judge_issuer(caa);
		else if (tags[i].kind == VALUE_URL)
			judge_url(caa);
		return;
	}
	judge_unknown(caa);
}

void
caa_syntax(struct check *check, const struct subject *set)
{
	struct rdata_walk walk = {.zone = set->zone, .rrset = set->rrset};

	while (set->node->cut == 0 && rdata_walk_next(&walk)) {
		struct rdata rdata = walk.rdata;
		size_t tag = rdata.octets[1];
		struct caa caa = {
		    .check = check,
		    .subject = set,
		    .i = walk.i,
		    .flags = rdata.octets[0],
		    .tag = {2, tag},
		    .text = (const char *)rdata.octets,
		    .value = {2 + tag, rdata.len - 2 - tag},
		};

		judge(&caa);
	}
}
