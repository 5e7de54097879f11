/*
 * From the octets of a query to the octets of its answer: pure, no socket, no
 * clock, no allocation, no log.
 */
#ifndef MXD_ANSWER_ANSWER_H
#define MXD_ANSWER_ANSWER_H

#include "dns/codes.h"
#include "zone/view.h"

enum transport { TRANSPORT_UDP, TRANSPORT_TCP };

enum {
	NSID_MAX = 128,         /* octets, so that OPT stays small */
	COOKIE_SECRET_LEN = 16, /* SipHash-2-4 key (RFC 9018 §4.4) */
	ANSWER_TCP_MAX = 65535,
};

/* What becomes of names that are in no zone. */
enum outside {
	OUTSIDE_REFUSE,
	OUTSIDE_DENY, /* by the backdrop's zone of the root, which there is */
	OUTSIDE_FORWARD,
};

/*
 * What is the same for all queries; read-only while workers use it. Made from
 * struct config by whoever starts the workers.
 */
struct answer_settings {
	uint16_t udp_size; /* largest UDP response, octets */
	uint8_t nsid[NSID_MAX];
	uint8_t nsid_len; /* 0: no NSID */
	uint8_t cookie_secret[COOKIE_SECRET_LEN];
	uint16_t tcp_keepalive;   /* units of 100 ms (RFC 7828); 0: none */
	const char *version_bind; /* text, or NULL: REFUSED */
	const char *id_server;    /* text, or NULL: REFUSED */
	bool refused_names_zones; /* EDE of REFUSED lists the zones served */

	const struct view *backdrop; /* zones behind the view; NULL: none */
	enum outside outside;
	bool sink; /* every name outside has an MX in the backdrop */

	/* Whoever forwards asks for this name, too; that it arrives here is a
	 * loop, and the text tells so. len 0: no such name. */
	struct name loop_name;
	const char *loop_text;

	/* Zones whose answers carry AD, as if they had been validated. */
	const struct name *secure;
	size_t secure_count;
};

/* Who asks, how and when. */
struct client {
	const uint8_t *address; /* 4 or 16 octets, network order */
	uint8_t address_len;
	enum transport transport;
	uint32_t now; /* seconds since 1970: cookies only */
};

/* What was asked and what came of it, for whoever counts or logs queries:
 * nothing here needs the reply to be read again. */
struct answered {
	size_t len;   /* of the reply; 0: there is none, nor anything below */
	bool forward; /* it is no reply, but what is to be asked elsewhere */
	struct name qname; /* in the reply, case as sent; no wire form, len 0,
			    * where no question could be read */
	uint16_t qtype, qclass; /* 0 without a question */
	uint16_t flags; /* the reply's: AA, TC and the opcode are there */
	uint16_t rcode; /* all of it (RFC 6891 §6.1.3) */
	bool has_opt, dnssec_ok;      /* of the query */
	uint16_t udp_size;            /* likewise, as sent; 0 without OPT */
	const struct view_zone *zone; /* what the answer is, or begins, in; it
				       * may be refused. NULL: in none */
	const char *fault; /* id of the fault that it met; NULL: none */
};

struct memo;

/* What came of asking elsewhere. */
struct relayed {
	const uint8_t *octets; /* the answer; NULL: none came */
	size_t len;
	enum ede error; /* why none came */
	const char *error_text;
	uint8_t *scratch; /* MESSAGE_MAX octets, for whoever reads the answer */
};

/*
 * Answer one query.
 *
 *   memo        of the calling thread, cleared when the view is another one;
 *               or NULL: it changes no octet of any reply (answer/memo.h)
 *   query, len  the message as received (without TCP's length)
 *   reply       caller's buffer of `size` octets: at least udp_size and 512
 *               for UDP; ANSWER_TCP_MAX for TCP
 *
 * There must be no reply to what has QR set, or is not even a header.
 */
struct answered answer(const struct view *view,
		       const struct answer_settings *settings,
		       struct memo *memo, const struct client *client,
		       const uint8_t *query, size_t len, uint8_t *reply,
		       size_t size);

/*
 * The same once there is an answer to what was to be asked elsewhere
 * (answered.forward), or it is known that there will be none. The view may be
 * another one by now; the reply is never to be forwarded again.
 */
struct answered
answer_relayed(const struct view *view, const struct answer_settings *settings,
	       const struct client *client, const uint8_t *query, size_t len,
	       const struct relayed *relayed, uint8_t *reply, size_t size);

#endif
