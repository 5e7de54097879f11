/*
 * The options of a verb, by getopt_long(3): its own and, where it has them,
 * one for each setting that may be given on the command line.
 */
#ifndef MXD_CLI_OPTIONS_H
#define MXD_CLI_OPTIONS_H

#include "cli/verb.h"
#include "config/setting.h"

/* One option as it was given: of the verb, or of a setting. */
struct given_option {
	const struct verb_option *option; /* NULL: a setting's */
	const struct setting *setting;    /* NULL: the verb's */
	const char *value;                /* NULL: none */
};

enum options_result { OPTIONS_GIVEN, OPTIONS_END, OPTIONS_WRONG };

/* Begin again at the first argument. */
void options_start(void);

/*
 * The next option. At the end the operands are those of argv from optind on:
 * getopt_long has moved them behind the options. What is wrong has been said,
 * with the nearest option there is.
 */
enum options_result options_next(const struct verb *verb, int argc, char **argv,
				 struct given_option *given);

/* Print the options of a verb, a line each. */
void options_print(const struct verb *verb);

#endif
