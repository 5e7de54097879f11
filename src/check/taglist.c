#include "check/taglist.h"
#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

/* One tag being read. */
struct scan {
	const char *text;
	size_t from, end; /* between two semicolons */
	bool folds, fields;
	struct faults *faults;
	unsigned kind;
};

static bool
is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_name_octet(char c)
{
	return is_alpha(c) || is_digit(c) || c == '_';
}

static bool
is_blank(const struct scan *scan, char c)
{
	return c == ' ' || c == '\t' ||
	       (scan->folds && (c == '\r' || c == '\n'));
}

static struct part
trim(const struct scan *scan, size_t from, size_t end)
{
	while (from < end && is_blank(scan, scan->text[from]))
		from++;
	while (end > from && is_blank(scan, scan->text[end - 1]))
		end--;
	return (struct part){from, end - from};
}

/* A blank, or the part of one: CR LF stands only before a blank. */
static bool
is_folded(const struct scan *scan, size_t at)
{
	const char *text = scan->text;

	if (text[at] == ' ' || text[at] == '\t')
		return true;
	if (!scan->folds)
		return false;
	if (text[at] == '\n')
		return at > scan->from && text[at - 1] == '\r';
	return text[at] == '\r' && at + 2 < scan->end && text[at + 1] == '\n' &&
	       (text[at + 2] == ' ' || text[at + 2] == '\t');
}

/* Printable ASCII and blanks only: the first octet that is neither. */
static bool
only_text(const struct scan *scan)
{
	for (size_t at = scan->from; at < scan->end; at++) {
		uint8_t octet = (uint8_t)scan->text[at];
		size_t end = at;

		if ((octet > ' ' && octet < 0x7f) || is_folded(scan, at))
			continue;
		while (end < scan->end && ((uint8_t)scan->text[end] >= 0x7f ||
					   (uint8_t)scan->text[end] < ' '))
			end++;
		fault_add(scan->faults, scan->kind, RULE_WARN,
			  (struct part){at, end - at},
			  octet >= 0x7f
			      ? "octet %u is not printable ASCII; write the "
				"record without it"
			      : "octet %u is a control character; write the "
				"record without it",
			  octet);
		return false;
	}
	return true;
}

static bool
is_name(const struct scan *scan, struct part name)
{
	const char *text = scan->text + name.at;

	if (name.len == 0)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		bool alone =
		    i == 0 ? is_alpha(text[i]) : is_name_octet(text[i]);
		bool field = is_alpha(text[i]) || is_digit(text[i]) ||
			     (i > 0 && strchr("_-.", text[i]));

		if (scan->fields ? !field : !alone)
			return false;
	}
	return true;
}

static void
read_tag(struct taglist *list, const struct scan *scan)
{
	struct part whole = trim(scan, scan->from, scan->end);
	const char *text = scan->text;
	const char *equals = memchr(text + whole.at, '=', whole.len);
	size_t at = equals ? (size_t)(equals - text) : 0;

	bool clean = only_text(scan);

	if (clean && !equals)
		fault_add(scan->faults, scan->kind, RULE_WARN, whole,
			  "\"%.*s\" is no tag; a tag is written name=value",
			  PART_SHOWN(text, whole));
	if (!equals)
		return;

	struct part name = trim(scan, whole.at, at);

	if (!is_name(scan, name)) {
		if (clean)
			fault_add(
			    scan->faults, scan->kind, RULE_WARN,
			    name.len ? name : (struct part){at, 1},
			    "\"%.*s\" is no name of a tag; a letter, then "
			    "letters, digits and _ are",
			    PART_SHOWN(text, name));
		return;
	}

	struct part value = trim(scan, at + 1, whole.at + whole.len);

	if (scan->fields && (name.at + name.len != at || value.at != at + 1))
		fault_add(scan->faults, scan->kind, RULE_WARN,
			  (struct part){at, 1},
			  "no blank may stand beside this =");
	*VEC_PUSH(list) = (struct tag){name, value};
}

/* By name, then by place. */
static int
by_name(const void *a, const void *b, void *scan)
{
	const char *text = ((const struct scan *)scan)->text;
	const struct part *left = &((const struct tag *)a)->name;
	const struct part *right = &((const struct tag *)b)->name;
	size_t len = left->len < right->len ? left->len : right->len;
	int order = memcmp(text + left->at, text + right->at, len);

	if (order == 0 && left->len != right->len)
		return left->len < right->len ? -1 : 1;
	if (order == 0)
		return left->at < right->at ? -1 : left->at > right->at;
	return order;
}

/* RFC 6376 §3.2: a tag that stands twice makes the whole list invalid. */
static void
find_twice(const struct taglist *list, struct scan *scan)
{
	size_t size = list->count * sizeof *list->items;
	struct tag *sorted = NULL;
	const char *text = list->text;

	if (list->count < 2)
		return;
	VEC(struct tag) copy = {0};

	VEC_RESERVE(&copy, list->count);
	sorted = copy.items;
	memcpy(sorted, list->items, size);
	qsort_r(sorted, list->count, sizeof *sorted, by_name, scan);
	for (size_t i = 1; i < list->count; i++) {
		struct part name = sorted[i].name;

		if (name.len == sorted[i - 1].name.len &&
		    memcmp(text + name.at, text + sorted[i - 1].name.at,
			   name.len) == 0)
			fault_add(scan->faults, scan->kind, RULE_WARN, name,
				  "the tag \"%.*s\" stands here a second time; "
				  "keep one",
				  PART_SHOWN(text, name));
	}
	free(sorted);
}

void
taglist_read(struct taglist *list, const char *text, size_t len,
	     struct faults *faults, unsigned kind)
{
	struct scan scan = {text,         0,      0,   list->folds,
			    list->fields, faults, kind};

	list->text = text;
	while (scan.from <= len) {
		const char *at = text + scan.from;
		const char *semicolon = memchr(at, ';', len - scan.from);

		scan.end = semicolon ? (size_t)(semicolon - text) : len;
		if (trim(&scan, scan.from, scan.end).len > 0)
			read_tag(list, &scan);
		else if (semicolon || len == 0)
			fault_add(faults, kind, RULE_WARN,
				  (struct part){scan.end, 1},
				  semicolon ? "there is no tag before this "
					      "semicolon"
					    : "the record is empty");
		scan.from = scan.end + 1;
	}
	find_twice(list, &scan);
}

void
taglist_free(struct taglist *list)
{
	free(list->items);
}

const struct tag *
taglist_find(const struct taglist *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++) {
		if (part_is(list->text, list->items[i].name, name))
			return &list->items[i];
	}
	return NULL;
}

bool
part_is(const char *text, struct part part, const char *word)
{
	return strlen(word) == part.len &&
	       memcmp(text + part.at, word, part.len) == 0;
}

bool
part_is_folded(const char *text, struct part part, const char *word)
{
	return strlen(word) == part.len &&
	       strncasecmp(text + part.at, word, part.len) == 0;
}

bool
part_next(const char *text, struct part *rest, char separator,
	  struct part *item)
{
	if (rest->len == SIZE_MAX)
		return false;

	const char *from = text + rest->at;
	const char *found = memchr(from, separator, rest->len);
	size_t len = found ? (size_t)(found - from) : rest->len;
	size_t blanks = 0;

	*item = (struct part){rest->at, len};
	rest->at += len + 1;
	rest->len = found ? rest->len - len - 1 : SIZE_MAX;
	while (blanks < item->len && strchr(" \t\r\n", from[blanks]) &&
	       from[blanks] != '\0')
		blanks++;
	item->at += blanks;
	item->len -= blanks;
	while (item->len > 0 && text[item->at + item->len - 1] != '\0' &&
	       strchr(" \t\r\n", text[item->at + item->len - 1]))
		item->len--;
	return true;
}
