/*
 * What state.c, which opens and saves, and state_read.c share.
 */
#ifndef MXD_CONTROL_STATE_PRIVATE_H
#define MXD_CONTROL_STATE_PRIVATE_H

#include "control/database.h"
#include "control/state.h"

/* Statements, prepared once. */
enum statement {
	FIND_ZONE,
	ADD_ZONE,
	SET_ZONE,
	SET_BASE,
	DROP_RECORDS,
	DROP_ZONE,
	ADD_RECORD,
	DROP_RECORD,
	ALL_ZONES,
	ALL_RECORDS,
	ADD_SNAPSHOT,
	DROP_SNAPSHOT,
	DROP_SNAPSHOT_RECORDS,
	DROP_SNAPSHOT_ZONES,
	COPY_ZONES,
	COPY_RECORDS,
	ONE_SNAPSHOT,
	STATEMENTS,
};

struct state {
	struct database *database;
};

#endif
