/*
 * DKIM key records (RFC 6376 §3.6.1, RFC 8301, RFC 8463).
 */
#ifndef MXD_CHECK_DKIM_H
#define MXD_CHECK_DKIM_H

#include "check/fault.h"

/* Kinds of faults: the rules they belong to. */
enum { DKIM_SYNTAX, DKIM_KEY };

/* Read a record, a TXT's character-strings joined: what is wrong with it. */
void dkim_read(const char *text, size_t len, struct faults *faults);

#endif
