/* A list of faults, each a mapping: read by fault/fault.h. */
#include "config/kind.h"

#include <string.h>

static bool
set(const struct setting *setting, void *value, const struct setting_text *text,
    char why[static CONFIG_WHY_MAX])
{
	static const char reason[] = "is given in a file only";

	(void)setting;
	(void)value;
	(void)text;
	memcpy(why, reason, sizeof reason);
	return false;
}

static bool
is_known(const struct faults_list *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++) {
		if (*id != '\0' && strcmp(list->items[i]->id, id) == 0)
			return true;
	}
	return false;
}

static void
take(void *value, const struct yamltree *tree, const struct yamlnode *item,
     struct diag_sink *sink)
{
	struct faults_list *list = value;
	struct fault *fault = fault_read(tree, item, sink);

	if (!fault)
		return;
	if (is_known(list, fault->id) || list->count == FAULTS_MAX) {
		if (list->count == FAULTS_MAX)
			yamltree_error(sink, item, "more than %d faults",
				       FAULTS_MAX);
		else
			yamltree_error(sink, item,
				       "another fault has the id %s",
				       fault->id);
		fault_unref(fault);
		return;
	}
	fault->of_file = true;
	*VEC_PUSH(list) = fault;
}

static void
clear(void *value)
{
	faults_list_free(value);
}

const struct setting_kind kind_fault = {.what = "a list of faults",
					.list = true,
					.set = set,
					.take = take,
					.clear = clear};
