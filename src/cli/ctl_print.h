/*
 * What a control API answered, for a person.
 */
#ifndef MXD_CLI_CTL_PRINT_H
#define MXD_CLI_CTL_PRINT_H

#include <jansson.h>

/* The data of a success: a table, or a sentence; warnings to stderr. */
void ctl_print(const json_t *data);

/* An error, with its findings, to stderr. */
void ctl_print_error(const json_t *error);

#endif
