#include "base/yamltree.h"
#include "base/alloc.h"
#include "base/yamltree_map.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* A collection that has begun and not ended. */
struct open {
	uint32_t node;
	size_t first; /* index in pending of its first child */
};

struct anchor {
	char *name;
	uint32_t node;
};

struct reading {
	struct yamltree *tree;
	const struct sources *sources;
	struct diag_sink *sink;
	uint32_t file;

	/* Children of open collections; outermost first. */
	VEC(uint32_t) pending;
	struct open open[YAMLTREE_DEPTH_MAX];
	size_t depth;

	struct anchor anchors[YAMLTREE_ANCHORS_MAX];
	size_t anchor_count;
	uint64_t shared; /* visits that aliases have added */

	size_t start; /* octets of a byte-order mark */

	/* libyaml counts characters: where the last one asked for begins. */
	size_t character;
	size_t offset;
};

/* --- positions ---------------------------------------------------------- */

static bool
inside_character(const char *text, size_t offset)
{
	return ((uint8_t)text[offset] & 0xc0) == 0x80;
}

/* The octet where a character of UTF-8 begins, found from the last one. */
static size_t
offset_of(struct reading *reading, size_t character)
{
	const struct source *source =
	    sources_get(reading->sources, reading->file);
	size_t offset = reading->offset;

	for (; reading->character < character && offset < source->size;
	     reading->character++) {
		do
			offset++;
		while (inside_character(source->text, offset));
	}
	for (; reading->character > character && offset > reading->start;
	     reading->character--) {
		do
			offset--;
		while (offset > 0 && inside_character(source->text, offset));
	}
	return reading->offset = offset;
}

static struct pos
pos_of(struct reading *reading, const yaml_mark_t *mark)
{
	return (struct pos){reading->file,
			    (uint32_t)offset_of(reading, mark->index)};
}

/* --- nodes -------------------------------------------------------------- */

static uint32_t
add_text(struct yamltree *tree, const void *octets, size_t len)
{
	size_t at = tree->text.count;

	VEC_RESERVE(&tree->text, len + 1);
	if (len > 0)
		memcpy(tree->text.items + at, octets, len);
	tree->text.items[at + len] = '\0';
	tree->text.count = at + len + 1;
	return (uint32_t)at;
}

/* Keep a node and make it a child of the collection that is open. */
static uint32_t
add_node(struct reading *reading, const yaml_event_t *event,
	 enum yamltree_kind kind, const yaml_char_t *tag)
{
	struct yamltree *tree = reading->tree;
	struct yamlnode node = {
	    .pos = pos_of(reading, &event->start_mark),
	    .span = 1,
	    .kind = (uint8_t)kind,
	    .height = kind != YAMLTREE_SCALAR,
	    .visits = 1,
	};
	uint32_t index = (uint32_t)tree->nodes.count;

	if (tag)
		node.tag = 1 + add_text(tree, tag, strlen((const char *)tag));
	*VEC_PUSH(&tree->nodes) = node;
	*VEC_PUSH(&reading->pending) = index;
	return index;
}

static struct yamlnode *
node_at(struct reading *reading, uint32_t index)
{
	return &reading->tree->nodes.items[index];
}

/* --- anchors and aliases ------------------------------------------------ */

static struct anchor *
find_anchor(struct reading *reading, const char *name)
{
	for (size_t i = 0; i < reading->anchor_count; i++) {
		if (strcmp(reading->anchors[i].name, name) == 0)
			return &reading->anchors[i];
	}
	return NULL;
}

/* The same name again means the later node from there on (YAML 1.1 §7.1). */
static bool
keep_anchor(struct reading *reading, const yaml_char_t *text, uint32_t node)
{
	const char *name = (const char *)text;
	struct anchor *anchor;

	if (!text)
		return true;
	anchor = find_anchor(reading, name);
	if (anchor) {
		anchor->node = node;
		return true;
	}
	if (reading->anchor_count == YAMLTREE_ANCHORS_MAX) {
		yamltree_error(reading->sink, node_at(reading, node),
			       "more than %d anchors", YAMLTREE_ANCHORS_MAX);
		return false;
	}
	anchor = &reading->anchors[reading->anchor_count++];
	*anchor = (struct anchor){xstrndup(name, strlen(name)), node};
	return true;
}

static bool
is_open(const struct reading *reading, uint32_t node)
{
	for (size_t i = 0; i < reading->depth; i++) {
		if (reading->open[i].node == node)
			return true;
	}
	return false;
}

static bool
alias(struct reading *reading, const yaml_event_t *event)
{
	struct pos pos = pos_of(reading, &event->start_mark);
	const char *name = (const char *)event->data.alias.anchor;
	const struct anchor *anchor = find_anchor(reading, name);

	if (!anchor) {
		diag_error(reading->sink, pos,
			   "alias *%s: no anchor &%s stands before it", name,
			   name);
		return false;
	}
	if (is_open(reading, anchor->node)) {
		diag_error(reading->sink, pos,
			   "alias *%s stands inside its own anchor", name);
		return false;
	}
	if (reading->depth + node_at(reading, anchor->node)->height >
	    YAMLTREE_DEPTH_MAX) {
		diag_error(reading->sink, pos, "nested more than %d deep",
			   YAMLTREE_DEPTH_MAX);
		return false;
	}
	reading->shared += node_at(reading, anchor->node)->visits;
	if (reading->shared >
	    YAMLTREE_SHARE_FREE +
		YAMLTREE_SHARE_FACTOR * (uint64_t)reading->tree->nodes.count) {
		diag_error(reading->sink, pos,
			   "aliases make this text far longer than it is; "
			   "write it out");
		return false;
	}
	*VEC_PUSH(&reading->pending) = anchor->node;
	return true;
}

/* --- the nodes as libyaml tells them ------------------------------------ */

static bool
scalar(struct reading *reading, const yaml_event_t *event)
{
	struct yamltree *tree = reading->tree;
	uint32_t index =
	    add_node(reading, event, YAMLTREE_SCALAR, event->data.scalar.tag);
	size_t len = event->data.scalar.length;
	uint32_t text = add_text(tree, event->data.scalar.value, len);
	struct yamlnode *node = node_at(reading, index);
	size_t end = offset_of(reading, event->end_mark.index);

	node->first = text;
	node->count = (uint32_t)len;
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	if (end > node->pos.offset)
		node->span = (uint32_t)end - node->pos.offset;
	return keep_anchor(reading, event->data.scalar.anchor, index);
}

static bool
begin(struct reading *reading, const yaml_event_t *event,
      enum yamltree_kind kind, const yaml_char_t *anchor,
      const yaml_char_t *tag)
{
	uint32_t index = add_node(reading, event, kind, tag);

	if (reading->depth == YAMLTREE_DEPTH_MAX) {
		yamltree_error(reading->sink, node_at(reading, index),
			       "nested more than %d deep", YAMLTREE_DEPTH_MAX);
		return false;
	}
	reading->open[reading->depth++] =
	    (struct open){index, reading->pending.count};
	return keep_anchor(reading, anchor, index);
}

/* The collection that ends; its children are `pending` from *first on. */
static uint32_t
end(struct reading *reading, size_t *first)
{
	struct open *open = &reading->open[--reading->depth];
	struct yamlnode *node = node_at(reading, open->node);

	*first = open->first;
	node->first = (uint32_t)reading->tree->links.count;
	return open->node;
}

static void
end_sequence(struct reading *reading)
{
	size_t first;
	uint32_t index = end(reading, &first);

	for (size_t i = first; i < reading->pending.count; i++)
		yamltree_link(reading->tree, index, reading->pending.items[i]);
	node_at(reading, index)->count =
	    (uint32_t)(reading->pending.count - first);
	reading->pending.count = first;
}

static void
end_mapping(struct reading *reading)
{
	size_t first;
	uint32_t index = end(reading, &first);

	yamltree_link_pairs(
	    reading->tree, index, reading->pending.items + first,
	    (reading->pending.count - first) / 2, reading->sink);
	reading->pending.count = first;
}

static bool
begin_document(struct reading *reading, const yaml_event_t *event)
{
	if (reading->pending.count == 0)
		return true;
	diag_error(reading->sink, pos_of(reading, &event->start_mark),
		   "a second document: a file holds one");
	return false;
}

/* Take one event in; false when reading must end. */
static bool
take(struct reading *reading, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return begin_document(reading, event);
	case YAML_ALIAS_EVENT:
		return alias(reading, event);
	case YAML_SCALAR_EVENT:
		return scalar(reading, event);
	case YAML_SEQUENCE_START_EVENT:
		return begin(reading, event, YAMLTREE_SEQUENCE,
			     event->data.sequence_start.anchor,
			     event->data.sequence_start.tag);
	case YAML_SEQUENCE_END_EVENT:
		end_sequence(reading);
		return true;
	case YAML_MAPPING_START_EVENT:
		return begin(reading, event, YAMLTREE_MAPPING,
			     event->data.mapping_start.anchor,
			     event->data.mapping_start.tag);
	case YAML_MAPPING_END_EVENT:
		end_mapping(reading);
		return true;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
	return true;
}

/* --- what libyaml does not take ----------------------------------------- */

/* ::1 is a plain scalar in a line of its own, but not in [::1]. */
static bool
starts_with_colon(const struct reading *reading, struct pos pos)
{
	const struct source *source =
	    sources_get(reading->sources, reading->file);

	return pos.offset + 1 < source->size &&
	       source->text[pos.offset] == ':' &&
	       source->text[pos.offset + 1] == ':';
}

static void
report_syntax(struct reading *reading, const yaml_parser_t *parser)
{
	const char *problem = parser->problem ? parser->problem : "not YAML";
	struct pos pos = {reading->file,
			  (uint32_t)(reading->start + parser->problem_offset)};

	if (parser->error == YAML_READER_ERROR) {
		diag_error(reading->sink, pos, "not a YAML text: %s", problem);
		return;
	}
	pos = pos_of(reading, &parser->problem_mark);
	if (starts_with_colon(reading, pos))
		diag_error(reading->sink, pos,
			   "not YAML: between brackets, what begins with a "
			   "colon stands in quotes, as in \"::1\"");
	else if (parser->context)
		diag_error(reading->sink, pos,
			   "not YAML: %s (%s that begins at line %zu)", problem,
			   parser->context, parser->context_mark.line + 1);
	else
		diag_error(reading->sink, pos, "not YAML: %s", problem);
}

static bool
read_events(struct reading *reading, yaml_parser_t *parser)
{
	yaml_event_t event;
	bool more = true;

	while (more) {
		if (!yaml_parser_parse(parser, &event)) {
			report_syntax(reading, parser);
			return false;
		}
		more = event.type != YAML_STREAM_END_EVENT;
		if (!take(reading, &event)) {
			yaml_event_delete(&event);
			return false;
		}
		yaml_event_delete(&event);
	}
	return true;
}

/* Read with libyaml; whether there is a whole document. */
static bool
read_text(struct reading *reading)
{
	const struct source *source =
	    sources_get(reading->sources, reading->file);
	yaml_parser_t parser;
	bool whole;

	if (!yaml_parser_initialize(&parser))
		abort(); /* no memory */
	/* UTF-8 only, for positions; then libyaml leaves the mark to us. */
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	if (source->size >= 3 && memcmp(source->text, "\xef\xbb\xbf", 3) == 0)
		reading->start = reading->offset = 3;
	yaml_parser_set_input_string(
	    &parser, (const unsigned char *)source->text + reading->start,
	    source->size - reading->start);
	whole = read_events(reading, &parser) && reading->pending.count > 0;
	yaml_parser_delete(&parser);
	return whole;
}

bool
yamltree_read(struct yamltree *tree, const struct sources *sources,
	      uint32_t file, struct diag_sink *sink)
{
	struct reading *reading;
	size_t errors = sink->errors;

	if (sources_get(sources, file)->size > YAMLTREE_SIZE_MAX) {
		diag_error(sink, (struct pos){file, 0},
			   "a YAML text may be %d MiB long, not more",
			   YAMLTREE_SIZE_MAX >> 20);
		return false;
	}
	reading = xcalloc(1, sizeof *reading);
	reading->tree = tree;
	reading->sources = sources;
	reading->sink = sink;
	reading->file = file;
	if (read_text(reading))
		tree->root = reading->pending.items[0] + 1;
	for (size_t i = 0; i < reading->anchor_count; i++)
		free(reading->anchors[i].name);
	free(reading->pending.items);
	free(reading);
	return sink->errors == errors;
}

void
yamltree_free(struct yamltree *tree)
{
	free(tree->nodes.items);
	free(tree->links.items);
	free(tree->text.items);
	*tree = (struct yamltree){0};
}

bool
yamltree_is_null(const struct yamltree *tree, const struct yamlnode *node)
{
	static const char *const words[] = {"", "~", "null", "Null", "NULL"};

	if (node->kind != YAMLTREE_SCALAR || !node->plain)
		return false;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i]) == node->count &&
		    strcmp(words[i], yamltree_text(tree, node)) == 0)
			return true;
	}
	return false;
}

void
yamltree_error(struct diag_sink *sink, const struct yamlnode *node,
	       const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_report(sink,
		    (struct diag){.pos = node->pos,
				  .span = node->span,
				  .severity = SEVERITY_ERROR},
		    format, args);
	va_end(args);
}
