/*
 * A reply in words, line by line, as the files tests/cases/NAME.case expect it:
 *
 *	NOERROR aa rd
 *	opt do 1232
 *	nsid 6e7331
 *	ede 20 some text
 *	answer
 *	example.com. 3600 IN MX 10 mail.example.com.
 *	additional
 *	mail.example.com. 3600 IN A 192.0.2.1
 *
 * QR is always there; of QUERY, a section and OPT only what is.
 */
#ifndef MXD_TESTS_REPLY_TEXT_H
#define MXD_TESTS_REPLY_TEXT_H

#include "base/vec.h"
#include "dns/edns.h"
#include "dns/rdata.h"
#include "dns/text.h"
#include "dns/tsig.h"

#include <stdio.h>
#include <stdlib.h>

struct lines {
	char **items;
	size_t count, capacity;
};

struct reply_text {
	struct lines front; /* status and OPT */
	struct lines sections;
	struct text line;    /* being made */
	unsigned rcode;      /* OPT's part included */
	const char *heading; /* of the section, until it has an RR */
};

static inline void
reply_text_end_line(struct reply_text *text, struct lines *lines)
{
	*VEC_PUSH(lines) = text_finish(&text->line);
	text->line = (struct text){0};
}

static inline void
reply_text_free(struct reply_text *text)
{
	for (size_t i = 0; i < text->front.count; i++)
		free(text->front.items[i]);
	free(text->front.items);
	*text = (struct reply_text){0};
}

static inline void
reply_text_code(struct reply_text *text, const struct codes *codes,
		unsigned value)
{
	char words[CODE_TEXT_MAX];

	text_put_word(&text->line, code_to_text(codes, (uint16_t)value, words));
}

static inline void
reply_text_option(struct reply_text *text, uint16_t code, const uint8_t *data,
		  uint16_t len)
{
	char words[16];

	for (unsigned i = 0; i < EDNS_OPTIONS; i++) {
		if (edns_options[i].code != code)
			continue;
		for (const char *c = edns_options[i].name; *c; c++)
			text_put_char(&text->line, (char)(*c | 0x20));
	}
	if (text->line.count == 0) {
		snprintf(words, sizeof words, "option%u", code);
		text_put_word(&text->line, words);
	}
	if (code == edns_options[EDNS_ERROR].code && len >= 2) {
		snprintf(words, sizeof words, " %u ", bytes_get16(data));
		text_put_word(&text->line, words);
		text_put(&text->line, (const char *)data + 2, len - 2u);
	} else {
		text_put_char(&text->line, ' ');
		for (unsigned i = 0; i < len; i++) {
			snprintf(words, sizeof words, "%02x", data[i]);
			text_put_word(&text->line, words);
		}
	}
	while (text->line.items[text->line.count - 1] == ' ')
		text->line.count--;
	reply_text_end_line(text, &text->front);
}

static inline bool
reply_text_opt(struct reply_text *text, const struct message_rr *rr)
{
	struct reader r = reader_init(rr->rdata, rr->rdlength);

	text_put_word(&text->line, rr->ttl & EDNS_DO ? "opt do " : "opt ");
	text_put_number(&text->line, rr->class, 0);
	reply_text_end_line(text, &text->front);
	text->rcode |= (rr->ttl >> 24) << 4;
	if (rr->owner.labels != 0 || (rr->ttl & 0xff7fff) != 0)
		return false;
	while (reader_left(&r) > 0) {
		uint16_t code = reader_get16(&r);
		uint16_t len = reader_get16(&r);
		const uint8_t *data = reader_take(&r, len);

		if (!data)
			return false;
		reply_text_option(text, code, data, len);
	}
	return true;
}

static inline bool
reply_text_rdata(struct reply_text *text, struct reader *at,
		 const struct message_rr *rr)
{
	static uint8_t rdata[RDATA_MAX];
	struct writer w = writer_init(rdata, sizeof rdata);
	struct reader r = *at;
	struct tsig tsig;

	if (rr->type == TYPE_TSIG) {
		text_put_word(&text->line, "TSIG");
		return tsig_read(rr, &tsig);
	}
	r.at = rr->rdata;
	if (!rdata_read(&r, rr->type, rr->rdlength, &w) ||
	    !rdata_check(rr->type, rdata, (uint16_t)w.at))
		return false;

	char *words = rdata_to_text(rr->type, rdata, (uint16_t)w.at);
	char type[RRTYPE_TEXT_MAX];

	text_put_number(&text->line, rr->ttl, 0);
	text_put_char(&text->line, ' ');
	reply_text_code(text, &codes_class, rr->class);
	text_put_char(&text->line, ' ');
	text_put_word(&text->line, rrtype_to_text(rr->type, type));
	text_put_char(&text->line, ' ');
	text_put_word(&text->line, words);
	free(words);
	return true;
}

static inline bool
reply_text_rr(struct reply_text *text, struct reader *r)
{
	uint8_t wire[NAME_WIRE_MAX];
	char owner[NAME_TEXT_MAX];
	struct message_rr rr;

	if (!message_read_rr(r, wire, &rr))
		return false;
	if (rr.type == TYPE_OPT)
		return reply_text_opt(text, &rr);
	if (text->heading) {
		text_put_word(&text->line, text->heading);
		reply_text_end_line(text, &text->sections);
		text->heading = NULL;
	}
	name_to_text(rr.owner, owner);
	text_put_word(&text->line, owner);
	text_put_char(&text->line, ' ');

	bool right = reply_text_rdata(text, r, &rr);

	reply_text_end_line(text, &text->sections);
	return right;
}

/* All RRs of all sections, and nothing behind them. */
static inline bool
reply_text_sections(struct reply_text *text, struct reader *r,
		    const struct header *header)
{
	static const char *const headings[] = {
	    [SECTION_ANSWER] = "answer",
	    [SECTION_AUTHORITY] = "authority",
	    [SECTION_ADDITIONAL] = "additional",
	};

	for (unsigned s = SECTION_ANSWER; s <= SECTION_ADDITIONAL; s++) {
		text->heading = headings[s];
		for (unsigned i = 0; i < header->count[s]; i++) {
			if (!reply_text_rr(text, r))
				return false;
		}
	}
	return reader_left(r) == 0;
}

static inline void
reply_text_status(struct reply_text *text, const struct header *header)
{
	static const struct {
		uint16_t bit;
		const char *word;
	} flags[] = {{FLAG_AA, " aa"}, {FLAG_TC, " tc"}, {FLAG_RD, " rd"},
		     {FLAG_RA, " ra"}, {0x0040, " z"},   {FLAG_AD, " ad"},
		     {FLAG_CD, " cd"}};

	reply_text_code(text, &codes_rcode, text->rcode);
	if (header_opcode(header) != OPCODE_QUERY) {
		text_put_char(&text->line, ' ');
		reply_text_code(text, &codes_opcode, header_opcode(header));
	}
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
		if (header->flags & flags[i].bit)
			text_put_word(&text->line, flags[i].word);
	}
}

/*
 * All of a reply; the lines are text->front. Returns whether it is well
 * formed, RDATA and options included. The question is not shown: it is to be
 * the query's, which is the caller's to see.
 */
static inline bool
reply_text_make(struct reply_text *text, const uint8_t *reply, size_t len)
{
	struct reader r = reader_init(reply, len);
	struct header header = {0};
	struct question question;
	bool right = header_read(&r, &header) && header.flags & FLAG_QR &&
		     header.count[SECTION_QUESTION] <= 1;

	*text = (struct reply_text){.rcode = header.flags & FLAGS_RCODE};
	*VEC_PUSH(&text->front) = NULL; /* the status, once it is known */
	if (right && header.count[SECTION_QUESTION] == 1)
		right = question_read(&r, &question);
	right = right && reply_text_sections(text, &r, &header);
	for (size_t i = 0; i < text->sections.count; i++)
		*VEC_PUSH(&text->front) = text->sections.items[i];
	free(text->sections.items);
	text->line.count = 0;
	reply_text_status(text, &header);
	text->front.items[0] = text_finish(&text->line);
	return right;
}

#endif
