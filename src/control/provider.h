/*
 * THE table of mail providers that `mxd new --provider` knows: what each of
 * them asks a domain to publish. One row a provider.
 *
 * In the texts, %d stands for the domain without a dot at its end and %h for
 * the same with a hyphen for each dot.
 */
#ifndef MXD_CONTROL_PROVIDER_H
#define MXD_CONTROL_PROVIDER_H

#include <stddef.h>

enum { PROVIDER_RECORDS_MAX = 12 };

/* A record as a master file has it, names relative to the domain. */
struct provider_record {
	const char *owner, *type, *rdata;
};

struct provider {
	const char *name;                     /* for the command line */
	const char *title;                    /* for people: "mail by ..." */
	const char *mx_note;                  /* lines of comment, or NULL */
	const char *mx[PROVIDER_RECORDS_MAX]; /* "PREFERENCE EXCHANGE" */
	const char *spf;
	const char *dkim_note; /* what only the account knows, or NULL */
	const char *note;      /* on the records below, or NULL */
	/* DKIM, and services that mail programs look for; up to a NULL owner */
	struct provider_record records[PROVIDER_RECORDS_MAX];
};

const struct provider *provider_rows(size_t *count);

/* The row with that name, or NULL. */
const struct provider *provider_find(const char *name);

/* All names, for people: "google, microsoft365, ... or self"; owned by the
 * caller. */
char *provider_names(void);

/* A text of a row for a domain, given without a dot at its end; owned by the
 * caller. */
char *provider_text(const char *text, const char *domain);

#endif
