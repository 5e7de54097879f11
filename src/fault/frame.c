#include "fault/frame.h"
#include "dns/rrtype.h"

enum { OPTION_EDE = 15 /* RFC 8914 */ };

void
frame_keep_options(struct frame_opt *opt, const uint8_t *rdata, uint16_t len)
{
	struct reader r = reader_init(rdata, len);
	struct writer w = writer_init(opt->options, sizeof opt->options);

	while (reader_left(&r) > 0) {
		uint16_t code = reader_get16(&r);
		uint16_t size = reader_get16(&r);
		const uint8_t *data = reader_take(&r, size);
		size_t before = w.at;

		if (!data)
			break;
		if (code == OPTION_EDE)
			continue;
		writer_put16(&w, code);
		writer_put16(&w, size);
		writer_put(&w, data, size);
		if (w.failed)
			writer_rewind(&w, before);
	}
	opt->options_len = (uint16_t)w.at;
}

static void
take_opt(struct frame_opt *opt, const struct message_rr *rr)
{
	opt->there = true;
	opt->udp_size = rr->class;
	opt->ttl = rr->ttl;
	frame_keep_options(opt, rr->rdata, rr->rdlength);
}

bool
frame_read(struct frame *frame, const uint8_t *octets, size_t len)
{
	struct reader r = reader_init(octets, len);
	uint8_t owner[NAME_WIRE_MAX];

	frame->opt.there = false;
	if (!header_read(&r, &frame->header) ||
	    frame->header.count[SECTION_QUESTION] != 1 ||
	    !question_read(&r, &frame->question))
		return false;
	frame->body = (size_t)(r.at - octets);
	for (enum section section = SECTION_ANSWER; section < SECTIONS;
	     section++) {
		frame->section[section] = (size_t)(r.at - octets);
		for (unsigned i = frame->header.count[section]; i > 0; i--) {
			struct message_rr rr;

			if (!message_read_rr(&r, owner, &rr))
				return false;
			if (rr.type == TYPE_OPT)
				take_opt(&frame->opt, &rr);
		}
	}
	frame->end = (size_t)(r.at - octets);
	return true;
}
