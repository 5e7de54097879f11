#include "api/mhd.h"
#include "base/log.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* The interface that the header declares, as the library's name has it. */
static const char library[] = "libmicrohttpd.so.12";

struct libmhd libmhd;

struct symbol {
	const char *name;
	size_t at; /* of its pointer in struct libmhd */
};

#define MHD_SYMBOL(name) {"MHD_" #name, offsetof(struct libmhd, name)},
static const struct symbol symbols[] = {MHD_FUNCTIONS(MHD_SYMBOL)};
#undef MHD_SYMBOL

bool
libmhd_open(void)
{
	void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
	size_t count = sizeof symbols / sizeof symbols[0];
	bool good = handle != NULL;

	for (size_t i = 0; good && i < count; i++) {
		void *found = dlsym(handle, symbols[i].name);

		good = found != NULL;
		memcpy((char *)&libmhd + symbols[i].at, &found, sizeof found);
	}
	if (!good)
		log_error("library not opened", "error=\"%s\"", dlerror());
	return good;
}
