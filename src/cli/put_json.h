/*
 * JSON for programs that read what a verb prints.
 */
#ifndef MXD_CLI_PUT_JSON_H
#define MXD_CLI_PUT_JSON_H

#include <jansson.h>
#include <stdio.h>

/* Write it, indented, and let it go. */
void put_json(json_t *json, FILE *stream);

#endif
