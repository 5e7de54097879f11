/* mxd VERB ...: find the verb, run it. */
#include "cli/help.h"
#include "cli/verb.h"

#include <stdio.h>
#include <string.h>

/* `mxd VERB --help` is `mxd help VERB`, whatever else stands there. */
static bool
asks_for_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0)
			return true;
	}
	return false;
}

/* The verbs that look like options, as with every other program. */
static const char *
verb_name(const char *word)
{
	if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
		return "version";
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		return "help";
	return word;
}

int
main(int argc, char **argv)
{
	const struct verb *verb;

	if (argc < 2) {
		help_print(stderr);
		return EXIT_MISUSED;
	}
	verb = verb_get(verb_name(argv[1]));
	if (!verb)
		return help_no_verb(argv[1]);
	if (asks_for_help(argc - 1, argv + 1)) {
		help_print_verb(verb);
		return EXIT_GOOD;
	}
	return verb->run(verb, argc - 1, argv + 1);
}
