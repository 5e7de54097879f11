/* What is read back of a state is what was saved; or nothing of it. */
#include "../support/booking.h"
#include "control/state.h"

#include <fcntl.h>
#include <unistd.h>

static char place[] = "/tmp/mxd-state-XXXXXX";
static struct state *state;
static struct book *book;
static char why[STATE_WHY_MAX];

static const struct text_of_zone texts[] = {
    {"a.test.", APEX "ns 3600 A 192.0.2.53\nwww 60 A 192.0.2.1\n"},
    {"b.test.", APEX "ns 3600 A 192.0.2.53\n"},
};

static void
start(void)
{
	cr_assert(mkdtemp(place));
	state = state_open(place, why);
	cr_assert(state, "%s", why);
	book = book_of_texts(texts, 2);
}

static void
stop(void)
{
	char *command = xasprintf("rm -r %s", place);

	state_close(state);
	book_unref(book);
	booking_stop();
	cr_expect_eq(system(command), 0);
	free(command);
}

TestSuite(state, .init = start, .fini = stop);

/* Commit, and save, but not yet for good. */
static void
save(struct change change)
{
	struct book *made = commit_to(book, change);

	cr_assert(made, "%s", verdict.reason);
	state_save(state, book, made);
	book_unref(book);
	book = made;
}

static void
keep(void)
{
	cr_assert(state_commit(state, why), "%s", why);
}

static struct book *
read_again(uint64_t snapshot)
{
	struct book *read;

	state_close(state);
	state = state_open(place, why);
	cr_assert(state, "%s", why);
	read = state_read(state, snapshot, why);
	cr_assert(read, "%s", why);
	return read;
}

static void
expect_same_records(const struct ledger *a, const struct ledger *b)
{
	cr_assert_eq(ledger_count(a), ledger_count(b));
	cr_expect_eq(ledger_next_id(a), ledger_next_id(b));
	for (size_t i = 0; i < ledger_count(a); i++) {
		const struct record *left = ledger_at(a, i);
		const struct record *right = ledger_at(b, i);

		cr_expect_eq(record_compare(left, right), 0);
		cr_expect_eq(left->id, right->id);
		cr_expect_eq(left->ttl, right->ttl);
		cr_expect_eq(left->disabled, right->disabled);
	}
}

/* The state has those of the book's zones that were changed, and no other. */
static void
expect_read(struct book *read)
{
	uint32_t changed = 0;

	for (uint32_t i = 0; i < book->count; i++) {
		const struct book_zone *zone = book->zones[i];
		const struct book_zone *found = book_find(read, zone->origin);

		if (!zone->changed) {
			cr_expect_null(found);
			continue;
		}
		changed++;
		cr_assert(found);
		expect_same_records(zone->ledger, found->ledger);
		cr_expect(ledger_is_zone(found->ledger, found->zone) ||
			  ledger_count(found->ledger) != found->zone->rr_count);
		cr_expect_eq(found->base != NULL, zone->base != NULL);
	}
	cr_expect_eq(read->count, changed);
	cr_expect_eq(read->gone_count, book->gone_count);
	book_unref(read);
}

Test(state, is_empty_at_first)
{
	expect_read(read_again(0));
}

Test(state, has_what_was_changed_with_its_ids)
{
	save(add("a.test.", "new 60 A 192.0.2.7"));
	keep();
	expect_read(read_again(0));
	save(add("a.test.", "new 60 A 192.0.2.8"));
	save(delete_rrset("a.test.", "www.a.test.", TYPE_A));
	save(replace("a.test.", 3, "ns 60 A 192.0.2.53"));
	save(add("b.test.", "\\000\\. 60 TXT \"\"\"\" \"x\""));
	keep();
	expect_read(read_again(0));
}

Test(state, has_disabled_records)
{
	struct change_record record =
	    record_of_line("a.test.", "off 60 A 192.0.2.7");

	record.disabled = true;
	save(add_record("a.test.", &record));
	keep();
	expect_read(read_again(0));
}

Test(state, has_zones_made_and_deleted)
{
	struct change make = {
	    .kind = CHANGE_CREATE_ZONE,
	    .zone = name_of("c.test."),
	    .text = APEX "ns A 192.0.2.1\n",
	    .text_size = strlen(APEX "ns A 192.0.2.1\n"),
	};

	save(make);
	save((struct change){.kind = CHANGE_DELETE_ZONE,
			     .zone = name_of("a.test.")});
	keep();
	expect_read(read_again(0));
	save((struct change){.kind = CHANGE_DELETE_ZONE,
			     .zone = name_of("c.test.")});
	make.zone = name_of("a.test.");
	save(make);
	keep();
	expect_read(read_again(0));
}

Test(state, forgets_what_was_not_committed)
{
	struct book *kept;

	save(add("a.test.", "one 60 A 192.0.2.7"));
	keep();
	kept = book_ref(book);
	save(add("a.test.", "two 60 A 192.0.2.8"));
	save(add("b.test.", "two 60 A 192.0.2.8"));
	book_unref(book);
	book = kept;
	expect_read(read_again(0));
}

Test(state, forgets_zones_that_are_as_in_their_files_again)
{
	struct book *flushed;

	save(add("a.test.", "one 60 A 192.0.2.7"));
	keep();
	flushed = book_flushed(book, book_find(book, name_of("a.test.")));
	state_save(state, book, flushed);
	keep();
	book_unref(book);
	book = flushed;
	expect_read(read_again(0));
}

Test(state, has_snapshots_of_what_was_saved_then)
{
	struct snapshot_info info = {.id = 3, .time = 1700000000};
	struct snapshot_info found;
	struct book *then, *now;

	save(add("a.test.", "one 60 A 192.0.2.7"));
	state_save_snapshot(state, &info);
	then = book_ref(book);
	save(add("a.test.", "two 60 A 192.0.2.8"));
	keep();
	expect_read(read_again(0));
	cr_assert(state_snapshot(state, 0, &found));
	cr_expect_eq(found.id, 3);
	cr_expect_eq(found.time, 1700000000);
	cr_expect_not(state_snapshot(state, 1, &found));
	now = book;
	book = then;
	expect_read(read_again(3));
	state_forget_snapshot(state, 3);
	keep();
	cr_expect_not(state_snapshot(state, 0, &found));
	book_unref(book);
	book = now;
	expect_read(read_again(0));
}

Test(state, is_opened_by_one_process_at_a_time)
{
	char other[STATE_WHY_MAX];

	save(add("a.test.", "one 60 A 192.0.2.7"));
	keep();
	cr_expect_null(state_open(place, other));
	cr_expect(strstr(other, "locked"), "%s", other);
}

Test(state, says_that_a_file_is_none_of_its_own)
{
	char *path = xasprintf("%s/mxd.state", place);
	int fd;

	state_close(state);
	state = NULL;
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	cr_assert_geq(fd, 0);
	cr_expect_eq(write(fd, "not a database, but long enough", 31), 31);
	close(fd);
	cr_expect_null(state_open(place, why));
	cr_expect(strstr(why, "not a database"), "%s", why);
	free(path);
}
