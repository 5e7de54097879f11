#include "base/alloc.h"
#include "base/log.h"
#include "base/vec.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

static _Noreturn void
out_of_memory(size_t len)
{
	log_error("out of memory", "octets=%zu", len);
	abort();
}

void *
xalloc(size_t len)
{
	void *memory = malloc(len ? len : 1);

	if (!memory)
		out_of_memory(len);
	return memory;
}

void *
xcalloc(size_t count, size_t len)
{
	void *memory = calloc(count ? count : 1, len ? len : 1);

	if (!memory)
		out_of_memory(count);
	return memory;
}

void *
xrealloc(void *old, size_t len)
{
	void *memory = realloc(old, len ? len : 1);

	if (!memory)
		out_of_memory(len);
	return memory;
}

char *
xstrndup(const char *text, size_t len)
{
	char *copy = xalloc(len + 1);

	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *
xasprintf(const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = log_format(NULL, 0, format, args);
	va_end(args);
	assert(len >= 0);

	char *text = xalloc((size_t)len + 1);

	va_start(args, format);
	log_format(text, (size_t)len + 1, format, args);
	va_end(args);
	return text;
}

void *
vec_grow(void *items, size_t *capacity, size_t need, size_t size)
{
	size_t grown = *capacity ? *capacity : 8;

	while (grown < need) {
		assert(grown <= SIZE_MAX / 2 / size);
		grown *= 2;
	}
	*capacity = grown;
	return xrealloc(items, grown * size);
}

void
alloc_trim(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}
