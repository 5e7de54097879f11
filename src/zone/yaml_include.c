/*
 * !include in YAML zones: of a file, or of a list of files whose lists are put
 * one behind the other, or whose mappings are merged, the last one's values
 * counting, as octoDNS does.
 */
#include "base/alloc.h"
#include "zone/yaml_private.h"

#include <stdlib.h>
#include <string.h>

/* A tree that is to be filled. */
static struct yaml_text *
new_text(struct yaml_run *run, uint32_t file, const struct yamlnode *list)
{
	struct yaml_text *text = VEC_PUSH(&run->texts);

	*text = (struct yaml_text){
	    .file = file,
	    .list = list,
	    .tree = xcalloc(1, sizeof *text->tree),
	};
	return text;
}

const struct yamltree *
yaml_tree_of(struct yaml_run *run, uint32_t file)
{
	struct yamltree *tree;

	for (size_t i = 0; i < run->texts.count; i++) {
		const struct yaml_text *text = &run->texts.items[i];

		if (!text->list && text->file == file)
			return text->tree;
	}
	tree = new_text(run, file, NULL)->tree;
	yamltree_read(tree, run->sources, file, run->sink);
	return tree;
}

static bool
far_too_long(struct yaml_run *run, const struct yamlnode *node)
{
	if (run->visits <= YAML_INCLUDE_VISITS_MAX &&
	    run->joined <= YAML_JOINED_MAX)
		return false;
	yamltree_error(run->sink, node,
		       "includes make this zone far longer than its text; "
		       "write it out");
	return true;
}

/* What a file holds: at is its name, and then its root. */
static bool
include_file(struct yaml_run *run, struct yaml_at *at)
{
	struct source_link link = {
	    .from = at->node->pos.file,
	    .within = run->options->include_anywhere ? 0 : run->zone_file,
	    .name = yaml_text_of(*at),
	    .len = at->node->count,
	};
	char why[SOURCE_WHY_MAX];
	uint32_t file;

	if (at->node->kind != YAMLTREE_SCALAR || link.len == 0 ||
	    memchr(link.name, '\0', link.len)) {
		yamltree_error(run->sink, at->node,
			       "!include takes the name of a file, or a list "
			       "of them");
		return false;
	}
	if (!sources_follow(run->sources, &link, &file, why)) {
		yamltree_error(run->sink, at->node,
			       "cannot include \"%.*s\": %s", yaml_shown(*at),
			       link.name, why);
		return false;
	}
	at->tree = yaml_tree_of(run, file);
	if (!yamltree_root(at->tree)) {
		yamltree_error(run->sink, at->node, "nothing is in that file");
		return false;
	}
	at->node = yamltree_root(at->tree);
	run->visits += at->node->visits;
	return true;
}

/* One file of a list: a list or mapping, as the first one is. */
static bool
include_part(struct yaml_run *run, struct yaml_at name, enum yamltree_kind kind,
	     struct yaml_at *part)
{
	*part = name;
	if (!include_file(run, part) || !yaml_resolve(run, part))
		return false;
	run->joined += part->tree->nodes.count;
	if (far_too_long(run, name.node))
		return false;
	if (part->node->kind == YAMLTREE_SCALAR) {
		yamltree_error(run->sink, name.node,
			       "each file of a list holds a list, or a "
			       "mapping; include this one alone");
		return false;
	}
	if (kind != YAMLTREE_SCALAR && part->node->kind != kind) {
		yamltree_error(run->sink, name.node,
			       "this file holds a %s, which cannot be joined "
			       "with the %s of the first",
			       kind == YAMLTREE_MAPPING ? "list" : "mapping",
			       kind == YAMLTREE_MAPPING ? "mapping" : "list");
		return false;
	}
	return true;
}

static void
join(struct yaml_run *run, struct yaml_at list, struct yamltree *into)
{
	const struct yamltree **trees =
	    xcalloc(list.node->count, sizeof(struct yamltree *));
	enum yamltree_kind kind = YAMLTREE_SCALAR;
	bool good = true;

	for (uint32_t i = 0; i < list.node->count && good; i++) {
		struct yaml_at part;

		good = include_part(run, yaml_item(list, i), kind, &part);
		if (good) {
			trees[i] = part.tree;
			kind = part.node->kind;
		}
	}
	if (good)
		yamltree_join(into, trees, list.node->count, list.node->pos);
	free(trees);
}

static struct yaml_text *
find_list(const struct yaml_run *run, const struct yamlnode *list)
{
	for (size_t i = 0; i < run->texts.count; i++) {
		if (run->texts.items[i].list == list)
			return &run->texts.items[i];
	}
	return NULL;
}

static void
too_deep(const struct yaml_run *run, const struct yamlnode *node)
{
	yamltree_error(run->sink, node,
		       "a chain of over %d includes, or one that leads back "
		       "to itself",
		       YAML_INCLUDE_CHAIN_MAX);
}

/* What the files of a list hold together, made once. */
static bool
include_list(struct yaml_run *run, struct yaml_at *at)
{
	struct yaml_at list = *at;
	struct yaml_text *text = find_list(run, list.node);
	struct yamltree *tree = text ? text->tree : NULL;

	if ((text && text->open) || run->nesting == YAML_INCLUDE_CHAIN_MAX) {
		too_deep(run, list.node);
		return false;
	}
	if (!tree) {
		text = new_text(run, 0, list.node);
		text->open = true;
		tree = text->tree;
		run->nesting++;
		join(run, list, tree);
		run->nesting--;
		find_list(run, list.node)->open = false; /* it has moved */
	}
	if (!yamltree_root(tree))
		return false;
	at->tree = tree;
	at->node = yamltree_root(tree);
	run->visits += at->node->visits;
	return true;
}

static bool
include(struct yaml_run *run, struct yaml_at *at)
{
	if (at->node->kind == YAMLTREE_SEQUENCE && at->node->count > 0)
		return include_list(run, at);
	return include_file(run, at);
}

static bool
is_core_tag(const char *tag)
{
	static const char core[] = "tag:yaml.org,2002:";

	return strncmp(tag, core, sizeof core - 1) == 0;
}

bool
yaml_resolve(struct yaml_run *run, struct yaml_at *at)
{
	const struct yamlnode *from = at->node;

	for (unsigned i = 0; i < YAML_INCLUDE_CHAIN_MAX; i++) {
		const char *tag = yamltree_tag(at->tree, at->node);

		if (!tag || is_core_tag(tag))
			return true;
		if (strcmp(tag, "!include") != 0) {
			yamltree_error(run->sink, at->node,
				       "the tag %s has no meaning here", tag);
			return false;
		}
		if (!include(run, at))
			return false;
		if (far_too_long(run, from))
			return false;
	}
	too_deep(run, from);
	return false;
}
