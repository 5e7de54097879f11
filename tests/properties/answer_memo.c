/*
 * A memo changes no octet: whatever is asked, in whatever case, over whichever
 * transport and with whatever room, the reply is the one that is composed
 * without it.
 */
#include "../support/decoded.h"
#include "../support/random_view.h"
#include "../support/zones.h"

#include "answer/memo.h"

#include <criterion/criterion.h>
#include <ctype.h>

enum { VIEWS = 100, NAMES = 12, QUERIES = 600 };

static const uint8_t address[4] = {192, 0, 2, 1};

static struct answered
ask_with(struct memo *memo, const struct view *view,
	 const struct test_query *query, enum transport transport,
	 uint8_t reply[static ANSWER_TCP_MAX])
{
	static const struct answer_settings answering = {
	    .udp_size = 700, .nsid = "x", .nsid_len = 1};
	struct client client = {address, sizeof address, transport, 0};
	uint8_t octets[1024];
	size_t len = query_write(query, octets, sizeof octets);

	return answer(view, &answering, memo, &client, octets, len, reply,
		      ANSWER_TCP_MAX);
}

static struct name
flip_case(struct name name, uint8_t wire[static NAME_WIRE_MAX])
{
	for (unsigned i = 0; i < name.len; i++) {
		uint8_t octet = name.wire[i];

		wire[i] = isalpha(octet) && pick(4) == 0 ? octet ^ 0x20 : octet;
	}
	return (struct name){wire, name.len, name.labels};
}

/* Few types and names, so that questions come again. */
static void
random_query(struct test_query *query, struct name name,
	     uint8_t wire[static NAME_WIRE_MAX])
{
	static const uint16_t types[] = {
	    TYPE_A, TYPE_MX, TYPE_NS, TYPE_SRV, TYPE_CNAME, TYPE_ANY, TYPE_DS};

	query_init(query, flip_case(name, wire), types[pick(7)]);
	if (pick(30) == 0)
		query->class = CLASS_CH;
	query->edns = pick(3) != 0;
	query->udp_size = (uint16_t)(400 + pick(500));
	query->edns_flags = pick(2) ? EDNS_DO : 0;
	if (pick(3) == 0)
		query_option(query, 3, "", 0);
}

static void
expect_same(const struct answered *plain, const uint8_t *composed,
	    const struct answered *again, const uint8_t *reply)
{
	cr_assert_eq(plain->len, again->len);
	cr_assert_eq(memcmp(composed, reply, plain->len), 0);
	cr_assert_eq(plain->rcode, again->rcode);
	cr_assert_eq(plain->flags, again->flags);
	cr_assert_eq(plain->zone, again->zone);
	cr_assert_eq(plain->qtype, again->qtype);
	cr_assert_eq(again->qname.wire, reply + HEADER_LEN);
}

static void
check_view(struct memo *memo, const struct model *model,
	   const struct view *view)
{
	static uint8_t wires[NAMES][NAME_WIRE_MAX];
	static uint8_t composed[ANSWER_TCP_MAX], reply[ANSWER_TCP_MAX];
	struct name names[NAMES];

	for (unsigned i = 0; i < NAMES; i++)
		names[i] = random_question(model, wires[i]);
	for (unsigned q = 0; q < QUERIES; q++) {
		enum transport transport =
		    pick(3) ? TRANSPORT_UDP : TRANSPORT_TCP;
		uint8_t wire[NAME_WIRE_MAX];
		struct test_query query;

		random_query(&query, names[pick(NAMES)], wire);

		struct answered plain =
		    ask_with(NULL, view, &query, transport, composed);
		struct answered again =
		    ask_with(memo, view, &query, transport, reply);

		expect_same(&plain, composed, &again, reply);
	}
}

Test(answer_memo, changes_no_octet)
{
	static struct model model;
	struct memo *memo = memo_new();

	srand(3);
	for (unsigned v = 0; v < VIEWS; v++) {
		struct view *view = random_view(&model);

		memo_clear(memo);
		check_view(memo, &model, view);
		view_unref(view);
	}
	memo_free(memo);
}

/* An answer kept from a view that is no longer served shows both that it was
 * kept, and that clearing forgets it. */
Test(answer_memo, keeps_what_comes_twice_until_it_is_cleared)
{
	static uint8_t first[ANSWER_TCP_MAX], reply[ANSWER_TCP_MAX];
	static struct model model;
	struct memo *memo = memo_new();
	struct view *none = view_new(NULL, 0);
	struct test_query query;
	struct view *view;

	srand(4);
	view = random_view(&model);
	query_init(&query, view->zones[0].apex, TYPE_SOA);

	size_t len = ask_with(memo, view, &query, TRANSPORT_UDP, first).len;

	cr_expect_eq(ask_with(memo, none, &query, TRANSPORT_UDP, reply).rcode,
		     RCODE_REFUSED);
	ask_with(memo, view, &query, TRANSPORT_UDP, reply);
	cr_assert_eq(ask_with(memo, none, &query, TRANSPORT_UDP, reply).len,
		     len);
	cr_expect_eq(memcmp(first, reply, len), 0);
	memo_clear(memo);
	for (unsigned i = 0; i < 3; i++) {
		cr_expect_eq(
		    ask_with(memo, none, &query, TRANSPORT_UDP, reply).rcode,
		    RCODE_REFUSED);
	}
	memo_free(memo);
	view_unref(none);
	view_unref(view);
}

/* One TXT too long for plain UDP; exchanges of which one finds its addresses
 * left out there. */
static struct view *
large_view(void)
{
	char text[4096];
	struct zones zones = {0};
	struct view *view;
	int len = snprintf(text, sizeof text,
			   "$TTL 60\n@ SOA n h 1 2 3 4 5\n"
			   "@ MX 10 a\n@ MX 20 b\n@ TXT %0200u %0200u %0200u\n",
			   1u, 2u, 3u);

	for (unsigned i = 1; i <= 20; i++)
		len += snprintf(text + len, sizeof text - (size_t)len,
				"a A 192.0.2.%u\nb A 192.0.2.%u\n", i, i);
	zones_add_text(&zones, "z.", text);
	view = zones_view(&zones);
	zones_free(&zones);
	return view;
}

Test(answer_memo, keeps_nothing_that_is_not_whole)
{
	static const uint16_t types[] = {TYPE_MX, TYPE_TXT};
	static uint8_t composed[ANSWER_TCP_MAX], reply[ANSWER_TCP_MAX];
	struct view *view = large_view();

	for (unsigned i = 0; i < 2 * 8; i++) {
		struct memo *memo = memo_new();
		struct test_query query;

		query_init(&query, apexes[0], types[i / 8]);
		for (unsigned times = 0; times < 4; times++) {
			enum transport transport =
			    times < i % 4 ? TRANSPORT_UDP : TRANSPORT_TCP;

			if (i & 4)
				transport = transport == TRANSPORT_UDP
						? TRANSPORT_TCP
						: TRANSPORT_UDP;

			struct answered plain =
			    ask_with(NULL, view, &query, transport, composed);
			struct answered again =
			    ask_with(memo, view, &query, transport, reply);

			expect_same(&plain, composed, &again, reply);
		}
		memo_free(memo);
	}
	view_unref(view);
}
