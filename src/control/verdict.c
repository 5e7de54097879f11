#include "base/alloc.h"
#include "base/log.h"
#include "control/amend_private.h"

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

struct name
verdict_name(struct verdict *verdict, struct name name)
{
	char *wire = xstrndup((const char *)name.wire, name.len);

	*VEC_PUSH(&verdict->owned) = wire;
	name.wire = (const uint8_t *)wire;
	return name;
}

enum { REASON_MAX = 1500 };

void
verdict_fail(struct verdict *verdict, enum commit_status status,
	     const char *format, ...)
{
	char reason[REASON_MAX];
	va_list args;

	va_start(args, format);
	log_format(reason, sizeof reason, format, args);
	va_end(args);
	free(verdict->reason);
	verdict->reason = xasprintf("%s", reason);
	verdict->result.status = status;
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
