#include "base/alloc.h"
#include "control/amend.h"

#include <stdlib.h>

const struct commit_result *
verdict_result(struct verdict *verdict)
{
	struct commit_result *result = &verdict->result;

	result->reason = verdict->reason;
	result->findings = verdict->findings.items;
	result->finding_count = verdict->findings.count;
	result->made = verdict->made.items;
	result->made_count = verdict->made.count;
	result->zones = verdict->zones.items;
	result->zone_count = verdict->zones.count;
	return result;
}

void
verdict_free(struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->owned.count; i++)
		free(verdict->owned.items[i]);
	free(verdict->owned.items);
	free(verdict->reason);
	free(verdict->findings.items);
	free(verdict->made.items);
	free(verdict->zones.items);
	*verdict = (struct verdict){0};
}
