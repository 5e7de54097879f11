#include "fault/act.h"
#include "dns/compress.h"
#include "dns/rdata.h"
#include "fault/frame.h"

enum {
	OPTION_EDE = 15,        /* RFC 8914 */
	POINTER_QNAME = 0xc00c, /* to the question's name */
	FILLING = 1400,         /* octets of a TXT record that fills */
	RR_FIXED = 10,          /* TYPE, CLASS, TTL, RDLENGTH */
	TTL_OFFSET = 4,
	OPT_FIXED = 11,
	SHUFFLE_MAX = 1024, /* records; what is behind them stays in order */
};

/* a reply made anew behind its question */

struct making {
	struct act *act;
	struct frame frame;
	struct writer w;
	struct compress names;
	size_t explain; /* octets of an EDE to come, with its head; or 0 */
};

static size_t
opt_size(const struct making *making)
{
	if (!making->frame.opt.there)
		return 0;
	return OPT_FIXED + making->frame.opt.options_len + making->explain;
}

/* Nothing but the question; room for OPT is kept. */
static bool
make_begin(struct making *making, struct act *act)
{
	const struct fault_effect *effect = act->effect;
	struct frame *frame = &making->frame;
	bool explains = effect->given & (PARAMETER_EDE | PARAMETER_TEXT);

	if (!frame_read(frame, act->reply, act->len))
		return false;
	making->act = act;
	making->explain = 0;
	if (explains)
		making->explain = 6 + (effect->text ? strlen(effect->text) : 0);
	if (frame->body + opt_size(making) > act->limit)
		making->explain = 0;
	making->w = writer_init(act->reply, act->limit);
	making->w.at = frame->body;
	making->w.limit -= opt_size(making);
	compress_init(&making->names);
	compress_add(&making->names, &making->w, frame->question.name,
		     HEADER_LEN);
	for (enum section i = SECTION_ANSWER; i < SECTIONS; i++)
		frame->header.count[i] = 0;
	frame->header.flags &=
	    (uint16_t) ~(FLAG_AA | FLAG_TC | FLAG_AD | FLAGS_RCODE);
	return true;
}

static void
put_opt(struct making *making)
{
	const struct frame_opt *opt = &making->frame.opt;
	const struct fault_effect *effect = making->act->effect;
	struct writer *w = &making->w;

	writer_put8(w, 0);
	writer_put16(w, TYPE_OPT);
	writer_put16(w, opt->udp_size);
	writer_put32(w, (opt->ttl & 0x00ffffff) |
			    (uint32_t)(making->act->rcode >> 4) << 24);
	writer_put16(w, (uint16_t)(opt->options_len + making->explain));
	writer_put(w, opt->options, opt->options_len);
	if (making->explain > 0) {
		writer_put16(w, OPTION_EDE);
		writer_put16(w, (uint16_t)(making->explain - 4));
		writer_put16(w, effect->ede);
		writer_put(w, effect->text, making->explain - 6);
	}
	making->frame.header.count[SECTION_ADDITIONAL]++;
}

static void
make_end(struct making *making)
{
	struct act *act = making->act;
	struct header *header = &making->frame.header;

	making->w.limit = act->limit;
	if (making->frame.opt.there)
		put_opt(making);
	header->flags |= (uint16_t)(act->rcode & FLAGS_RCODE);
	header_write(act->reply, header);
	act->len = making->w.at;
}

/* Append one record, or nothing when it lacks room. */
static bool
put_record(struct making *making, const struct fault_record *record,
	   enum section section)
{
	struct writer *w = &making->w;
	struct name owner = record->owner;
	size_t before = w->at;
	uint16_t names = making->names.count;

	if (owner.labels == 0)
		owner = making->frame.question.name;
	compress_write(&making->names, w, owner);
	writer_put16(w, record->type);
	writer_put16(w, CLASS_IN);
	writer_put32(w, record->ttl);
	rdata_write(w, &making->names, rrtype_get(record->type), record->rdata,
		    record->rdlength);
	if (w->failed) {
		writer_rewind(w, before);
		making->names.count = names;
		return false;
	}
	making->frame.header.count[section]++;
	return true;
}

/* RFC 2308 §3: no longer than its MINIMUM. */
static void
put_soa(struct making *making)
{
	const struct zone *zone = making->act->zone;
	const struct rrset *soa;
	struct rdata rdata;
	struct fault_record record;
	uint32_t minimum;

	if (!zone)
		return;
	soa = node_rrset(zone_node(zone, zone->apex), TYPE_SOA);
	if (!soa || zone->origin.labels == 0)
		return;
	rdata = zone_first_rdata(zone, soa);
	minimum = zone_minimum(zone);
	record = (struct fault_record){
	    .owner = zone->origin,
	    .type = TYPE_SOA,
	    .rdata = rdata.octets,
	    .rdlength = rdata.len,
	    .ttl = rrset_ttl(soa) < minimum ? rrset_ttl(soa) : minimum,
	};
	put_record(making, &record, SECTION_AUTHORITY);
}

void
act_rcode(struct act *act)
{
	struct making making;

	if (!make_begin(&making, act))
		return;
	act->rcode = act->effect->rcode;
	if (act->rcode > FLAGS_RCODE && !making.frame.opt.there)
		act->rcode = RCODE_SERVFAIL;
	make_end(&making);
}

static void
deny(struct act *act, enum rcode rcode)
{
	struct making making;

	if (!make_begin(&making, act))
		return;
	act->rcode = (uint16_t)rcode;
	making.frame.header.flags |= FLAG_AA;
	put_soa(&making);
	make_end(&making);
}

void
act_nxdomain(struct act *act)
{
	deny(act, RCODE_NXDOMAIN);
}

void
act_empty(struct act *act)
{
	deny(act, RCODE_NOERROR);
}

void
act_answer(struct act *act)
{
	const struct fault_effect *effect = act->effect;
	struct making making;

	if (!make_begin(&making, act))
		return;
	act->rcode = RCODE_NOERROR;
	making.frame.header.flags |= FLAG_AA;
	for (size_t i = 0; i < effect->records.count; i++) {
		struct fault_record record = effect->records.items[i];

		if (effect->given & PARAMETER_TTL)
			record.ttl = effect->ttl;
		if (put_record(&making, &record, SECTION_ANSWER))
			continue;
		making.frame.header.flags |= FLAG_TC;
		break;
	}
	make_end(&making);
}

void
act_truncate(struct act *act)
{
	struct making making;
	uint16_t rcode = act->rcode;
	uint16_t flags = bytes_get16(act->reply + 2);

	if (!make_begin(&making, act))
		return;
	act->rcode = rcode;
	making.frame.header.flags |= FLAG_TC | (flags & FLAG_AA);
	make_end(&making);
}

/* changes in place */

void
act_wrong_id(struct act *act)
{
	uint16_t other =
	    (uint16_t)(1 + fault_random_below(&act->random, 0xffff));

	bytes_put16(act->reply, bytes_get16(act->reply) ^ other);
}

void
act_wrong_question(struct act *act)
{
	struct frame frame;
	uint8_t *at = act->reply + HEADER_LEN;

	if (!frame_read(&frame, act->reply, act->len))
		return;
	/* The root has no letter: another type, then. */
	if (frame.question.name.labels == 0)
		at[2] ^= 0x40;
	else
		at[1] = bytes_fold(at[1]) == 'x' ? 'y' : 'x';
}

void
act_not_authoritative(struct act *act)
{
	act->reply[2] &= (uint8_t) ~(FLAG_AA >> 8);
}

void
act_ttl(struct act *act)
{
	struct reader r = reader_init(act->reply, act->len);
	struct frame frame;
	uint8_t owner[NAME_WIRE_MAX];
	struct message_rr rr;

	if (!frame_read(&frame, act->reply, act->len))
		return;
	r.at += frame.body;
	while (reader_left(&r) > 0 && message_read_rr(&r, owner, &rr)) {
		size_t head = (size_t)(rr.rdata - act->reply) - RR_FIXED;

		if (rr.type != TYPE_OPT && rr.type != TYPE_TSIG)
			bytes_put32(act->reply + head + TTL_OFFSET,
				    act->effect->ttl);
	}
}

/* OPT is of the additional section, and stays: nothing points into it, nor
 * does it point anywhere. */
void
act_strip_additional(struct act *act)
{
	struct frame frame;
	struct reader r = reader_init(act->reply, act->len);
	uint8_t owner[NAME_WIRE_MAX];
	struct message_rr rr;
	size_t to;
	uint16_t kept = 0;

	if (!frame_read(&frame, act->reply, act->len))
		return;
	to = frame.section[SECTION_ADDITIONAL];
	r.at += to;
	for (;;) {
		const uint8_t *from = r.at;

		if (reader_left(&r) == 0 || !message_read_rr(&r, owner, &rr))
			break;
		if (rr.type != TYPE_OPT)
			continue;
		memmove(act->reply + to, from, (size_t)(r.at - from));
		to += (size_t)(r.at - from);
		kept++;
	}
	frame.header.count[SECTION_ADDITIONAL] = kept;
	header_write(act->reply, &frame.header);
	act->len = to;
}

void
act_corrupt(struct act *act)
{
	uint32_t behind = (uint32_t)(act->len - 2);

	for (uint32_t i = act->effect->octets; i > 0; i--) {
		uint32_t at = 2 + fault_random_below(&act->random, behind);

		act->reply[at] ^=
		    (uint8_t)(1 + fault_random_below(&act->random, 255));
	}
}

void
act_garbage(struct act *act)
{
	size_t len = 2 + (size_t)act->effect->octets;

	act->len = len < act->size ? len : act->size;
	for (size_t i = 2; i < act->len; i++)
		act->reply[i] = (uint8_t)fault_random_next(&act->random);
}

/* Of rdlength octets: as many character-strings as that takes. */
static void
put_filling(struct writer *w, uint16_t rdlength)
{
	writer_put16(w, POINTER_QNAME);
	writer_put16(w, TYPE_TXT);
	writer_put16(w, CLASS_IN);
	writer_put32(w, 0);
	writer_put16(w, rdlength);
	while (rdlength > 0) {
		uint8_t len = rdlength > 256 ? 255 : (uint8_t)(rdlength - 1);
		uint8_t *at;

		writer_put8(w, len);
		at = writer_take(w, len);
		if (at)
			memset(at, 'x', len);
		rdlength = (uint16_t)(rdlength - 1 - len);
	}
}

void
act_oversize(struct act *act)
{
	size_t most =
	    act->effect->octets < act->size ? act->effect->octets : act->size;
	struct writer w = writer_init(act->reply, most);
	uint16_t more = bytes_get16(act->reply + 10);

	w.at = act->len;
	while (w.at + 2 + RR_FIXED + 1 <= most) {
		size_t room = most - w.at - 2 - RR_FIXED;

		put_filling(&w, (uint16_t)(room < FILLING ? room : FILLING));
		more++;
	}
	bytes_put16(act->reply + 10, more);
	act->len = w.at;
}

/* another order */

struct shuffling {
	struct writer w;
	struct compress names;
	uint8_t before[MESSAGE_MAX]; /* the reply as it was */
	uint8_t rdata[RDATA_MAX];
	uint16_t place[SHUFFLE_MAX]; /* of the records of the answer section */
};

/* Write anew the record that stood there; false: it cannot be. */
static bool
move_record(struct shuffling *s, struct reader *r)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct message_rr rr;
	struct writer rdata = writer_init(s->rdata, sizeof s->rdata);
	struct reader inside;

	if (!message_read_rr(r, wire, &rr))
		return false;
	inside = *r;
	inside.at = rr.rdata;
	if (!rdata_read(&inside, rr.type, rr.rdlength, &rdata))
		return false;
	compress_write(&s->names, &s->w, rr.owner);
	writer_put16(&s->w, rr.type);
	writer_put16(&s->w, rr.class);
	writer_put32(&s->w, rr.ttl);
	rdata_write(&s->w, &s->names, rrtype_get(rr.type), s->rdata,
		    (uint16_t)rdata.at);
	return !s->w.failed;
}

/* Note the places of the answer section's records, which `r` passes, in another
 * order than they have; their number. */
static size_t
shuffle_places(struct shuffling *s, struct act *act, struct reader *r)
{
	size_t count = bytes_get16(act->reply + 6);
	uint8_t wire[NAME_WIRE_MAX];
	struct message_rr rr;

	if (count > SHUFFLE_MAX)
		count = SHUFFLE_MAX;
	for (size_t i = 0; i < count; i++) {
		s->place[i] = (uint16_t)(r->at - r->base);
		message_read_rr(r, wire, &rr);
	}
	/* Sattolo's algorithm: none stays where it was. */
	for (size_t i = count; i > 1; i--) {
		size_t k = fault_random_below(&act->random, (uint32_t)i - 1);
		uint16_t place = s->place[i - 1];

		s->place[i - 1] = s->place[k];
		s->place[k] = place;
	}
	return count;
}

void
act_shuffle(struct act *act)
{
	struct shuffling s;
	struct frame frame;
	struct reader rest;
	size_t count;
	bool good = true;

	if (!frame_read(&frame, act->reply, act->len))
		return;
	memcpy(s.before, act->reply, act->len);
	s.w = writer_init(act->reply, act->size);
	s.w.at = frame.body;
	compress_init(&s.names);
	compress_add(&s.names, &s.w, frame.question.name, HEADER_LEN);
	rest = reader_init(s.before, frame.end);
	rest.at += frame.body;
	count = shuffle_places(&s, act, &rest);
	for (size_t i = 0; i < count && good; i++) {
		struct reader r = reader_init(s.before, frame.end);

		r.at += s.place[i];
		good = move_record(&s, &r);
	}
	while (good && reader_left(&rest) > 0)
		good = move_record(&s, &rest);
	if (good)
		act->len = s.w.at;
	else
		memcpy(act->reply, s.before, act->len);
}

void
act_on(struct act *act)
{
	if (act->len > HEADER_LEN && act->effect->action->act)
		act->effect->action->act(act);
}
