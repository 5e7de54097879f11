/* Files read again under zones that were changed: who has the last word. */
#include "../support/booking.h"

#include "../support/loading.h"
#include "control/overlay.h"

#define BASE SOA "ns 3600 A 192.0.2.53\n@ 3600 MX 10 ns\n"

static struct book *book;

/* Load what is in the folder, with what `book` remembers laid over it. */
static void
reload(void)
{
	struct book *before = book ? book : book_new(0, 0);
	struct overlay *overlay = overlay_new(before);
	struct view *view;

	forget();
	options.overlay = overlay;
	view = load_zones(&options, before->view, &sources, &sink);
	options.overlay = NULL;
	cr_assert(view);
	book = overlay_book(overlay, view);
	overlay_free(overlay);
	book_unref(before);
}

static void
start(void)
{
	loading_start();
	argue(place);
	write_zone("a.test.zone", BASE);
	reload();
}

static void
stop(void)
{
	book_unref(book);
	booking_stop();
	loading_stop();
}

TestSuite(overlay, .init = start, .fini = stop);

static void
make(struct change change)
{
	struct book *made = commit_to(book, change);

	cr_assert(made, "%s", verdict.reason);
	book_unref(book);
	book = made;
}

static const struct book_zone *
booked_zone(const char *origin)
{
	return book_find(book, name_of(origin));
}

static bool
has(const char *line)
{
	return strstr(printed(book, "a.test."), line) != NULL;
}

Test(overlay, keeps_what_was_changed_when_the_file_says_what_it_said)
{
	const struct zone *served;

	make(add("a.test.", "www 60 A 192.0.2.1"));
	served = booked_zone("a.test.")->zone;
	reload();
	cr_expect_eq(booked_zone("a.test.")->zone, served,
		     "not even built again");
	cr_expect(booked_zone("a.test.")->changed);
	cr_expect_eq(sink.errors + sink.warnings, 0);
}

Test(overlay, merges_what_the_file_says_otherwise)
{
	make(add("a.test.", "www 60 A 192.0.2.1"));
	make(delete_rrset("a.test.", "a.test.", TYPE_MX));
	write_zone("a.test.zone", BASE "mail 3600 A 192.0.2.25\n");
	reload();
	cr_expect(has("www.a.test.\t60\tIN\tA\t192.0.2.1\n"));
	cr_expect(has("mail.a.test.\t3600\tIN\tA\t192.0.2.25\n"));
	cr_expect_not(has("MX"), "the file says of it what it said");
	cr_expect_eq(zone_serial(booked_zone("a.test.")->zone), 10,
		     "two changes, and the merge");
	cr_expect(booked_zone("a.test.")->changed);
}

Test(overlay, takes_the_rrset_that_both_changed_from_the_file)
{
	size_t first;
	uint64_t id;

	make(add("a.test.", "@ 60 MX 20 ns"));
	ledger_rrset(booked_zone("a.test.")->ledger, name_of("a.test."),
		     TYPE_MX, &first);
	id = ledger_at(booked_zone("a.test.")->ledger, first)->id;
	write_zone("a.test.zone", SOA
		   "ns 3600 A 192.0.2.53\n@ 300 MX 10 ns\n@ 300 MX 30 ns\n");
	reload();
	cr_expect(has("a.test.\t300\tIN\tMX\t10 ns.a.test.\n"));
	cr_expect(has("a.test.\t300\tIN\tMX\t30 ns.a.test.\n"));
	cr_expect_not(has("MX\t20"));
	ledger_rrset(booked_zone("a.test.")->ledger, name_of("a.test."),
		     TYPE_MX, &first);
	cr_expect_eq(ledger_at(booked_zone("a.test.")->ledger, first)->id, id,
		     "the same record but for its TTL");
}

Test(overlay, has_a_serial_of_the_file_when_that_is_later)
{
	make(add("a.test.", "www 60 A 192.0.2.1"));
	write_zone("a.test.zone",
		   "@ 3600 SOA ns hostmaster 2000 7200 3600 1209600 3600\n"
		   "@ 3600 NS ns\nns 3600 A 192.0.2.53\n");
	reload();
	cr_expect_eq(zone_serial(booked_zone("a.test.")->zone), 2000);
	cr_expect(has("www"));
	cr_expect_not(has("MX"));
}

Test(overlay, keeps_ids_of_a_zone_that_was_only_looked_at)
{
	const struct ledger *ledger =
	    book_ledger(book_find(book, name_of("a.test.")));
	size_t count = ledger_count(ledger);
	uint64_t last = ledger_at(ledger, count - 1)->id;

	write_zone("a.test.zone", BASE "aaa 60 A 192.0.2.1\n");
	reload();
	ledger = booked_zone("a.test.")->ledger;
	cr_assert_eq(ledger_count(ledger), count + 1);
	cr_expect_eq(ledger_at(ledger, count)->id, last);
	cr_expect_not(booked_zone("a.test.")->changed);
	cr_expect_eq(zone_serial(booked_zone("a.test.")->zone), 7);
}

Test(overlay, keeps_zones_without_a_file)
{
	struct change change = {
	    .kind = CHANGE_CREATE_ZONE,
	    .zone = name_of("new.test."),
	    .text = SOA "ns A 192.0.2.1\n",
	    .text_size = strlen(SOA "ns A 192.0.2.1\n"),
	};

	make(change);
	reload();
	cr_assert(booked_zone("new.test."));
	cr_expect(booked_zone("new.test.")->changed);
	cr_expect(booked_zone("a.test."));
}

Test(overlay, keeps_a_zone_deleted_until_its_file_says_something_else)
{
	write_zone("b.test.zone", BASE);
	reload();
	make((struct change){.kind = CHANGE_DELETE_ZONE,
			     .zone = name_of("a.test.")});
	reload();
	cr_expect_null(booked_zone("a.test."));
	reload();
	cr_expect_null(booked_zone("a.test."));
	write_zone("a.test.zone", BASE "www 60 A 192.0.2.1\n");
	reload();
	cr_expect(booked_zone("a.test."));
	cr_expect_eq(book->gone_count, 0);
}

Test(overlay, leaves_out_a_zone_whose_file_is_gone)
{
	write_zone("b.test.zone", BASE);
	reload();
	make(add("b.test.", "www 60 A 192.0.2.1"));
	cr_assert_eq(unlink(in_place("b.test.zone")), 0);
	reload();
	cr_expect_null(booked_zone("b.test."));
}

Test(overlay, keeps_the_changed_version_when_the_merged_one_is_refused)
{
	make(add("a.test.", "www 60 A 192.0.2.1"));
	write_zone("a.test.zone", BASE "alias 60 CNAME ns\n@ 60 MX 5 alias\n");
	reload();
	cr_expect(has("www"));
	cr_expect_not(has("alias"));
	expect_complaint("zone a.test. is not renewed");

	/* And merges once the file is good. */
	write_zone("a.test.zone", BASE "mail 60 A 192.0.2.9\n");
	reload();
	cr_expect(has("www"));
	cr_expect(has("mail"));
}

Test(overlay, keeps_what_a_file_allows_when_it_is_merged)
{
	write_zone("a.test.zone",
		   SOA "ns 3600 A 192.0.2.53\nalias 60 CNAME ns\n"
		       "@ 60 MX 5 alias ; mxd: allow mx-exchange-alias\n");
	reload();
	make(add("a.test.", "www 60 A 192.0.2.1"));
	write_zone("a.test.zone",
		   SOA "ns 3600 A 192.0.2.53\nalias 60 CNAME ns\n"
		       "@ 60 MX 5 alias ; mxd: allow mx-exchange-alias\n"
		       "mail 60 A 192.0.2.9\n");
	reload();
	cr_expect(has("www"));
	cr_expect(has("mail"));
	cr_expect_eq(sink.errors + sink.warnings, 0);
}

/* Deleted records of a changed zone whose company changes. */
Test(overlay, judges_new_files_beside_what_was_changed)
{
	make(add("a.test.", "alias 60 CNAME ns"));
	write_zone("b.test.zone", SOA "ns 60 A 192.0.2.1\n"
				      "@ 60 MX 10 alias.a.test.\n");
	reload();
	cr_assert(booked_zone("b.test."));
	cr_expect_null(booked_zone("b.test.")->zone);
	expect_complaint("mx-exchange-alias");
}

Test(overlay, knows_after_a_flush_that_the_file_says_it_all)
{
	struct book *made;

	make(add("a.test.", "www 60 A 192.0.2.1"));
	made = book_flushed(book, book_find(book, name_of("a.test.")));
	book_unref(book);
	book = made;
	cr_expect_not(booked_zone("a.test.")->changed);
}
