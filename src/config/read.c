/* mxd.yaml -> struct config */
#include "base/alloc.h"
#include "base/yamltree.h"
#include "config/setting.h"

#include <stdlib.h>
#include <string.h>

enum {
	FILE_SIZE_MAX = 1 << 20, /* octets: what is larger is something else */
	QUOTED_MAX = 40,         /* octets of a value in a message */
};

struct reading {
	struct config *config;
	const struct yamltree *tree;
	struct diag_sink *sink;
	char *folder; /* of the file; NULL: here */
};

/* The folder of a path, without its last "/"; NULL when it names none. */
static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return NULL;
	return xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* Say what is wrong with a value, quoting it. */
static void
refuse(struct reading *reading, const struct setting *setting,
       const struct yamlnode *node, const char *why)
{
	const char *text = yamltree_text(reading->tree, node);
	bool whole = node->count <= QUOTED_MAX;

	yamltree_error(reading->sink, node, "%s \"%.*s%s\": %s", setting->name,
		       whole ? (int)node->count : QUOTED_MAX, text,
		       whole ? "" : "...", why);
}

/* A text that stands at a node. */
static void
read_text(struct reading *reading, const struct setting *setting,
	  const struct yamlnode *node, const char *text, size_t len)
{
	char why[CONFIG_WHY_MAX];
	struct setting_text value = {
	    .text = text,
	    .len = len,
	    .folder = reading->folder,
	    .rule_id = reading->config->rule_id,
	};

	if (memchr(value.text, '\0', value.len))
		refuse(reading, setting, node, "holds a NUL octet");
	else if (!config_set(reading->config, setting, &value, CONFIG_FILE,
			     why))
		refuse(reading, setting, node, why);
}

/* One value, or one item of a list. */
static void
read_value(struct reading *reading, const struct setting *setting,
	   const struct yamlnode *node)
{
	read_text(reading, setting, node, yamltree_text(reading->tree, node),
		  node->count);
}

static bool
is_text(const struct reading *reading, const struct yamlnode *node)
{
	return node->kind == YAMLTREE_SCALAR &&
	       !yamltree_is_null(reading->tree, node);
}

static void
read_list(struct reading *reading, const struct setting *setting,
	  const struct yamlnode *list)
{
	for (uint32_t i = 0; i < list->count; i++) {
		const struct yamlnode *item =
		    yamltree_item(reading->tree, list, i);

		if (is_text(reading, item))
			read_value(reading, setting, item);
		else
			yamltree_error(reading->sink, item,
				       "%s: an item must be %s", setting->name,
				       setting->argument);
	}
}

/* A mapping in place of a list of KEY=VALUE. */
static void
read_pairs(struct reading *reading, const struct setting *setting,
	   const struct yamlnode *map)
{
	for (uint32_t i = 0; i < map->count; i++) {
		const struct yamlnode *key =
		    yamltree_key(reading->tree, map, i);
		const struct yamlnode *value =
		    yamltree_value(reading->tree, map, i);
		char *text;

		if (!is_text(reading, value)) {
			yamltree_error(reading->sink, key, "%s: must be %s",
				       setting->name, setting->argument);
			continue;
		}
		text = xasprintf("%s=%s", yamltree_text(reading->tree, key),
				 yamltree_text(reading->tree, value));
		read_text(reading, setting, key, text, strlen(text));
		free(text);
	}
}

/* A list of mappings, or one of them. */
static void
read_mappings(struct reading *reading, const struct setting *setting,
	      const struct yamlnode *value)
{
	if (value->kind == YAMLTREE_SCALAR) {
		yamltree_error(reading->sink, value, "%s must be %s",
			       setting->name, setting->argument);
		return;
	}
	if (value->kind == YAMLTREE_MAPPING) {
		config_take(reading->config, setting, reading->tree, value,
			    reading->sink);
		return;
	}
	for (uint32_t i = 0; i < value->count; i++)
		config_take(reading->config, setting, reading->tree,
			    yamltree_item(reading->tree, value, i),
			    reading->sink);
}

static void
read_setting(struct reading *reading, const struct setting *setting,
	     const struct yamlnode *key, const struct yamlnode *value)
{
	bool list = value->kind == YAMLTREE_SEQUENCE;

	if (yamltree_is_null(reading->tree, value) ||
	    (list && value->count == 0))
		yamltree_error(reading->sink, key,
			       "%s has no value; leave it out, or give %s",
			       setting->name, setting->argument);
	else if (setting->kind->take)
		read_mappings(reading, setting, value);
	else if (value->kind == YAMLTREE_MAPPING && setting->kind->pairs)
		read_pairs(reading, setting, value);
	else if (value->kind == YAMLTREE_MAPPING)
		yamltree_error(reading->sink, value,
			       "%s takes %s, no settings of its own",
			       setting->name, setting->argument);
	else if (list && !setting->kind->list)
		yamltree_error(reading->sink, value,
			       "%s takes one value, not a list", setting->name);
	else if (list)
		read_list(reading, setting, value);
	else
		read_value(reading, setting, value);
}

static void
read_pair(struct reading *reading, const struct yamlnode *key,
	  const struct yamlnode *value)
{
	const char *name = yamltree_text(reading->tree, key);
	const struct setting *setting = setting_get(name, key->count);
	const char *nearest;
	int len = key->count < QUOTED_MAX ? (int)key->count : QUOTED_MAX;

	if (setting) {
		read_setting(reading, setting, key, value);
		return;
	}
	nearest = setting_nearest(name, key->count);
	if (nearest)
		yamltree_error(
		    reading->sink, key,
		    "no setting is called \"%.*s\"; did you mean %s?", len,
		    name, nearest);
	else
		yamltree_error(reading->sink, key,
			       "no setting is called \"%.*s\"; mxd.yaml(5) "
			       "has all of them",
			       len, name);
}

/* A tag asks for something that a setting cannot be. */
static void
refuse_tags(const struct yamltree *tree, struct diag_sink *sink)
{
	for (size_t i = 0; i < tree->nodes.count; i++) {
		const struct yamlnode *node = &tree->nodes.items[i];
		const char *tag = yamltree_tag(tree, node);

		if (tag)
			yamltree_error(sink, node,
				       "the tag %s has no meaning here", tag);
	}
}

static void
read_tree(struct reading *reading, const struct yamlnode *root)
{
	if (root->kind != YAMLTREE_MAPPING) {
		if (!yamltree_is_null(reading->tree, root))
			yamltree_error(reading->sink, root,
				       "must be settings, a line each, as in "
				       "\"listen: 127.0.0.1@5300\"");
		return;
	}
	refuse_tags(reading->tree, reading->sink);
	for (uint32_t i = 0; i < root->count; i++)
		read_pair(reading, yamltree_key(reading->tree, root, i),
			  yamltree_value(reading->tree, root, i));
}

bool
config_from_source(struct config *config, const struct sources *sources,
		   uint32_t file, struct diag_sink *sink)
{
	const struct source *source = sources_get(sources, file);
	struct yamltree tree = {0};
	struct reading reading = {config, &tree, sink, folder_of(source->path)};
	size_t errors = sink->errors;

	if (source->size > FILE_SIZE_MAX) {
		diag_error(sink, (struct pos){file, 0},
			   "larger than 1 MiB: not a configuration");
	} else {
		yamltree_read(&tree, sources, file, sink);
		if (yamltree_root(&tree))
			read_tree(&reading, yamltree_root(&tree));
	}
	yamltree_free(&tree);
	free(reading.folder);
	return sink->errors == errors;
}

bool
config_from_file(struct config *config, const char *path,
		 struct sources *sources, struct diag_sink *sink)
{
	char why[SOURCE_WHY_MAX];
	uint32_t file;

	if (!sources_read(sources, path, &file, why)) {
		diag_error(sink, (struct pos){0}, "cannot read %s: %s", path,
			   why);
		return false;
	}
	return config_from_source(config, sources, file, sink);
}
