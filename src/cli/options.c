#include "cli/options.h"
#include "base/nearest.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum {
	OPTIONS_MAX = VERB_OPTIONS_MAX + CONFIG_SETTINGS_MAX,
	/* Values of getopt_long that are no letters: a row of a table. */
	FIRST_OPTION = 256,
	FIRST_SETTING = FIRST_OPTION + VERB_OPTIONS_MAX,
};

/* What getopt_long wants to know of a verb. */
struct tables {
	struct option longs[OPTIONS_MAX + 1];
	char letters[2 * VERB_OPTIONS_MAX + 3];
	size_t count;
};

static bool
is_option(const struct verb *verb, const struct setting *setting)
{
	return verb->settings && (setting->flags & SETTING_OPTION);
}

static size_t
own_count(const struct verb *verb)
{
	size_t count = 0;

	while (count < VERB_OPTIONS_MAX && verb->options[count].name)
		count++;
	return count;
}

static void
add(struct tables *tables, const char *name, int argument, size_t value)
{
	assert(tables->count < OPTIONS_MAX);
	tables->longs[tables->count++] =
	    (struct option){name, argument, NULL, (int)value};
}

/* Into tables that are all zero. */
static void
make_tables(const struct verb *verb, struct tables *tables)
{
	size_t settings;
	const struct setting *rows = setting_rows(&settings);
	char *letter = tables->letters;

	/* ":": a value that lacks is told from an option that is not known. */
	*letter++ = ':';
	for (size_t i = 0; i < own_count(verb); i++) {
		const struct verb_option *option = &verb->options[i];

		add(tables, option->name,
		    option->argument ? required_argument : no_argument,
		    FIRST_OPTION + i);
		if (!option->letter)
			continue;
		*letter++ = option->letter;
		if (option->argument)
			*letter++ = ':';
	}
	for (size_t i = 0; i < settings; i++) {
		if (is_option(verb, &rows[i]))
			add(tables, rows[i].name,
			    rows[i].kind->flag ? optional_argument
					       : required_argument,
			    FIRST_SETTING + i);
	}
}

static void
say_unknown(const struct verb *verb, const struct tables *tables,
	    const char *text)
{
	size_t dashes = strspn(text, "-");
	size_t len = strcspn(text, "=");
	struct nearest nearest = nearest_to(text + dashes, len - dashes);

	for (size_t i = 0; i < tables->count; i++)
		nearest_try(&nearest, tables->longs[i].name);
	fprintf(stderr, "mxd %s: there is no option %.*s", verb->name, (int)len,
		text);
	if (nearest.word)
		fprintf(stderr, "; did you mean --%s?", nearest.word);
	fputc('\n', stderr);
}

/* What getopt_long has left in optopt and argv. */
static enum options_result
say_wrong(const struct verb *verb, const struct tables *tables, int value,
	  const char *text)
{
	char letter[] = {'-', (char)optopt, '\0'};

	if (value == ':')
		fprintf(stderr, "mxd %s: %s needs a value\n", verb->name, text);
	else if (optopt == 0)
		say_unknown(verb, tables, text);
	else if (optopt < FIRST_OPTION)
		say_unknown(verb, tables, letter);
	else
		fprintf(stderr, "mxd %s: %.*s takes no value\n", verb->name,
			(int)strcspn(text, "="), text);
	fprintf(stderr, "`mxd help %s` lists the options\n", verb->name);
	return OPTIONS_WRONG;
}

static const struct verb_option *
option_of_letter(const struct verb *verb, int letter)
{
	for (size_t i = 0; i < own_count(verb); i++) {
		if (verb->options[i].letter == letter)
			return &verb->options[i];
	}
	return NULL;
}

void
options_start(void)
{
	/* 0: start over, whatever was parsed before. */
	optind = 0;
	opterr = 0;
}

enum options_result
options_next(const struct verb *verb, int argc, char **argv,
	     struct given_option *given)
{
	struct tables tables = {0};
	size_t settings;
	int value;

	make_tables(verb, &tables);
	*given = (struct given_option){0};
	value = getopt_long(argc, argv, tables.letters, tables.longs, NULL);
	if (value == -1)
		return OPTIONS_END;
	if (value == ':' || value == '?')
		return say_wrong(verb, &tables, value, argv[optind - 1]);
	given->value = optarg;
	if (value >= FIRST_SETTING)
		given->setting =
		    &setting_rows(&settings)[value - FIRST_SETTING];
	else if (value >= FIRST_OPTION)
		given->option = &verb->options[value - FIRST_OPTION];
	else
		given->option = option_of_letter(verb, value);
	return OPTIONS_GIVEN;
}

/* for people */

enum { OPTION_COLUMN = 28 };

static void
print_one(char letter, const char *name, const char *argument,
	  const char *brief)
{
	char short_form[] = "    ";
	int width;

	if (letter) {
		short_form[0] = '-';
		short_form[1] = letter;
		short_form[2] = ',';
	}
	width = printf("  %s--%s%s%s", short_form, name, argument ? " " : "",
		       argument ? argument : "");
	if (width >= OPTION_COLUMN) {
		putchar('\n');
		width = 0;
	}
	printf("%*s%s\n", OPTION_COLUMN - width, "", brief);
}

void
options_print(const struct verb *verb)
{
	size_t settings;
	const struct setting *rows = setting_rows(&settings);

	for (size_t i = 0; i < own_count(verb); i++) {
		const struct verb_option *option = &verb->options[i];

		print_one(option->letter, option->name, option->argument,
			  option->brief);
	}
	for (size_t i = 0; i < settings; i++) {
		if (is_option(verb, &rows[i]))
			print_one(0, rows[i].name,
				  rows[i].kind->flag ? NULL : rows[i].argument,
				  rows[i].brief);
	}
}
