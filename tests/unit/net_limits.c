/* Which connection goes first. */
#include "net/limits.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static struct limits limits;

static const uint8_t alice[4] = {192, 0, 2, 1};
static const uint8_t bob[4] = {192, 0, 2, 2};

static void
enter(struct limits_entry *entry, const uint8_t client[static 4], uint64_t now)
{
	limits_enter(&limits, entry, client, 4, now);
}

Test(net_limits, the_one_that_is_idle_for_the_longest_goes_first)
{
	struct limits_entry entries[3];

	for (size_t i = 0; i < 3; i++)
		enter(&entries[i], alice, i);
	cr_expect_eq(limits_first(&limits), &entries[0]);
	cr_expect_null(limits_surplus(&limits, &entries[2], 3, 0));
	cr_expect_eq(limits_surplus(&limits, &entries[2], 2, 0), &entries[0]);

	limits_restart(&limits, &entries[0], false, 9);
	cr_expect_eq(limits_first(&limits), &entries[1]);
	cr_expect_eq(limits_surplus(&limits, &entries[2], 2, 0), &entries[1]);
}

Test(net_limits, a_busy_one_goes_only_when_none_is_idle)
{
	struct limits_entry entries[3];

	for (size_t i = 0; i < 3; i++)
		enter(&entries[i], alice, i);
	limits_restart(&limits, &entries[0], true, 3);
	cr_expect_eq(limits_surplus(&limits, &entries[2], 2, 0), &entries[1]);
	limits_restart(&limits, &entries[1], true, 4);
	cr_expect_eq(limits_surplus(&limits, &entries[2], 2, 0), &entries[0],
		     "never the newest itself");
	cr_expect_eq(limits_first(&limits), &entries[2], "since 2, 3 and 4");
}

Test(net_limits, a_client_above_its_share_loses_its_own)
{
	struct limits_entry hers[2], his[2];

	enter(&hers[0], alice, 0);
	enter(&hers[1], alice, 1);
	enter(&his[0], bob, 2);
	enter(&his[1], bob, 3);
	cr_expect_null(limits_surplus(&limits, &his[1], 9, 2));
	cr_expect_eq(limits_surplus(&limits, &his[1], 9, 1), &his[0]);
	cr_expect_eq(limits_surplus(&limits, &hers[1], 9, 1), &hers[0]);
	limits_restart(&limits, &hers[0], true, 9);
	cr_expect_eq(limits_surplus(&limits, &hers[1], 9, 1), &hers[0],
		     "busy, but there is no other one");
}

Test(net_limits, of_the_same_millisecond_the_first_to_come_goes_first)
{
	struct limits_entry entries[4];

	for (size_t i = 0; i < 4; i++)
		enter(&entries[i], alice, 5);
	cr_expect_eq(limits_surplus(&limits, &entries[3], 3, 0), &entries[0]);
	cr_expect_eq(limits_surplus(&limits, &entries[3], 9, 3), &entries[0]);
	for (size_t i = 0; i < 4; i++)
		limits_restart(&limits, &entries[i], false, 6);
	cr_expect_eq(limits_surplus(&limits, &entries[3], 9, 3), &entries[0]);
}

Test(net_limits, an_ipv6_client_is_64_bits)
{
	const uint8_t one[16] = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 1};
	const uint8_t neighbour[16] = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 2};
	const uint8_t other[16] = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 2, 1};
	struct limits_entry entries[3];

	limits_enter(&limits, &entries[0], one, 16, 0);
	limits_enter(&limits, &entries[1], other, 16, 1);
	cr_expect_null(limits_surplus(&limits, &entries[1], 9, 1));
	limits_enter(&limits, &entries[2], neighbour, 16, 2);
	cr_expect_eq(limits_surplus(&limits, &entries[2], 9, 1), &entries[0]);
}

Test(net_limits, an_ipv4_client_is_not_an_ipv6_one)
{
	const uint8_t v6[16] = {192, 0, 2, 1};
	struct limits_entry entries[2];

	enter(&entries[0], alice, 0);
	limits_enter(&limits, &entries[1], v6, 16, 1);
	cr_expect_null(limits_surplus(&limits, &entries[1], 9, 1));
}

enum { MANY = 500, STEPS = 20000 };

/* The oldest idle entry, or else the oldest busy one, by looking at all. */
static const struct limits_entry *
oldest(const struct limits_entry *entries, const bool *in, bool busy)
{
	const struct limits_entry *found = NULL;

	for (size_t i = 0; i < MANY; i++) {
		if (in[i] && entries[i].busy == busy &&
		    (!found || entries[i].since < found->since))
			found = &entries[i];
	}
	return found;
}

Test(net_limits, lists_and_buckets_stay_whole_in_any_order_of_events)
{
	static struct limits_entry entries[MANY];
	static bool in[MANY];
	size_t count = 0;

	srand(1);
	for (uint64_t now = 0; now < STEPS; now++) {
		size_t i = (size_t)rand() % MANY;
		uint8_t client[4] = {10, 0, 0, (uint8_t)(i % 7)};

		if (!in[i]) {
			enter(&entries[i], client, now);
			in[i] = true;
			count++;
		} else if (rand() % 2) {
			limits_restart(&limits, &entries[i], rand() % 2, now);
		} else {
			limits_leave(&limits, &entries[i]);
			in[i] = false;
			count--;
		}
		cr_assert_eq(limits.count, count);
		cr_assert_eq(limits.idle.oldest, oldest(entries, in, false));
		cr_assert_eq(limits.busy.oldest, oldest(entries, in, true));
	}
	for (size_t i = 0; i < MANY; i++) {
		if (in[i])
			limits_leave(&limits, &entries[i]);
	}
	cr_expect_null(limits_first(&limits));
	for (size_t i = 0; i < LIMITS_BUCKETS; i++)
		cr_expect_null(limits.buckets[i]);
}
