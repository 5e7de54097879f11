/*
 * The API as an OpenAPI 3.1 document, made from THE tables of routes and
 * schemas.
 */
#ifndef MXD_API_OPENAPI_H
#define MXD_API_OPENAPI_H

#include <jansson.h>

json_t *openapi_document(void);

#endif
