/* The last queries of workers, and all of them as one sequence. */
#include "lab/recent.h"
#include "support/sightings.h"

#include <stdlib.h>

static struct recent *recent;

static void
drop(void)
{
	recent_free(recent);
}

TestSuite(lab_recent, .fini = drop);

/* A query that was answered at that time, known by it. */
static void
put(size_t worker, uint64_t time)
{
	struct sighting seen = sighting_of("www.example.com", "A");

	seen.time = time;
	ring_put(recent->rings[worker], &seen);
	ring_publish(recent->rings[worker], time);
}

static void
expect_next(struct recent_mark *mark, uint64_t time)
{
	struct sighting seen;
	uint64_t lost = 0;

	cr_assert(recent_next(recent, mark, &seen, &lost));
	cr_expect_eq(seen.time, time);
	cr_expect_eq(lost, 0);
}

static void
expect_end(struct recent_mark *mark)
{
	struct sighting seen;
	uint64_t lost = 0;

	cr_expect_not(recent_next(recent, mark, &seen, &lost));
}

Test(lab_recent, a_ring_gives_back_what_was_put_until_its_place_is_taken)
{
	struct sighting seen;

	recent = recent_new(1, 3);
	for (uint64_t i = 0; i < 7; i++)
		put(0, i);
	cr_expect_eq(ring_begin(recent->rings[0]), 4);
	cr_expect_eq(ring_end(recent->rings[0]), 7);
	for (uint64_t i = 0; i < 4; i++)
		cr_expect_not(ring_get(recent->rings[0], i, &seen));
	for (uint64_t i = 4; i < 7; i++) {
		cr_expect(ring_get(recent->rings[0], i, &seen));
		cr_expect_eq(seen.time, i);
	}
	cr_expect_not(ring_get(recent->rings[0], 7, &seen), "not there yet");
}

Test(lab_recent, a_ring_keeps_long_names_and_faults)
{
	struct sighting seen = sighting_of("a.example", "A");
	struct sighting got;

	recent = recent_new(1, 1);
	ring_put(recent->rings[0], &seen);
	seen.bits |= SIGHTING_FAULT;
	strcpy(seen.fault, "third");
	memset(seen.name, 1, 254);
	for (size_t i = 1; i < 254; i += 2)
		seen.name[i] = 'a';
	seen.name[254] = 0;
	ring_put(recent->rings[0], &seen);
	ring_publish(recent->rings[0], 2);
	cr_assert(ring_get(recent->rings[0], 1, &got));
	cr_expect_eq(sighting_name(&got).len, 255);
	cr_expect_arr_eq(got.name, seen.name, 255);
	cr_expect_str_eq(got.fault, "third");
}

Test(lab_recent, a_batch_is_there_once_it_is_published)
{
	struct sighting seen = sighting_of("www.example.com", "A");

	recent = recent_new(1, 3);
	for (uint64_t i = 0; i < 5; i++) {
		seen.time = 100 + i;
		ring_put(recent->rings[0], &seen);
	}
	cr_expect_eq(ring_end(recent->rings[0]), 0);
	cr_expect_not(ring_get(recent->rings[0], 4, &seen));
	ring_publish(recent->rings[0], 103);
	cr_expect_eq(ring_end(recent->rings[0]), 5);
	cr_expect_not(ring_get(recent->rings[0], 1, &seen));
	for (uint64_t i = 2; i < 5; i++) {
		cr_assert(ring_get(recent->rings[0], i, &seen));
		cr_expect_eq(seen.time, 100 + i);
		cr_expect_eq(seen.latency, i < 3 ? 3 - i : 0,
			     "none when the clock was set back");
	}
}

Test(lab_recent, queries_of_all_workers_come_in_the_order_of_their_answers)
{
	struct recent_mark mark;
	struct sighting seen;

	recent = recent_new(3, 10);
	put(0, 3);
	put(0, 6);
	put(1, 1);
	put(1, 4);
	put(2, 2);
	put(2, 5);
	recent_begin(recent, &mark);
	for (uint64_t time = 1; time <= 6; time++)
		expect_next(&mark, time);
	expect_end(&mark);
	for (uint64_t time = 6; time >= 1; time--) {
		cr_assert(recent_previous(recent, &mark, &seen));
		cr_expect_eq(seen.time, time);
	}
	cr_expect_not(recent_previous(recent, &mark, &seen));
}

Test(lab_recent, a_slow_reader_is_told_how_many_it_has_lost)
{
	struct recent_mark mark;
	struct sighting seen;
	uint64_t lost = 0;

	recent = recent_new(1, 4);
	recent_end(recent, &mark);
	for (uint64_t i = 0; i < 10; i++)
		put(0, i);
	cr_assert(recent_next(recent, &mark, &seen, &lost));
	cr_expect_eq(seen.time, 6);
	cr_expect_eq(lost, 6);
}

Test(lab_recent, what_is_forgotten_is_shown_no_more)
{
	struct recent_mark mark, early;
	struct sighting seen;
	uint64_t lost = 0;

	recent = recent_new(2, 4);
	recent_begin(recent, &early);
	put(0, 1);
	put(1, 2);
	recent_forget(recent);
	recent_begin(recent, &mark);
	expect_end(&mark);
	cr_expect_not(recent_previous(recent, &mark, &seen));
	put(1, 3);
	expect_next(&mark, 3);
	cr_assert(recent_next(recent, &early, &seen, &lost));
	cr_expect_eq(seen.time, 3);
	cr_expect_eq(lost, 2);
}

Test(lab_recent, marks_are_words)
{
	struct recent_mark mark = {0};
	struct recent_mark read;
	char *text;

	recent = recent_new(2, 4);
	for (uint64_t i = 0; i < 12; i++)
		put(0, i);
	put(1, 12);
	recent_end(recent, &mark);
	text = recent_mark_to_text(recent, &mark);
	cr_expect_str_eq(text, "12.1");
	cr_assert(recent_mark_from_text(recent, text, &read));
	cr_expect_eq(read.at[0], 12);
	cr_expect_eq(read.at[1], 1);
	free(text);
}

Test(lab_recent, a_mark_of_another_server_is_none)
{
	const char *const wrong[] = {
	    "",     "1",     "1.",   ".1",  "-1.0",
	    "1 .0", "1.0.0", "1.0x", "2.0", "18446744073709551616.0"};
	struct recent_mark mark;

	recent = recent_new(2, 4);
	put(0, 0);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		cr_expect_not(recent_mark_from_text(recent, wrong[i], &mark),
			      "%s", wrong[i]);
	cr_expect(recent_mark_from_text(recent, "1.0", &mark));
}
