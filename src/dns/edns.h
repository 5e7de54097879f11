/*
 * EDNS(0) (RFC 6891): the OPT pseudo-RR, read from a query and written into
 * its reply, and THE table of the options that are understood.
 *
 * An option is a row { code, name, read, size, write }; adding one is adding a
 * row, and to the structs below what it carries. Unknown options are ignored
 * (§6.1.2), as are all but the first of one code, so that a reply has no
 * option twice.
 */
#ifndef MXD_DNS_EDNS_H
#define MXD_DNS_EDNS_H

#include "dns/message.h"

enum {
	EDNS_VERSION = 0,
	EDNS_OPT_LEN = 11, /* OPT without options */
	EDNS_DO = 0x8000,  /* of the flags in the TTL field (RFC 3225) */
};

/* The rows of the table. */
enum edns_option_id {
	EDNS_NSID,      /* RFC 5001 */
	EDNS_COOKIE,    /* RFC 7873 */
	EDNS_KEEPALIVE, /* RFC 7828 */
	EDNS_ERROR,     /* Extended DNS Errors, RFC 8914 */
	EDNS_OPTIONS
};

enum {
	COOKIE_CLIENT_LEN = 8,
	COOKIE_SERVER_MIN = 8, /* RFC 7873 §4 */
	COOKIE_SERVER_MAX = 32,
};

/* What a query's OPT says; views of the message. */
struct edns_query {
	uint16_t udp_size; /* as sent; under 512 it counts as 512 (§6.2.5) */
	uint8_t version;   /* options are read in version 0 only */
	bool dnssec_ok;
	uint8_t options; /* a bit for each enum edns_option_id that is there */
	bool bad_option; /* the data of one of them has a wrong form */
	uint8_t cookie_len;    /* client cookie and server cookie, if any */
	const uint8_t *cookie; /* NULL without the option */
};

/* What a reply's OPT shall say; views that live until it is written. */
struct edns_reply {
	uint16_t udp_size; /* what this server takes */
	uint16_t rcode;    /* all of it: OPT carries what is over 15 */
	bool dnssec_ok;
	uint8_t options; /* a bit for each enum edns_option_id to be sent */
	uint8_t nsid_len;
	uint8_t cookie_len;
	uint16_t keepalive; /* idle timeout, units of 100 ms */
	uint16_t error;     /* enum ede */
	uint16_t error_text_len;
	const uint8_t *nsid;
	const uint8_t *cookie;
	const char *error_text; /* EXTRA-TEXT, UTF-8 */
};

struct edns_option {
	uint16_t code;
	const char *name;

	/* Take in the data of a query's option; false: a wrong form. NULL
	 * when it means nothing in a query. */
	bool (*read)(const uint8_t *data, uint16_t len, struct edns_query *);

	/* The octets of data that write() will put. */
	size_t (*size)(const struct edns_reply *);
	void (*write)(const struct edns_reply *, struct writer *);
};

extern const struct edns_option edns_options[EDNS_OPTIONS];

/* What the fixed part of an OPT says: its CLASS and TTL fields. */
static inline struct edns_query
edns_from_head(uint16_t class, uint32_t ttl)
{
	return (struct edns_query){
	    .udp_size = class,
	    .version = (uint8_t)(ttl >> 16),
	    .dnssec_ok = (ttl & EDNS_DO) != 0,
	};
}

/*
 * Read the OPT of a query. False, with *edns untouched, when its owner is not
 * the root or its options do not fill the RDATA exactly (§6.1.2).
 */
bool edns_read(const struct message_rr *opt, struct edns_query *edns);

/* The octets that edns_write() will put: what must be kept free for OPT. */
size_t edns_size(const struct edns_reply *reply);

void edns_write(const struct edns_reply *reply, struct writer *w);

#endif
