#include "cli/help.h"
#include "cli/options.h"

void
help_print(FILE *stream)
{
	size_t count;
	const struct verb *rows = verb_rows(&count);

	fputs("usage: mxd VERB [ARGUMENT]...\n\n", stream);
	for (size_t i = 0; i < count; i++)
		fprintf(stream, "  %-10s%s\n", rows[i].name, rows[i].brief);
	fputs("\n`mxd help VERB` says how a verb is used.\n", stream);
}

void
help_print_verb(const struct verb *verb)
{
	printf("usage: mxd %s%s%s\n\n%s\n", verb->name,
	       *verb->arguments ? " " : "", verb->arguments, verb->brief);
	if (verb->settings || verb->options[0].name) {
		putchar('\n');
		options_print(verb);
	}
}

int
help_no_verb(const char *name)
{
	const char *nearest = verb_nearest(name);

	fprintf(stderr, "mxd: there is no verb %s", name);
	if (nearest)
		fprintf(stderr, "; did you mean mxd %s?", nearest);
	fputs("\n`mxd help` lists the verbs\n", stderr);
	return EXIT_MISUSED;
}

int
help_too_much(const struct verb *verb, const char *operand)
{
	fprintf(stderr, "mxd %s: what is %s? The usage is: mxd %s%s%s\n",
		verb->name, operand, verb->name, *verb->arguments ? " " : "",
		verb->arguments);
	return EXIT_MISUSED;
}

int
cmd_help(const struct verb *verb, int argc, char **argv)
{
	const struct verb *about;

	if (argc > 2)
		return help_too_much(verb, argv[2]);
	if (argc < 2) {
		help_print(stdout);
		return EXIT_GOOD;
	}
	about = verb_get(argv[1]);
	if (!about)
		return help_no_verb(argv[1]);
	help_print_verb(about);
	return EXIT_GOOD;
}
