#include "dns/name.h"

#include "dns/escape.h"

#include <assert.h>

const struct name name_root = {(const uint8_t *)"", 1, 0};

/* Append one label, or the root (len 0). False when the name gets too long. */
static bool
append_label(const uint8_t *label, uint8_t len, uint8_t *into, unsigned *used)
{
	if (*used + 1u + len + (len > 0 ? 1u : 0u) > NAME_WIRE_MAX)
		return false;
	into[(*used)++] = len;
	memcpy(into + *used, label, len);
	*used += len;
	return true;
}

bool
name_read(struct reader *r, uint8_t into[static NAME_WIRE_MAX],
	  struct name *name)
{
	struct reader part = *r; /* follows the pointers; r itself does not */
	const uint8_t *lowest = r->at;
	unsigned used = 0;
	uint8_t labels = 0;
	unsigned jumps = 0;

	for (;;) {
		uint8_t len = reader_get8(&part);

		if (part.failed)
			break;
		if (len >= 0xc0) {
			size_t offset =
			    (size_t)(len & 0x3f) << 8 | reader_get8(&part);

			if (part.failed || r->base + offset >= lowest ||
			    jumps == NAME_POINTERS_MAX)
				break;
			if (jumps++ == 0)
				r->at = part.at;
			part.at = lowest = r->base + offset;
			continue;
		}

		const uint8_t *label = reader_take(&part, len);

		if (len > LABEL_MAX || !label ||
		    !append_label(label, len, into, &used))
			break;
		if (len == 0) {
			if (jumps == 0)
				r->at = part.at;
			*name = (struct name){into, (uint8_t)used, labels};
			return true;
		}
		labels++;
	}
	reader_fail(r);
	return false;
}

bool
name_view(struct reader *r, struct name *name)
{
	const uint8_t *start = r->at;
	size_t left = r->failed ? 0 : reader_left(r);
	size_t at = 0;
	uint8_t labels = 0;

	if (left > NAME_WIRE_MAX)
		left = NAME_WIRE_MAX;
	while (at < left && start[at] != 0 && start[at] <= LABEL_MAX) {
		at += 1u + start[at];
		labels++;
	}
	if (at >= left || start[at] != 0) {
		reader_fail(r);
		return false;
	}
	r->at = start + at + 1;
	*name = (struct name){start, (uint8_t)(at + 1), labels};
	return true;
}

static const char too_long[] = "name longer than 255 octets";

/* The labels of the text into wire form; *absolute when a dot ends it. */
static const char *
labels_from_text(const char *text, const char *end, uint8_t *into,
		 struct name *name, bool *absolute)
{
	uint8_t label[LABEL_MAX];
	uint8_t len = 0;
	uint8_t octet;
	unsigned used = 0;

	*absolute = false;
	for (const char *at = text; at < end;) {
		if (*at == '.') {
			if (len == 0)
				return "empty label: two dots, or a dot first";
			if (!append_label(label, len, into, &used))
				return too_long;
			name->labels++;
			len = 0;
			*absolute = ++at == end;
			continue;
		}

		const char *wrong = escape_read(&at, end, &octet);

		if (wrong)
			return wrong;
		if (len == LABEL_MAX)
			return "label longer than 63 octets";
		label[len++] = octet;
	}
	if (len > 0) {
		if (!append_label(label, len, into, &used))
			return too_long;
		name->labels++;
	}
	name->len = (uint8_t)used;
	return NULL;
}

const char *
name_from_text(const char *text, size_t len, const struct name *origin,
	       uint8_t into[static NAME_WIRE_MAX], struct name *name)
{
	struct name made = {into, 0, 0};
	bool absolute = len == 1 && text[0] == '.';
	bool at_sign = len == 1 && text[0] == '@';

	if (len == 0)
		return "empty name";
	if (!absolute && !at_sign) {
		const char *wrong =
		    labels_from_text(text, text + len, into, &made, &absolute);

		if (wrong)
			return wrong;
	}
	if (absolute)
		origin = &name_root;
	else if (!origin)
		return "a relative name, but there is no origin; end it with "
		       "a dot";
	if ((unsigned)made.len + origin->len > NAME_WIRE_MAX)
		return too_long;
	memmove(into + made.len, origin->wire, origin->len);
	made.len = (uint8_t)(made.len + origin->len);
	made.labels = (uint8_t)(made.labels + origin->labels);
	*name = made;
	return NULL;
}

static char *
octet_to_text(uint8_t octet, char *text)
{
	if (octet <= ' ' || octet >= 0x7f) {
		*text++ = '\\';
		*text++ = (char)('0' + octet / 100);
		*text++ = (char)('0' + octet / 10 % 10);
		*text++ = (char)('0' + octet % 10);
		return text;
	}
	if (strchr(".\\\"();@$", octet))
		*text++ = '\\';
	*text++ = (char)octet;
	return text;
}

size_t
name_to_text(struct name name, char text[static NAME_TEXT_MAX])
{
	const uint8_t *at = name.wire;
	char *out = text;

	if (*at == 0)
		*out++ = '.';
	while (*at != 0) {
		uint8_t len = *at++;

		for (; len > 0; len--)
			out = octet_to_text(*at++, out);
		*out++ = '.';
	}
	*out = '\0';
	return (size_t)(out - text);
}

/* Length octets are under 64, so no letters: the whole name folds alike. */
bool
name_equal(struct name a, struct name b)
{
	return a.len == b.len && bytes_equal_folded(a.wire, b.wire, a.len);
}

unsigned
name_offsets(struct name name, uint8_t offsets[static 128])
{
	unsigned at = 0;

	for (unsigned i = 0; i < name.labels; i++) {
		offsets[i] = (uint8_t)at;
		at += 1u + name.wire[at];
	}
	offsets[name.labels] = (uint8_t)at;
	return name.labels;
}

static int
label_compare(const uint8_t *a, const uint8_t *b)
{
	unsigned shorter = a[0] < b[0] ? a[0] : b[0];

	for (unsigned i = 1; i <= shorter; i++) {
		int difference = bytes_fold(a[i]) - bytes_fold(b[i]);

		if (difference != 0)
			return difference;
	}
	return a[0] - b[0];
}

/* How many labels are shared; *order receives how the next ones compare. */
static unsigned
compare_from_root(struct name a, struct name b, int *order)
{
	uint8_t at_a[128];
	uint8_t at_b[128];
	unsigned left_a = name_offsets(a, at_a);
	unsigned left_b = name_offsets(b, at_b);
	unsigned shared = 0;

	while (left_a > 0 && left_b > 0) {
		left_a--;
		left_b--;
		*order =
		    label_compare(a.wire + at_a[left_a], b.wire + at_b[left_b]);
		if (*order != 0)
			return shared;
		shared++;
	}
	*order = (int)a.labels - (int)b.labels;
	return shared;
}

int
name_compare(struct name a, struct name b)
{
	int order;

	compare_from_root(a, b, &order);
	return order;
}

unsigned
name_common_labels(struct name a, struct name b)
{
	int order;

	return compare_from_root(a, b, &order);
}

struct name
name_ancestor(struct name name, unsigned labels)
{
	assert(labels <= name.labels);
	while (name.labels > labels) {
		uint8_t step = (uint8_t)(1 + name.wire[0]);

		name.wire += step;
		name.len = (uint8_t)(name.len - step);
		name.labels--;
	}
	return name;
}

bool
name_is_within(struct name name, struct name ancestor)
{
	return name.labels >= ancestor.labels &&
	       name_equal(name_ancestor(name, ancestor.labels), ancestor);
}

bool
name_join(struct name name, unsigned keep, struct name suffix,
	  uint8_t into[static NAME_WIRE_MAX], struct name *joined)
{
	uint8_t front = (uint8_t)(name.len - name_ancestor(name, keep).len);

	if ((unsigned)front + suffix.len > NAME_WIRE_MAX)
		return false;
	memcpy(into, name.wire, front);
	memcpy(into + front, suffix.wire, suffix.len);
	*joined = (struct name){into, (uint8_t)(front + suffix.len),
				(uint8_t)(name.labels - keep + suffix.labels)};
	return true;
}

struct name
name_fold(struct name name, uint8_t into[static NAME_WIRE_MAX])
{
	for (unsigned i = 0; i < name.len; i++)
		into[i] = bytes_fold(name.wire[i]);
	return (struct name){into, name.len, name.labels};
}
