/*
 * Usage, printed from the table of verbs.
 */
#ifndef MXD_CLI_HELP_H
#define MXD_CLI_HELP_H

#include "cli/verb.h"

#include <stdio.h>

/* All verbs, a line each. */
void help_print(FILE *stream);

/* One verb with its options. */
void help_print_verb(const struct verb *verb);

/* Say that there is no such verb, and which may be meant; EXIT_MISUSED. */
int help_no_verb(const char *name);

/* Say that a verb was given more than it takes; EXIT_MISUSED. */
int help_too_much(const struct verb *verb, const char *operand);

#endif
