/* What others are asked, and what becomes of their answers. */
#include "../support/queries.h"
#include "../support/reply_text.h"
#include "../support/zones.h"

#include "answer/answer.h"
#include "answer/relay.h"
#include "dns/rdata.h"

#include <criterion/criterion.h>

static const char zone_text[] = "$TTL 3600\n"
				"@ SOA ns1 host 1 7200 3600 1209600 300\n"
				"alias CNAME www.Example.NET.\n"
				"d DNAME example.net.\n";

static struct view *view;
static struct answer_settings settings;
static struct client client;
static uint8_t query[512], ask[ANSWER_TCP_MAX], upstream[ANSWER_TCP_MAX];
static uint8_t reply[ANSWER_TCP_MAX], scratch[MESSAGE_MAX];
static size_t query_len, ask_len;
static struct writer w; /* of the other server's answer */

static void
start(void)
{
	static const uint8_t address[4] = {192, 0, 2, 1};
	struct zones zones = {0};

	zones_add_text(&zones, "example.com.", zone_text);
	view = zones_view(&zones);
	zones_free(&zones);
	settings = (struct answer_settings){.udp_size = 1232,
					    .outside = OUTSIDE_FORWARD};
	client = (struct client){address, 4, TRANSPORT_UDP, 0};
}

static void
stop(void)
{
	view_unref(view);
}

TestSuite(relay, .init = start, .fini = stop);

/* Ask, and begin the other server's answer by the question that it got. */
static void
forward(const char *qname, uint16_t qtype, uint16_t flags, bool edns)
{
	struct test_query asked;
	uint8_t wire[NAME_WIRE_MAX];
	struct answered answered;
	struct reader r;
	struct question question;
	struct header header;

	query_init(&asked, zones_name(qname, wire), qtype);
	asked.flags = FLAG_RD | flags;
	asked.edns = edns;
	asked.udp_size = 1232;
	query_len = query_write(&asked, query, sizeof query);
	answered = answer(view, &settings, NULL, &client, query, query_len, ask,
			  sizeof ask);
	cr_assert(answered.forward);
	ask_len = answered.len;
	r = reader_init(ask, ask_len);
	cr_assert(header_read(&r, &header));
	cr_assert(question_read(&r, &question));
	header.flags |= FLAG_QR | FLAG_RA;
	header.count[SECTION_ADDITIONAL] = 0;
	w = writer_init(upstream, sizeof upstream);
	header_write(writer_take(&w, HEADER_LEN), &header);
	writer_put(&w, question.name.wire, question.name.len + 4u);
}

static void
put(enum section section, const char *owner, uint16_t type, const void *rdata,
    uint16_t len)
{
	uint8_t *count = upstream + 4 + 2 * section;
	uint8_t wire[NAME_WIRE_MAX];
	struct name name = zones_name(owner, wire);

	writer_put(&w, name.wire, name.len);
	writer_put16(&w, type);
	writer_put16(&w, CLASS_IN);
	writer_put32(&w, 60);
	writer_put16(&w, len);
	writer_put(&w, rdata, len);
	bytes_put16(count, (uint16_t)(bytes_get16(count) + 1));
}

static void
set_flags(uint16_t set, uint16_t clear)
{
	uint16_t flags = bytes_get16(upstream + 2);

	bytes_put16(upstream + 2, (uint16_t)((flags | set) & ~clear));
}

static struct answered
relay_with(const struct relayed *relayed)
{
	return answer_relayed(view, &settings, &client, query, query_len,
			      relayed, reply, sizeof reply);
}

/* What the client gets, as text in one line. */
static const char *
relay(void)
{
	static char text[8192];
	struct relayed relayed = {upstream, w.at, EDE_OTHER, NULL, scratch};
	struct answered answered = relay_with(&relayed);
	struct reply_text lines = {0};

	cr_assert_not(answered.forward);
	cr_assert_eq(memcmp(reply, query, 2), 0, "the client's id");
	cr_assert(reply_text_make(&lines, reply, answered.len));
	text[0] = '\0';
	for (size_t i = 0; i < lines.front.count; i++) {
		strcat(text, i > 0 ? " | " : "");
		strcat(text, lines.front.items[i]);
	}
	reply_text_free(&lines);
	return text;
}

static const uint8_t address[4] = {192, 0, 2, 80};

Test(relay, asks_the_question_with_an_OPT_of_its_own)
{
	struct reader r;
	struct header header;
	struct question question;
	uint8_t owner[NAME_WIRE_MAX];
	struct message_rr rr;

	forward("WWW.example.net.", TYPE_A, FLAG_CD, false);
	r = reader_init(ask, ask_len);
	cr_assert(header_read(&r, &header) && question_read(&r, &question));
	cr_expect_eq(header.flags, FLAG_RD | FLAG_CD);
	cr_expect_eq(question.name.wire[1], 'W');
	cr_assert(message_read_rr(&r, owner, &rr));
	cr_expect_eq(rr.type, TYPE_OPT);
	cr_expect_eq(rr.rdlength, 0);
	cr_expect_eq(reader_left(&r), 0, "OPT is the last");
}

Test(relay, does_not_ask_for_who_wants_no_recursion)
{
	struct test_query asked;
	uint8_t wire[NAME_WIRE_MAX];
	struct answered answered;

	query_init(&asked, zones_name("www.example.net.", wire), TYPE_A);
	query_len = query_write(&asked, query, sizeof query);
	answered = answer(view, &settings, NULL, &client, query, query_len,
			  reply, sizeof reply);
	cr_expect_not(answered.forward);
	cr_expect_eq(answered.rcode, RCODE_REFUSED);
	cr_expect(answered.flags & FLAG_RA);
}

Test(relay, gives_the_client_its_own_question_and_OPT)
{
	forward("wWw.example.net.", TYPE_A, 0, false);
	upstream[HEADER_LEN + 2] = 'W';
	put(SECTION_ANSWER, "www.example.net.", TYPE_A, address, 4);
	put(SECTION_ADDITIONAL, ".", TYPE_OPT, "", 0);
	cr_expect_str_eq(relay(), "NOERROR rd ra | answer | "
				  "wWw.example.net. 60 IN A 192.0.2.80");
}

Test(relay, puts_the_alias_that_led_there_in_front)
{
	forward("alias.example.com.", TYPE_A, 0, false);
	put(SECTION_ANSWER, "www.example.net.", TYPE_A, address, 4);
	cr_expect_str_eq(relay(),
			 "NOERROR aa rd ra | answer | "
			 "alias.example.com. 3600 IN CNAME www.Example.NET. | "
			 "www.Example.NET. 60 IN A 192.0.2.80");
}

Test(relay, follows_what_a_DNAME_makes)
{
	forward("a.d.example.com.", TYPE_A, 0, false);
	cr_expect_eq(memcmp(ask + HEADER_LEN, "\1a\7example\3net", 14), 0);
	put(SECTION_ANSWER, "a.example.net.", TYPE_A, address, 4);
	cr_expect(strstr(relay(), "a.example.net. 60 IN A 192.0.2.80"));
}

Test(relay, joins_the_parts_of_an_extended_RCODE)
{
	static const uint8_t opt[] = {0, 0, 41, 4, 208, 1, 0, 0, 0, 0, 0};

	forward("www.example.net.", TYPE_A, 0, true);
	writer_put(&w, opt, sizeof opt);
	upstream[11] = 1;
	cr_expect_str_eq(relay(), "BADVERS rd ra | opt 1232");
}

Test(relay, keeps_AD_for_who_asked)
{
	forward("www.example.net.", TYPE_A, FLAG_AD, false);
	set_flags(FLAG_AD, 0);
	cr_expect_str_eq(relay(), "NOERROR rd ra ad");
	forward("www.example.net.", TYPE_A, 0, false);
	set_flags(FLAG_AD, 0);
	cr_expect_str_eq(relay(), "NOERROR rd ra");
	forward("alias.example.com.", TYPE_A, FLAG_AD, false);
	set_flags(FLAG_AD, 0);
	cr_expect_not(strstr(relay(), " ad"), "our alias is not validated");
}

Test(relay, leaves_out_whole_RRsets_and_says_so)
{
	forward("www.example.net.", TYPE_A, 0, false);
	put(SECTION_ANSWER, "www.example.net.", TYPE_TXT, "\3abc", 4);
	for (int i = 0; i < 60; i++)
		put(SECTION_ANSWER, "www.example.net.", TYPE_A, address, 4);
	put(SECTION_ADDITIONAL, "www.example.net.", TYPE_TXT, "\3abc", 4);
	cr_expect_str_eq(relay(), "NOERROR tc rd ra | answer | "
				  "www.example.net. 60 IN TXT \"abc\"");
	client.transport = TRANSPORT_TCP;
	cr_expect(strstr(relay(), "192.0.2.80 | additional | "));
}

Test(relay, leaves_out_additional_RRsets_and_does_not)
{
	static const uint8_t txt[201] = {200};

	forward("www.example.net.", TYPE_A, 0, false);
	put(SECTION_ANSWER, "www.example.net.", TYPE_A, address, 4);
	put(SECTION_ADDITIONAL, "a.example.net.", TYPE_A, address, 4);
	for (int i = 0; i < 3; i++)
		put(SECTION_ADDITIONAL, "b.example.net.", TYPE_TXT, txt, 201);
	cr_expect_str_eq(relay(), "NOERROR rd ra | answer | "
				  "www.example.net. 60 IN A 192.0.2.80 | "
				  "additional | "
				  "a.example.net. 60 IN A 192.0.2.80");
}

/* SERVFAIL, one EDE, and nothing of the answer. */
static void
expect_failure(void)
{
	cr_expect_str_eq(relay(),
			 "SERVFAIL rd ra | opt 1232 | ede 23 the server that "
			 "was asked sent no proper answer");
}

Test(relay, takes_only_an_answer_to_the_question)
{
	forward("alias.example.com.", TYPE_A, 0, true);
	put(SECTION_ANSWER, "www.example.net.", TYPE_A, address, 4);
	set_flags(0, FLAG_QR);
	expect_failure();
	set_flags(FLAG_QR | FLAG_TC, 0);
	expect_failure();
	set_flags(0, FLAG_TC);
	upstream[HEADER_LEN + 1] ^= 1;
	expect_failure();
	upstream[HEADER_LEN + 1] ^= 1;
	upstream[5] = 0;
	expect_failure();
	upstream[5] = 1;
	upstream[7] = 2;
	expect_failure();
	upstream[7] = 1;
	cr_expect(strstr(relay(), "NOERROR aa"));
}

Test(relay, takes_only_well_formed_records)
{
	forward("www.example.net.", TYPE_MX, 0, true);
	put(SECTION_ANSWER, "www.example.net.", TYPE_A, address, 4);
	put(SECTION_AUTHORITY, "www.example.net.", TYPE_MX, "\0\1\300\377", 4);
	expect_failure();
	forward("www.example.net.", TYPE_A, 0, true);
	put(SECTION_ANSWER, "www.example.net.", TYPE_A, address, 3);
	expect_failure();
}

Test(relay, says_why_there_is_no_answer)
{
	struct relayed none = {.error = EDE_NO_REACHABLE_AUTHORITY,
			       .error_text = "silence"};
	struct reply_text lines = {0};
	struct answered answered;

	forward("alias.example.com.", TYPE_A, 0, true);
	answered = relay_with(&none);
	cr_assert(reply_text_make(&lines, reply, answered.len));
	cr_assert_eq(lines.front.count, 3);
	cr_expect_str_eq(lines.front.items[0], "SERVFAIL rd ra");
	cr_expect_str_eq(lines.front.items[2], "ede 22 silence");
	reply_text_free(&lines);
}

Test(relay, says_that_a_domain_with_the_sinks_MX_is_there)
{
	settings.sink = true;
	forward("www.example.net.", TYPE_A, 0, false);
	set_flags(RCODE_NXDOMAIN, 0);
	cr_expect_str_eq(relay(), "NOERROR rd ra");
	settings.sink = false;
	cr_expect_str_eq(relay(), "NXDOMAIN rd ra");
}

Test(relay, answers_itself_what_is_in_a_zone_by_now)
{
	struct zones zones = {0};
	struct view *before = view;

	forward("www.example.net.", TYPE_A, 0, false);
	put(SECTION_ANSWER, "www.example.net.", TYPE_A, address, 4);
	zones_add_text(&zones, "example.net.",
		       "@ 60 SOA ns1 host 1 7200 3600 1209600 300\n"
		       "www 60 A 192.0.2.7\n");
	view = zones_view(&zones);
	zones_free(&zones);
	cr_expect_str_eq(relay(), "NOERROR aa rd ra | answer | "
				  "www.example.net. 60 IN A 192.0.2.7");
	view_unref(view);
	view = before;
	settings.outside = OUTSIDE_REFUSE;
	cr_expect_str_eq(relay(), "REFUSED rd");
}

Test(relay, knows_a_query_of_its_own)
{
	struct test_query asked;
	uint8_t wire[NAME_WIRE_MAX], loop[NAME_WIRE_MAX];
	struct answered answered;

	settings.loop_name = zones_name("loop.internal.", loop);
	settings.loop_text = "secret";
	query_init(&asked, zones_name("Loop.internal.", wire), TYPE_TXT);
	asked.flags = FLAG_RD;
	query_len = query_write(&asked, query, sizeof query);
	answered = answer(view, &settings, NULL, &client, query, query_len,
			  reply, sizeof reply);
	cr_expect_not(answered.forward);
	cr_expect(memmem(reply, answered.len, "\6secret", 7));
}
