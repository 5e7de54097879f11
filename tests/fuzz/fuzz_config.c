/*
 * Any text as mxd.yaml. Whatever it is: errors are reported exactly when
 * reading fails, each has its place in the text, and the tree behind it is of
 * bounded size however it is walked.
 */
#include "base/yamltree.h"
#include "config/config.h"
#include "config/setting.h"
#include "fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *
rule_id(size_t i, bool *allowable)
{
	static const char *const ids[] = {"zone-soa", "mx-exchange-alias"};

	*allowable = i == 1;
	return i < 2 ? ids[i] : NULL;
}

/* Nodes that a walk meets; recursion is at most YAMLTREE_DEPTH_MAX deep. */
static uint64_t
walk(const struct yamltree *tree, const struct yamlnode *node, size_t size,
     unsigned depth)
{
	uint64_t met = 1;
	uint32_t links =
	    node->kind == YAMLTREE_MAPPING ? 2 * node->count : node->count;

	assert(depth <= YAMLTREE_DEPTH_MAX);
	assert(node->pos.offset <= size);
	assert(node->span <= size || node->span == 1);
	if (node->kind == YAMLTREE_SCALAR) {
		assert(yamltree_text(tree, node)[node->count] == '\0');
		return 1;
	}
	for (uint32_t i = 0; i < links; i++)
		met +=
		    walk(tree, yamltree_item(tree, node, i), size, depth + 1);
	return met;
}

static void
check_tree(const struct sources *sources, uint32_t file, size_t size)
{
	struct diag_sink sink = {.sources = sources};
	struct yamltree tree = {0};
	bool right = yamltree_read(&tree, sources, file, &sink);
	const struct yamlnode *root = yamltree_root(&tree);

	assert(right == (sink.errors == 0));
	if (root) {
		uint64_t met = walk(&tree, root, size, 0);

		assert(met == root->visits);
		assert(met <=
		       YAMLTREE_SHARE_FREE + (YAMLTREE_SHARE_FACTOR + 1) *
						 (uint64_t)tree.nodes.count);
	}
	yamltree_free(&tree);
	diag_free(&sink);
}

static void
check_complaints(const struct diag_sink *sink, size_t size)
{
	for (size_t i = 0; i < sink->list.count; i++) {
		const struct diag *diag = &sink->list.items[i];
		char *line = diag_line(sink, diag);

		assert(diag->pos.file == 1);
		assert(diag->pos.offset <= size);
		assert(strchr(line, '\n') == NULL);
		free(line);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct config config;
	uint32_t file =
	    sources_add(&sources, "mxd.yaml", (const char *)octets, size);

	config_init(&config, rule_id);
	if (config_from_source(&config, &sources, file, &sink))
		assert(sink.errors == 0);
	else
		assert(sink.errors > 0);
	assert(config.udp_size >= 512 && config.udp_size <= 4096);
	assert(config.listen.count > 0);
	check_complaints(&sink, size);
	check_tree(&sources, file, size);
	config_free(&config);
	diag_free(&sink);
	sources_free(&sources);
	return 0;
}
