/*
 * Of every reply, whatever is asked of whatever zones: the same query gives
 * the same octets, the case of the question changes nothing but itself, no RR
 * comes twice, and mangled queries get well-formed replies within their limit
 * or none.
 */
#include "../support/decoded.h"
#include "../support/random_view.h"
#include "../support/reply_text.h"

#include <criterion/criterion.h>

enum { VIEWS = 150, QUERIES = 200, MANGLED = 8 };

static void
random_query(const struct model *model, struct test_query *query,
	     uint8_t wire[NAME_WIRE_MAX])
{
	static const uint16_t types[] = {
	    TYPE_A,   TYPE_MX, TYPE_MX,  TYPE_NS,  TYPE_CNAME,
	    TYPE_SRV, TYPE_DS, TYPE_ANY, TYPE_SOA, TYPE_DNAME};

	struct name qname = random_question(model, wire);

	query_init(query, qname, types[pick(10)]);
	query->edns = pick(2);
	query->udp_size = (uint16_t)(400 + pick(1000));
}

Test(answer_octets, are_the_same_for_the_same_query)
{
	static uint8_t first[ANSWER_TCP_MAX], second[ANSWER_TCP_MAX];
	static struct model model;

	srand(1);
	for (unsigned v = 0; v < VIEWS; v++) {
		struct view *view = random_view(&model);

		for (unsigned q = 0; q < QUERIES; q++) {
			struct test_query query;
			uint8_t wire[NAME_WIRE_MAX];
			enum transport transport =
			    pick(2) ? TRANSPORT_UDP : TRANSPORT_TCP;

			random_query(&model, &query, wire);
			memset(first, 0x00, 1300);
			memset(second, 0xff, 1300);

			size_t len = ask(view, &query, transport, first);

			cr_assert_eq(len, ask(view, &query, transport, second));
			cr_assert_eq(memcmp(first, second, len), 0);
		}
		view_unref(view);
	}
}

/* Other case at random; what is no letter stays. */
static void
flip_case(uint8_t *wire, unsigned len)
{
	for (unsigned i = 0; i < len; i++) {
		uint8_t folded = bytes_fold(wire[i]);

		if (folded >= 'a' && folded <= 'z' && pick(2))
			wire[i] ^= 0x20;
	}
}

static bool
same_lists(const struct decoded *a, const struct decoded *b)
{
	for (unsigned s = SECTION_ANSWER; s < SECTIONS; s++) {
		if (a->lists[s].count != b->lists[s].count)
			return false;
		for (unsigned i = 0; i < a->lists[s].count; i++) {
			if (!same_rr(&a->lists[s].rrs[i], &b->lists[s].rrs[i]))
				return false;
		}
	}
	return a->rcode == b->rcode && a->header.flags == b->header.flags;
}

Test(answer_octets, do_not_depend_on_the_case_of_the_question)
{
	static uint8_t reply[ANSWER_TCP_MAX];
	static struct decoded plain, flipped;
	static struct model model;

	srand(20);
	for (unsigned v = 0; v < VIEWS; v++) {
		struct view *view = random_view(&model);

		for (unsigned q = 0; q < QUERIES; q++) {
			struct test_query query;
			uint8_t wire[NAME_WIRE_MAX];
			size_t len;

			random_query(&model, &query, wire);
			/* A view of the zone's own name, perhaps. */
			memmove(wire, query.name.wire, query.name.len);
			query.name.wire = wire;
			len = ask(view, &query, TRANSPORT_UDP, reply);
			decode(&plain, reply, len);
			flip_case(wire, query.name.len);
			cr_assert_eq(ask(view, &query, TRANSPORT_UDP, reply),
				     len);
			cr_assert_eq(
			    memcmp(reply + HEADER_LEN, wire, query.name.len),
			    0);
			decode(&flipped, reply, len);
			cr_assert(same_lists(&plain, &flipped));
		}
		view_unref(view);
	}
}

static bool
has_twice(const struct decoded *decoded)
{
	const struct model_rr *all[3 * MODEL_LIST_MAX];
	unsigned count = 0;

	for (unsigned s = SECTION_ANSWER; s < SECTIONS; s++) {
		for (unsigned i = 0; i < decoded->lists[s].count; i++) {
			all[count] = &decoded->lists[s].rrs[i];
			for (unsigned j = 0; j < count; j++) {
				if (same_rr(all[j], all[count]))
					return true;
			}
			count++;
		}
	}
	return false;
}

Test(answer_octets, have_no_rr_twice)
{
	static uint8_t reply[ANSWER_TCP_MAX];
	static struct decoded decoded;
	static struct model model;

	srand(2);
	for (unsigned v = 0; v < VIEWS; v++) {
		struct view *view = random_view(&model);

		for (unsigned q = 0; q < QUERIES; q++) {
			struct test_query query;
			uint8_t wire[NAME_WIRE_MAX];

			random_query(&model, &query, wire);
			decode(&decoded, reply,
			       ask(view, &query, TRANSPORT_TCP, reply));
			cr_assert_not(has_twice(&decoded));
		}
		view_unref(view);
	}
}

/* A few octets changed, some cut off or put on. */
static size_t
mangle(uint8_t *octets, size_t len)
{
	for (unsigned i = pick(4); i > 0; i--)
		octets[pick((unsigned)len)] =
		    pick(3) ? (uint8_t)pick(256) : (uint8_t)(0xc0 + pick(2));
	if (pick(4) == 0)
		len -= pick((unsigned)len);
	else if (pick(4) == 0)
		len += pick(8);
	return len;
}

static void
check_mangled(const struct view *view, const struct test_query *query)
{
	static uint8_t reply[ANSWER_TCP_MAX];
	static const uint8_t address[4] = {192, 0, 2, 1};
	enum transport transport = pick(2) ? TRANSPORT_UDP : TRANSPORT_TCP;
	struct client client = {address, sizeof address, transport, 0};
	uint8_t octets[1024] = {0};
	size_t len =
	    mangle(octets, query_write(query, octets, sizeof octets - 8));
	size_t got = answer(view, &settings, NULL, &client, octets, len, reply,
			    sizeof reply)
			 .len;
	struct reply_text text;

	cr_assert_leq(got, transport == TRANSPORT_UDP ? 1232 : ANSWER_TCP_MAX);
	if (got == 0) {
		cr_assert(len < HEADER_LEN || octets[2] & 0x80);
		return;
	}
	cr_assert(reply_text_make(&text, reply, got));
	reply_text_free(&text);
}

Test(answer_octets, are_well_formed_whatever_comes)
{
	static struct model model;

	srand(3);
	for (unsigned v = 0; v < VIEWS; v++) {
		struct view *view = random_view(&model);

		for (unsigned q = 0; q < QUERIES; q++) {
			struct test_query query;
			uint8_t wire[NAME_WIRE_MAX];

			random_query(&model, &query, wire);
			if (pick(2))
				query_option(&query, 10, "0123456789abcdef", 8);
			for (unsigned m = 0; m < MANGLED; m++)
				check_mangled(view, &query);
		}
		view_unref(view);
	}
}
