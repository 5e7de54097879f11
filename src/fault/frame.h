/*
 * Where the parts of a reply stand, for those who change it.
 */
#ifndef MXD_FAULT_FRAME_H
#define MXD_FAULT_FRAME_H

#include "dns/message.h"

enum { FRAME_OPTIONS_MAX = 512 };

/* What of an OPT is worth keeping: Extended DNS Errors are not, as they are
 * about the reply that was. */
struct frame_opt {
	bool there;
	uint16_t udp_size;
	uint32_t ttl; /* extended RCODE, version, flags */
	uint16_t options_len;
	uint8_t options[FRAME_OPTIONS_MAX];
};

struct frame {
	struct header header;
	struct question question;
	size_t body;              /* behind the question */
	size_t section[SECTIONS]; /* where the RRs of each begin */
	size_t end;
	struct frame_opt opt;
};

/* False: it is no message with one question. */
bool frame_read(struct frame *frame, const uint8_t *octets, size_t len);

/* The options in an OPT's RDATA but Extended DNS Errors, as far as there is
 * room. */
void frame_keep_options(struct frame_opt *opt, const uint8_t *rdata,
			uint16_t len);

#endif
