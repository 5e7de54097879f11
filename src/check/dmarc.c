#include "check/dmarc.h"
#include "base/bytes.h"
#include "base/nearest.h"
#include "check/taglist.h"
#include "check/uri.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 4 };

enum value_kind {
	VALUE_VERSION,
	VALUE_WORD,     /* one of words */
	VALUE_LIST,     /* of words, parted by colons */
	VALUE_REPORT,   /* URIs */
	VALUE_OBSOLETE, /* ignored since RFC 9989 */
};

/* What a tag is. */
struct row {
	const char *name;
	enum value_kind kind;
	const char *words[WORDS_MAX + 1];
	const char *says; /* which words those are; what to do instead */
};

#define POLICY {"none", "quarantine", "reject"}, "none, quarantine or reject"
#define MODE   {"r", "s"}, "r (relaxed) or s (strict)"

/* clang-format off */
static const struct row rows[] = {
	{"v", VALUE_VERSION, {NULL}, ""},
	{"p", VALUE_WORD, POLICY},
	{"sp", VALUE_WORD, POLICY},
	{"np", VALUE_WORD, POLICY},
	{"adkim", VALUE_WORD, MODE},
	{"aspf", VALUE_WORD, MODE},
	{"psd", VALUE_WORD, {"y", "n", "u"}, "y, n or u"},
	{"t", VALUE_WORD, {"y", "n"}, "y or n"},
	{"fo", VALUE_LIST, {"0", "1", "d", "s"}, "0, 1, d or s, parted by colons"},
	{"rua", VALUE_REPORT, {NULL}, ""},
	{"ruf", VALUE_REPORT, {NULL}, ""},
	{"pct", VALUE_OBSOLETE, {NULL}, "t=y asks receivers for leniency"},
	{"rf", VALUE_OBSOLETE, {NULL}, "there is one format of reports"},
	{"ri", VALUE_OBSOLETE, {NULL}, "reports come once a day"},
};
/* clang-format on */

/* One record being read. */
struct scan {
	const char *text;
	struct dmarc *dmarc;
	struct faults *faults;
};

/* Where to point for a tag without a value. */
static struct part
value_or_name(const struct tag *tag)
{
	return tag->value.len > 0 ? tag->value : tag->name;
}

static bool
is_word(const struct row *row, const char *text, struct part part)
{
	for (size_t i = 0; row->words[i]; i++) {
		if (part_is_folded(text, part, row->words[i]))
			return true;
	}
	return false;
}

static enum dmarc_policy
policy_of(const char *text, struct part part)
{
	if (part_is_folded(text, part, "none"))
		return POLICY_NONE;
	if (part_is_folded(text, part, "quarantine"))
		return POLICY_QUARANTINE;
	return part_is_folded(text, part, "reject") ? POLICY_REJECT
						    : POLICY_UNSET;
}

static void
read_word(struct scan *scan, const struct row *row, const struct tag *tag)
{
	const char *text = scan->text;

	if (!is_word(row, text, tag->value)) {
		fault_add(scan->faults, DMARC_SYNTAX, RULE_WARN,
			  value_or_name(tag),
			  "\"%.*s\" is no value of %s=; write %s",
			  PART_SHOWN(text, tag->value), row->name, row->says);
		return;
	}
	if (part_is(text, tag->name, "p"))
		scan->dmarc->p = policy_of(text, tag->value);
	else if (part_is(text, tag->name, "sp"))
		scan->dmarc->sp = policy_of(text, tag->value);
	else if (part_is(text, tag->name, "psd"))
		scan->dmarc->psd =
		    (char)bytes_fold((uint8_t)text[tag->value.at]);
}

static void
read_list(struct scan *scan, const struct row *row, const struct tag *tag)
{
	struct part rest = tag->value;
	struct part item;

	while (part_next(scan->text, &rest, ':', &item)) {
		if (!is_word(row, scan->text, item))
			fault_add(scan->faults, DMARC_SYNTAX, RULE_WARN,
				  item.len > 0 ? item : tag->name,
				  "\"%.*s\" is no value of %s=; write %s",
				  PART_SHOWN(scan->text, item), row->name,
				  row->says);
	}
}

static void
read_report(struct scan *scan, const struct row *row, const struct tag *tag)
{
	struct part rest = tag->value;
	struct part item;
	struct uri uri;

	while (part_next(scan->text, &rest, ',', &item)) {
		const char *wrong = uri_read(scan->text, item, true, &uri);

		if (wrong) {
			fault_add(scan->faults, DMARC_REPORT, RULE_WARN,
				  item.len > 0 ? item : tag->name,
				  "\"%.*s\" is no destination of %s=: %s",
				  PART_SHOWN(scan->text, item), row->name,
				  wrong);
			continue;
		}
		if (uri.size.len > 0)
			fault_add(scan->faults, DMARC_OBSOLETE, RULE_NOTE,
				  uri.size,
				  "a size behind the address is ignored since "
				  "RFC 9989; leave it out");
		if (part_is_folded(scan->text, uri.scheme, "mailto"))
			*VEC_PUSH(scan->dmarc) = uri.host;
		else
			fault_add(scan->faults, DMARC_REPORT, RULE_WARN,
				  uri.scheme,
				  "reports are sent by mail; nobody sends any "
				  "to %.*s:",
				  PART_SHOWN(scan->text, uri.scheme));
	}
}

/* Unknown tags are ignored, as RFC 9989 says; one that is nearly a known one
 * was most likely meant to be that. */
static void
read_unknown(struct scan *scan, const struct tag *tag)
{
	struct nearest nearest =
	    nearest_to(scan->text + tag->name.at, tag->name.len);

	/* Of short names only the case may differ. */
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (tag->name.len > 2 ||
		    part_is_folded(scan->text, tag->name, rows[i].name))
			nearest_try(&nearest, rows[i].name);
	}
	if (nearest.word)
		fault_add(scan->faults, DMARC_SYNTAX, RULE_NOTE, tag->name,
			  "receivers ignore the tag \"%.*s\"; did you mean "
			  "\"%s\"?",
			  PART_SHOWN(scan->text, tag->name), nearest.word);
}

static void
read_tag(struct scan *scan, const struct tag *tag)
{
	const struct row *row = rows;
	const struct row *end = rows + sizeof rows / sizeof rows[0];

	while (row < end && !part_is(scan->text, tag->name, row->name))
		row++;
	if (row == end) {
		read_unknown(scan, tag);
		return;
	}
	switch (row->kind) {
	case VALUE_VERSION:
		break;
	case VALUE_WORD:
		read_word(scan, row, tag);
		break;
	case VALUE_LIST:
		read_list(scan, row, tag);
		break;
	case VALUE_REPORT:
		read_report(scan, row, tag);
		break;
	case VALUE_OBSOLETE:
		fault_add(scan->faults, DMARC_OBSOLETE, RULE_NOTE, tag->name,
			  "%s= is ignored since RFC 9989: %s; leave it out",
			  row->name, row->says);
		break;
	}
}

/* v, blanks, =, blanks, DMARC1, then the end or blanks and a semicolon: how
 * many octets that is without what stands behind DMARC1, or 0. */
static size_t
version_len(const char *text, size_t len)
{
	size_t at = 1;

	if (len == 0 || text[0] != 'v')
		return 0;
	while (at < len && (text[at] == ' ' || text[at] == '\t'))
		at++;
	if (at == len || text[at++] != '=')
		return 0;
	while (at < len && (text[at] == ' ' || text[at] == '\t'))
		at++;
	if (len - at < 6 || memcmp(text + at, "DMARC1", 6) != 0)
		return 0;
	return at + 6;
}

bool
dmarc_is_record(const char *text, size_t len)
{
	size_t at = version_len(text, len);

	if (at == 0)
		return false;
	while (at < len && (text[at] == ' ' || text[at] == '\t'))
		at++;
	return at == len || text[at] == ';';
}

const char *
dmarc_why_not(const char *text, size_t len)
{
	struct faults faults = {0};
	struct taglist tags = {0};
	const char *why = "it is no DMARC record, which starts with v=DMARC1; "
			  "nothing else belongs here";
	const struct tag *v;

	taglist_read(&tags, text, len, &faults, DMARC_SYNTAX);
	v = taglist_find(&tags, "v");
	if (version_len(text, len) > 0)
		why = "a semicolon is missing behind v=DMARC1";
	else if (len > 0 && (text[0] == ' ' || text[0] == '\t'))
		why = "it starts with a blank, and so is no DMARC record";
	else if (v && v != tags.items && part_is(text, v->value, "DMARC1"))
		why = "v=DMARC1 stands behind another tag; it comes first";
	else if (len >= 8 && strncasecmp(text, "v=DMARC1", 8) == 0)
		why = "v=DMARC1 is written in just this case";
	else if (v && v == tags.items && v->value.len > 4 &&
		 strncasecmp(text + v->value.at, "DMARC", 5) == 0)
		why = "the version of DMARC is v=DMARC1";
	taglist_free(&tags);
	faults_free(&faults);
	return why;
}

void
dmarc_read(const char *text, size_t len, struct dmarc *dmarc,
	   struct faults *faults)
{
	struct scan scan = {text, dmarc, faults};
	struct taglist tags = {0};
	const struct tag *p;

	*dmarc = (struct dmarc){.psd = 'u'};
	taglist_read(&tags, text, len, faults, DMARC_SYNTAX);
	for (size_t i = 0; i < tags.count; i++)
		read_tag(&scan, &tags.items[i]);
	p = taglist_find(&tags, "p");
	if (p)
		dmarc->p_part = p->value;
	else
		fault_add(faults, DMARC_SYNTAX, RULE_WARN,
			  (struct part){0, version_len(text, len)},
			  "there is no p=, which receivers take as p=none; "
			  "write p=none, p=quarantine or p=reject");
	taglist_free(&tags);
}

void
dmarc_free(struct dmarc *dmarc)
{
	free(dmarc->items);
}
