/*
 * A route for a person.
 */
#ifndef MXD_CLI_ROUTE_TEXT_H
#define MXD_CLI_ROUTE_TEXT_H

#include "control/route_report.h"

#include <stdio.h>

void route_text(const struct route_report *report, FILE *stream);

#endif
