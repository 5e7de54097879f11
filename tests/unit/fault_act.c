/* What actions do to the octets of a reply. */
#include "../support/queries.h"
#include "../support/reply_text.h"
#include "../support/rules.h"
#include "../support/zones.h"

#include "fault/act.h"
#include "fault/frame.h"

#include <criterion/criterion.h>

static uint8_t reply[4096], before[4096];
static struct act act;

/* The answer to x.example MX: two records, an address, and OPT with a cookie
 * and an Extended DNS Error. */
static void
make_reply(bool opt)
{
	static const uint8_t body[] =
	    "\x12\x34\x84\x00\0\1\0\2\0\0\0\1" /* header, AA */
	    "\1x\7example\0\0\17\0\1"          /* question */
	    "\xc0\x0c\0\17\0\1\0\0\xe\x10\0\7\0\12\2m1\xc0\x0c"
	    "\xc0\x0c\0\17\0\1\0\0\xe\x10\0\7\0\24\2m2\xc0\x0c"
	    "\xc0\x29\0\1\0\1\0\0\xe\x10\0\4\xc0\0\2\1";
	static const uint8_t with[] = "\0\0\51\4\xd0\0\0\x80\0\0\22"
				      "\0\12\0\10abcdefgh" /* COOKIE */
				      "\0\17\0\2\0\24";    /* EDE 20 */

	memcpy(reply, body, sizeof body - 1);
	act = (struct act){.reply = reply,
			   .len = sizeof body - 1,
			   .limit = 512,
			   .size = sizeof reply};
	if (!opt)
		return;
	memcpy(reply + act.len, with, sizeof with - 1);
	act.len += sizeof with - 1;
	reply[11] = 2;
}

/* Act by this rule; what the reply then is. */
static struct frame
act_by(const char *rule)
{
	struct fault *fault = rules_fault(rule);
	struct frame frame;

	memcpy(before, reply, sizeof reply);
	act.effect = &fault->steps.items[0];
	act.random = fault_random_of(fault->seed, 0);
	act_on(&act);
	cr_assert(frame_read(&frame, reply, act.len), "%s", rule);
	cr_expect_eq(frame.end, act.len);
	fault_unref(fault);
	return frame;
}

static void
counts(const struct frame *frame, unsigned answer, unsigned authority,
       unsigned additional)
{
	cr_expect_eq(frame->header.count[SECTION_ANSWER], answer);
	cr_expect_eq(frame->header.count[SECTION_AUTHORITY], authority);
	cr_expect_eq(frame->header.count[SECTION_ADDITIONAL], additional);
}

Test(act, a_code_keeps_the_question_and_the_options_but_the_old_error)
{
	struct frame frame;
	static const char *const options = "\0\12\0\10abcdefgh";

	make_reply(true);
	frame = act_by("{action: rcode, rcode: REFUSED}");
	counts(&frame, 0, 0, 1);
	cr_expect_eq(frame.header.flags, FLAG_QR | RCODE_REFUSED);
	cr_expect_eq(act.rcode, RCODE_REFUSED);
	cr_expect_eq(frame.opt.options_len, 12);
	cr_expect_arr_eq(frame.opt.options, options, 12);
	cr_expect_eq(frame.end, frame.body + 11 + 12);
}

Test(act, a_code_over_15_needs_an_OPT)
{
	struct frame frame;

	make_reply(true);
	frame = act_by("{action: rcode, rcode: BADCOOKIE}");
	cr_expect_eq(frame.header.flags & FLAGS_RCODE, 23 & 15);
	cr_expect_eq(frame.opt.ttl, 0x01008000);
	make_reply(false);
	frame = act_by("{action: rcode, rcode: BADCOOKIE}");
	cr_expect_eq(frame.header.flags & FLAGS_RCODE, RCODE_SERVFAIL);
	cr_expect_eq(act.rcode, RCODE_SERVFAIL);
	counts(&frame, 0, 0, 0);
}

Test(act, an_explanation_that_lacks_room_is_left_out)
{
	struct frame frame;

	make_reply(true);
	act.limit = 60;
	frame = act_by("{action: rcode, rcode: 2, text: 'far too long for what "
		       "is left'}");
	counts(&frame, 0, 0, 1);
	cr_expect_leq(act.len, 60);
	make_reply(true);
	frame = act_by("{action: rcode, rcode: 2, ede: 7, text: abc}");
	cr_expect_eq(act.len, frame.body + 11 + 12 + 6 + 3);
	cr_expect_arr_eq(reply + act.len - 9, "\0\17\0\5\0\7abc", 9);
}

Test(act, records_that_lack_room_are_left_out_with_TC)
{
	struct frame frame;

	make_reply(true);
	frame = act_by("{action: answer, answer: ['@ MX 5 a.b', 'q.r A "
		       "192.0.2.3']}");
	counts(&frame, 2, 0, 1);
	cr_expect_eq(frame.header.flags, FLAG_QR | FLAG_AA);
	make_reply(true);
	act.limit = frame.body + 11 + 12 + 22;
	frame = act_by("{action: answer, answer: ['@ MX 5 a.b', 'q.r A "
		       "192.0.2.3']}");
	counts(&frame, 1, 0, 1);
	cr_expect_eq(frame.header.flags, FLAG_QR | FLAG_AA | FLAG_TC);
	cr_expect_leq(act.len, act.limit);
}

Test(act, a_denial_has_the_SOA_of_the_zone)
{
	struct zones zones = {0};
	struct view *view;
	struct frame frame;

	zones_add_text(&zones, "example.",
		       "@ 3600 SOA ns host 1 2 3 4 60\n@ 3600 NS ns\n");
	view = zones_view(&zones);
	zones_free(&zones);
	make_reply(true);
	act.zone = view->zones[0].zone;
	frame = act_by("{action: nxdomain}");
	counts(&frame, 0, 1, 1);
	cr_expect_eq(frame.header.flags, FLAG_QR | FLAG_AA | RCODE_NXDOMAIN);
	make_reply(true);
	frame = act_by("{action: empty}");
	counts(&frame, 0, 0, 1);
	view_unref(view);
}

Test(act, another_order_is_another_one)
{
	struct frame frame;

	make_reply(true);
	frame = act_by("{action: shuffle}");
	counts(&frame, 2, 0, 2);
	cr_expect_eq(reply[frame.body + 13], 20, "m2 is first");
	cr_expect_eq(frame.header.flags, FLAG_QR | FLAG_AA);
	cr_expect_eq(frame.opt.options_len, 12);
}

Test(act, a_TTL_is_not_that_of_OPT)
{
	struct frame frame;

	make_reply(true);
	frame = act_by("{action: ttl, ttl: 99}");
	cr_expect_eq(frame.opt.ttl, 0x8000);
	cr_expect_eq(bytes_get32(reply + frame.body + 6), 99);
	cr_expect_eq(bytes_get32(reply + frame.section[SECTION_ADDITIONAL] + 6),
		     99);
}

Test(act, additional_records_go_and_OPT_stays)
{
	struct frame frame;

	make_reply(true);
	frame = act_by("{action: strip-additional}");
	counts(&frame, 2, 0, 1);
	cr_expect_eq(act.len, frame.section[SECTION_ADDITIONAL] + 11 + 18);
	make_reply(false);
	frame = act_by("{action: strip-additional}");
	counts(&frame, 2, 0, 0);
}

Test(act, a_reply_is_blown_up_to_the_octet_or_a_few_less)
{
	for (unsigned size = 120; size < 4096; size += 7) {
		char rule[64];
		struct frame frame;

		make_reply(true);
		snprintf(rule, sizeof rule, "{action: oversize, octets: %u}",
			 size);
		frame = act_by(rule);
		cr_expect_leq(act.len, size);
		cr_expect_geq(act.len + 13, size);
		cr_expect_eq(frame.header.count[SECTION_ANSWER], 2);
	}
}

Test(act, octets_are_corrupted_behind_the_id_only)
{
	struct fault *fault = rules_fault("{action: corrupt, octets: 1}");

	for (unsigned i = 0; i < 500; i++) {
		unsigned changed = 0;

		make_reply(true);
		memcpy(before, reply, sizeof reply);
		act.effect = &fault->steps.items[0];
		act.random = fault_random_of(1, i);
		act_on(&act);
		for (size_t k = 0; k < sizeof reply; k++)
			changed += reply[k] != before[k];
		cr_expect_eq(changed, 1);
		cr_expect_arr_eq(reply, "\x12\x34", 2);
	}
	fault_unref(fault);
}

Test(act, what_is_no_reply_stays_as_it_is)
{
	struct fault *fault = rules_fault("{action: shuffle}");

	make_reply(true);
	reply[7] = 200;
	memcpy(before, reply, sizeof reply);
	act.effect = &fault->steps.items[0];
	act_on(&act);
	cr_expect_arr_eq(reply, before, sizeof reply);
	fault_unref(fault);
}
