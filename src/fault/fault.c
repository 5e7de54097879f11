#include "fault/fault.h"

#include <stdlib.h>

void
fault_start(struct fault *fault, uint64_t now)
{
	fault->until = fault->lasts > 0 ? now + fault->lasts : 0;
}

struct fault *
fault_ref(struct fault *fault)
{
	fault->references++;
	return fault;
}

static void
effect_free(struct fault_effect *effect)
{
	for (size_t i = 0; i < effect->records.count; i++) {
		free(effect->records.items[i].octets);
		free(effect->records.items[i].text);
	}
	free(effect->records.items);
	free(effect->text);
}

void
fault_unref(struct fault *fault)
{
	if (!fault || --fault->references > 0)
		return;
	for (size_t i = 0; i < fault->steps.count; i++)
		effect_free(&fault->steps.items[i]);
	free(fault->steps.items);
	free(fault->counts);
	free(fault);
}
