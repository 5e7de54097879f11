/*
 * The kinds of values that a fault's fields can have: how a text becomes a
 * value and a value a text.
 */
#ifndef MXD_FAULT_FIELD_KIND_H
#define MXD_FAULT_FIELD_KIND_H

#include "fault/field.h"

enum { FAULT_DELAY_MAX = 300000 /* ms */ };

extern const struct fault_kind field_id;          /* char[] */
extern const struct fault_kind field_pattern;     /* struct fault */
extern const struct fault_kind field_type;        /* uint16_t, 0: any */
extern const struct fault_kind field_client;      /* struct prefix */
extern const struct fault_kind field_transport;   /* unsigned */
extern const struct fault_kind field_action;      /* struct action * */
extern const struct fault_kind field_rcode;       /* uint16_t */
extern const struct fault_kind field_ede;         /* uint16_t */
extern const struct fault_kind field_text;        /* char *, owned */
extern const struct fault_kind field_delay;       /* uint32_t[2], ms */
extern const struct fault_kind field_number;      /* uint32_t, 0: none */
extern const struct fault_kind field_ttl;         /* uint32_t */
extern const struct fault_kind field_duration;    /* uint32_t, ms */
extern const struct fault_kind field_probability; /* uint32_t, millionths */
extern const struct fault_kind field_records;     /* VEC of fault_record */
extern const struct fault_kind field_steps;       /* read by fault_read.c */

/* Say why not; false. */
bool field_say(char why[static FAULT_WHY_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Digits only, at most `max`; what is behind them. NULL: none, or too many. */
const char *field_digits(const char *text, uint64_t max, uint64_t *value);

/* Write a text; true. */
bool field_put(char text[static FAULT_FIELD_TEXT_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
