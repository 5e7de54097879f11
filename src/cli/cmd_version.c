#include "cli/help.h"

int
cmd_version(const struct verb *verb, int argc, char **argv)
{
	if (argc > 1)
		return help_too_much(verb, argv[1]);
	puts("mxd " MXD_VERSION);
	return EXIT_GOOD;
}
