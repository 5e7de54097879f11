/* Commits to a server that serves: what is answered when the caller hears. */
#include "../support/serving.h"
#include "control/book.h"
#include "control/commit.h"

TestSuite(commit, .init = loading_start, .fini = loading_stop);

enum { ROUNDS = 50 };

static unsigned heard, rcode;
static uint8_t owner_wire[NAME_WIRE_MAX], zone_wire[NAME_WIRE_MAX];
static const uint8_t address[] = {192, 0, 2, 1};
static uint64_t last_id;

static struct name
name_in(const char *text, uint8_t into[static NAME_WIRE_MAX])
{
	struct name name;

	cr_assert_null(name_from_text(text, strlen(text), NULL, into, &name));
	return name;
}

/* Have a.test. get or lose the name new.a.test. */
static void
submit(bool there, commit_done *on_done)
{
	struct change_record record = {
	    .owner = name_in("new.a.test.", owner_wire),
	    .type = TYPE_A,
	    .rdlength = sizeof address,
	    .rdata = address,
	};
	struct change change = {
	    .kind = there ? CHANGE_ADD : CHANGE_DELETE,
	    .zone = name_in("a.test.", zone_wire),
	    .id = last_id,
	    .records = there ? &record : NULL,
	    .record_count = there,
	};

	commit_submit(server, &(struct commit_request){&change, 1, NULL, 0},
		      on_done, NULL);
}

static void
expect_done(const struct commit_result *result)
{
	cr_assert_eq(result->status, COMMIT_DONE, "%s", result->reason);
	if (result->made_count > 0)
		last_id = result->made[0].id;
}

static void
on_change(void *context, const struct commit_result *result)
{
	bool there = heard % 2 == 0;

	(void)context;
	expect_done(result);
	for (unsigned i = 0; i < 4; i++)
		cr_expect_eq(ask("new.a.test.", TYPE_A, &rcode), there,
			     "round %u", heard);
	if (++heard == ROUNDS)
		serving_end();
	else
		submit(!there, on_change);
}

/* There is a socket for each worker, and a port of the client's decides which
 * one a query comes to. */
Test(commit, is_served_by_every_worker_when_the_caller_hears_of_it)
{
	write_zone("a.test.zone", good);
	set_setting("workers", "4");
	serving_start();
	submit(true, on_change);
	cr_expect_eq(heard, 0, "not before submitting returns");
	server_run(server);
	cr_expect_eq(heard, ROUNDS);
}

static void
on_one_of_many(void *context, const struct commit_result *result)
{
	const unsigned *number = context;

	cr_expect_eq(*number, heard, "in the order of submission");
	cr_expect_eq(result->status,
		     *number % 3 == 1 ? COMMIT_CONFLICT : COMMIT_DONE);
	if (result->made_count > 0)
		last_id = result->made[0].id;
	if (++heard == 12)
		serving_end();
}

/* Added, added again, taken away, and so on, all before the first is heard
 * of. Ids are known beforehand: a new record has the next one. */
Test(commit, has_a_verdict_of_its_own_when_several_wait)
{
	static unsigned numbers[12];

	write_zone("a.test.zone", good);
	serving_start();
	last_id = 5;
	for (unsigned i = 0; i < 12; i++) {
		numbers[i] = i;

		struct change_record record = {
		    .owner = name_in("new.a.test.", owner_wire),
		    .type = TYPE_A,
		    .rdlength = sizeof address,
		    .rdata = address,
		};
		struct change change = {
		    .kind = i % 3 == 2 ? CHANGE_DELETE : CHANGE_ADD,
		    .zone = name_in("a.test.", zone_wire),
		    .id = 5 + i / 3,
		    .records = &record,
		    .record_count = 1,
		};

		commit_submit(server,
			      &(struct commit_request){&change, 1, NULL, 0},
			      on_one_of_many, &numbers[i]);
	}
	server_run(server);
	cr_expect_eq(heard, 12);
}
