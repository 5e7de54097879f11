/*
 * THE table of a fault's fields: one row a field drives mxd.yaml, the control
 * API both ways, its schema and the manual. A new field is a member of struct
 * fault or struct fault_effect and a row in field.c.
 */
#ifndef MXD_FAULT_FIELD_H
#define MXD_FAULT_FIELD_H

#include "fault/fault.h"

enum { FAULT_WHY_MAX = 320, FAULT_FIELD_TEXT_MAX = 1100 };

struct fault_field;

/* What stands in a field. */
enum fault_form {
	FORM_TEXT,
	FORM_INTEGER,
	FORM_NUMBER,
	FORM_TEXTS,
	FORM_STEPS
};

/* A kind of value; `at` is the member. FORM_STEPS has no functions. */
struct fault_kind {
	enum fault_form form;

	/* Parse and store, or add to a list; on failure say why, and change
	 * nothing. A text has a NUL behind it and none inside. */
	bool (*set)(const struct fault_field *field, void *at, const char *text,
		    size_t len, char why[static FAULT_WHY_MAX]);

	/* Write it as it would be read; false: it was not given. For
	 * FORM_TEXTS item i; false: there is none. */
	bool (*get)(const void *at, size_t i,
		    char text[static FAULT_FIELD_TEXT_MAX]);
};

struct fault_field {
	const char *name;
	const struct fault_kind *kind;
	unsigned parameter; /* of the effect; 0: of the rule */
	uint32_t min, max;  /* of a number; octets of a text */
	size_t offset;      /* in struct fault_effect or struct fault */
	const char *argument;
	const char *says;
};

const struct fault_field *fault_fields(size_t *count);

/* The row of that name, or NULL; and the nearest name, or NULL. */
const struct fault_field *fault_field_get(const char *name, size_t len);
const char *fault_field_nearest(const char *name, size_t len);

/* Where the value of a field is. */
static inline void *
fault_field_at(const struct fault_field *field, struct fault *fault,
	       struct fault_effect *effect)
{
	return (field->parameter ? (uint8_t *)effect : (uint8_t *)fault) +
	       field->offset;
}

#endif
