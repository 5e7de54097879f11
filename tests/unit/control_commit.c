/* Commits to a server that serves: what is answered when the caller hears. */
#include "../support/serving.h"
#include "control/book.h"
#include "control/commit.h"
#include "zone/print.h"

#include <signal.h>
#include <sys/resource.h>

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

/* tasks that are no lists of changes: one after the other */

static char printed_before[4096];

static void
print_line(void *context, const char *line, size_t len)
{
	(void)context;
	cr_assert_lt(strlen(printed_before) + len, sizeof printed_before);
	strncat(printed_before, line, len);
}

static const struct book_zone *
zone_served(void)
{
	return book_find(server_book(server), name_in("a.test.", zone_wire));
}

static void
print_served(void)
{
	printed_before[0] = '\0';
	zone_print(zone_served()->zone, &(struct print_to){print_line, NULL});
}

static uint64_t snapshot;
static struct zone *remembered;

/* A script: each step starts one task and is called again when it is done. */
static void
on_snapshot_step(void *context, const struct commit_result *result)
{
	if (context)
		cr_assert_eq(result->status, COMMIT_DONE, "%s", result->reason);
	switch (heard++) {
	case 0:
		submit(true, on_snapshot_step);
		return;
	case 1:
		commit_snapshot(server, on_snapshot_step, server);
		remembered = zone_ref(zone_served()->zone);
		return;
	case 2:
		snapshot = result->snapshot;
		cr_assert_eq(server_snapshot_count(server), 1);
		cr_expect_eq(server_snapshot(server, 0).id, snapshot);
		last_id = 5;
		submit(false, on_snapshot_step);
		return;
	case 3:
		cr_expect_eq(ask("new.a.test.", TYPE_A, &rcode), 0);
		commit_restore(server, snapshot, on_snapshot_step, server);
		return;
	case 4:
		cr_expect_eq(zone_served()->zone, remembered);
		cr_expect_eq(ask("new.a.test.", TYPE_A, &rcode), 1);
		cr_expect(zone_served()->changed);
		commit_reset(server, on_snapshot_step, server);
		return;
	case 5:
		cr_expect_eq(ask("new.a.test.", TYPE_A, &rcode), 0);
		cr_expect_eq(rcode, 3);
		cr_expect_eq(zone_serial(zone_served()->zone), 7);
		cr_expect_not(zone_served()->changed);
		commit_forget(server, snapshot, on_snapshot_step, server);
		return;
	case 6:
		cr_assert_eq(server_snapshot_count(server), 0);
		commit_restore(server, snapshot, on_snapshot_step, NULL);
		return;
	default:
		cr_expect_eq(result->status, COMMIT_NOT_FOUND);
		serving_end();
	}
}

Test(commit, restores_snapshots_and_resets_to_the_files)
{
	write_zone("a.test.zone", good);
	serving_start();
	on_snapshot_step(NULL, NULL);
	server_run(server);
	cr_expect_eq(heard, 8);
	zone_unref(remembered);
}

static void
on_flush_step(void *context, const struct commit_result *result)
{
	if (context)
		cr_assert_eq(result->status, COMMIT_DONE, "%s", result->reason);
	switch (heard++) {
	case 0:
		submit(true, on_flush_step);
		return;
	case 1:
		print_served();
		commit_flush(server, name_in("a.test.", zone_wire),
			     on_flush_step, server);
		return;
	case 2:
		cr_expect_not(zone_served()->changed);
		commit_reset(server, on_flush_step, server);
		return;
	case 3:
		cr_expect_eq(ask("new.a.test.", TYPE_A, &rcode), 1);
		commit_flush(server, name_in("none.test.", zone_wire),
			     on_flush_step, NULL);
		return;
	default:
		cr_expect_eq(result->status, COMMIT_NOT_FOUND);
		serving_end();
	}
}

Test(commit, writes_a_zone_back_to_its_file)
{
	static char text[4096];
	const char *path;
	FILE *file;
	size_t len;

	path = write_zone("a.test.zone", good);
	cr_assert_eq(chmod(path, 0640), 0);
	serving_start();
	on_flush_step(NULL, NULL);
	server_run(server);
	cr_expect_eq(heard, 5);
	file = fopen(in_place("a.test.zone"), "re");
	cr_assert(file);
	len = fread(text, 1, sizeof text - 1, file);
	cr_expect_gt(len, 0);
	cr_expect_str_eq(text, printed_before);

	struct stat status;

	cr_assert_eq(fstat(fileno(file), &status), 0);
	cr_expect_eq(status.st_mode & 0777, 0640);
	fclose(file);
}

/* The disk is full, or nearly: a file may not grow any more. */
static void
on_full_step(void *context, const struct commit_result *result)
{
	struct rlimit limit = {.rlim_cur = 1, .rlim_max = RLIM_INFINITY};

	(void)context;
	switch (heard++) {
	case 0:
		expect_done(result);
		print_served();
		remembered = zone_ref(zone_served()->zone);
		cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
		submit(false, on_full_step);
		return;
	case 1:
		cr_expect_eq(result->status, COMMIT_FAILED);
		cr_expect_eq(zone_served()->zone, remembered);
		cr_expect_eq(ask("new.a.test.", TYPE_A, &rcode), 1);
		limit.rlim_cur = RLIM_INFINITY;
		cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
		submit(false, on_full_step);
		return;
	default:
		expect_done(result);
		cr_expect_eq(ask("new.a.test.", TYPE_A, &rcode), 0);
		serving_end();
	}
}

Test(commit, was_never_made_when_the_state_cannot_be_written)
{
	write_zone("a.test.zone", good);
	set_setting("state", in_place("state"));
	signal(SIGXFSZ, SIG_IGN);
	serving_start();
	submit(true, on_full_step);
	server_run(server);
	cr_expect_eq(heard, 3);
	zone_unref(remembered);
}

/* restarts */

static void
on_restart_step(void *context, const struct commit_result *result)
{
	(void)context;
	expect_done(result);
	serving_end();
}

Test(commit, is_read_back_from_the_state_at_the_next_start)
{
	write_zone("a.test.zone", good);
	set_setting("state", in_place("state"));
	serving_start();
	submit(true, on_restart_step);
	server_run(server);

	serving_start();
	cr_expect_eq(ask("new.a.test.", TYPE_A, &rcode), 1);
	cr_expect(ledger_find(zone_served()->ledger, last_id, NULL));
	submit(false, on_restart_step);
	server_run(server);

	write_zone("a.test.zone", SOA "ns A 192.0.2.53\n@ MX 10 ns\n"
				      "www A 192.0.2.1\n");
	serving_start();
	cr_expect_eq(ask("new.a.test.", TYPE_A, &rcode), 0);
	cr_expect_eq(ask("www.a.test.", TYPE_A, &rcode), 1);
	submit(true, on_restart_step);
	server_run(server);
}
