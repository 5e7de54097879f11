/*
 * The handlers of the routes (api/route.c says which is whose).
 */
#ifndef MXD_API_HANDLERS_H
#define MXD_API_HANDLERS_H

#include "api/call.h"

/* health.c */
void get_livez(struct call *call);
void get_readyz(struct call *call);

/* openapi.c */
void get_openapi(struct call *call);

#endif
