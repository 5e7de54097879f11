#include "check/fault.h"
#include "base/alloc.h"
#include "base/log.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { SAYS_MAX = 500 };

void
fault_add(struct faults *faults, unsigned kind, enum rule_level level,
	  struct part part, const char *format, ...)
{
	char says[SAYS_MAX];
	va_list args;

	va_start(args, format);
	log_format(says, sizeof says, format, args);
	va_end(args);
	*VEC_PUSH(faults) = (struct fault){part, (uint8_t)kind, (uint8_t)level,
					   xstrndup(says, strlen(says))};
}

void
faults_free(struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++)
		free(faults->items[i].says);
	free(faults->items);
}
