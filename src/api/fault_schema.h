/*
 * The JSON Schema of a fault, from the table of its fields.
 */
#ifndef MXD_API_FAULT_SCHEMA_H
#define MXD_API_FAULT_SCHEMA_H

#include <jansson.h>

/* A new object: properties by name, those that are told only included. */
json_t *fault_schema(void);

#endif
