#include "control/complaints.h"

#include <stdlib.h>
#include <string.h>

static bool
is_allowed(const struct texts *allow, const char *rule)
{
	for (size_t i = 0; i < allow->count; i++) {
		if (strcmp(allow->items[i], rule) == 0)
			return true;
	}
	return false;
}

static bool
is_shown(const struct diag *diag, const struct texts *allow)
{
	return diag->severity != SEVERITY_NOTE || !diag->rule ||
	       is_allowed(allow, diag->rule);
}

void
complaints_print(struct diag_sink *sink, const struct texts *allow)
{
	size_t shown = 0;

	for (size_t i = 0; i < sink->list.count; i++) {
		struct diag *diag = &sink->list.items[i];

		if (is_shown(diag, allow))
			sink->list.items[shown++] = *diag;
		else
			free(diag->text);
	}
	sink->list.count = shown;
	diag_print(sink, true);
	diag_free(sink);
}
