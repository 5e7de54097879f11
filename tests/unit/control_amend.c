/* Changes to a book: what becomes of each kind, and what is refused. */
#include "../support/booking.h"

static struct book *book, *amended;

static void
start(void)
{
	book = book_of("example.", APEX "ns 3600 A 192.0.2.53\n"
					"@ 3600 MX 10 ns\n"
					"www 3600 CNAME ns\n");
}

static void
stop(void)
{
	book_unref(amended);
	book_unref(book);
	booking_stop();
}

TestSuite(amend, .init = start, .fini = stop);

static void
expect_status(enum commit_status status, const char *reason)
{
	const struct commit_result *result = verdict_result(&verdict);

	cr_expect_eq(result->status, status, "%d: %s", result->status,
		     result->reason ? result->reason : "done");
	if (reason && result->reason)
		cr_expect(strstr(result->reason, reason), "\"%s\" in \"%s\"",
			  reason, result->reason);
	cr_expect_eq(amended != NULL, status == COMMIT_DONE);
}

static void
expect_line(const char *line)
{
	const char *text = printed(amended, "example.");

	cr_expect(strstr(text, line), "\"%s\" in\n%s", line, text);
}

static void
expect_no_line(const char *line)
{
	const char *text = printed(amended, "example.");

	cr_expect_null(strstr(text, line), "\"%s\" in\n%s", line, text);
}

Test(amend, adds_a_record_and_raises_the_serial)
{
	amended = commit_to(book, add("example.", "@ 300 MX 20 ns"));
	expect_status(COMMIT_DONE, NULL);
	cr_expect_eq(verdict.result.made_count, 1);
	cr_expect_eq(verdict.result.made[0].id, 6);
	cr_expect_eq(verdict.result.zones[0].serial, 8);
	expect_line("example.\t300\tIN\tMX\t20 ns.example.\n");
	expect_line(" 8 7200 3600 1209600 3600\n");
	cr_expect_null(strstr(printed(book, "example."), "20 ns"),
		       "the book before is as it was");
}

Test(amend, gives_a_record_without_a_ttl_an_hour)
{
	struct change_record record =
	    record_of_line("example.", "a 300 A 192.0.2.1");

	record.has_ttl = false;
	amended = commit_to(book, add_record("example.", &record));
	expect_status(COMMIT_DONE, NULL);
	expect_line("a.example.\t3600\tIN\tA\t192.0.2.1\n");
}

Test(amend, keeps_a_disabled_record_and_does_not_serve_it)
{
	struct change_record record =
	    record_of_line("example.", "a 300 A 192.0.2.1");

	record.disabled = true;
	amended = commit_to(book, add_record("example.", &record));
	expect_status(COMMIT_DONE, NULL);
	expect_no_line("a.example.");

	struct book_zone *zone = book_find(amended, name_of("example."));
	const struct record *kept =
	    ledger_find(book_ledger(zone), verdict.result.made[0].id, NULL);

	cr_assert(kept);
	cr_expect(kept->disabled);
}

Test(amend, deletes_by_id_what_stands_there)
{
	size_t first;
	const struct ledger *ledger =
	    book_ledger(book_find(book, name_of("example.")));

	cr_assert_eq(
	    ledger_rrset(ledger, name_of("www.example."), TYPE_CNAME, &first),
	    1);
	amended = commit_to(
	    book, delete_id("example.", ledger_at(ledger, first)->id));
	expect_status(COMMIT_DONE, NULL);
	expect_no_line("www");
	cr_expect_eq(ledger_count(ledger), 5, "the one before is as it was");
}

Test(amend, keeps_the_id_of_what_is_replaced)
{
	size_t first;
	const struct ledger *ledger =
	    book_ledger(book_find(book, name_of("example.")));

	cr_assert_eq(ledger_rrset(ledger, name_of("example."), TYPE_MX, &first),
		     1);

	uint64_t id = ledger_at(ledger, first)->id;

	amended = commit_to(book, replace("example.", id, "@ 60 MX 5 ns"));
	expect_status(COMMIT_DONE, NULL);
	cr_expect_eq(verdict.result.made[0].id, id);
	expect_line("example.\t60\tIN\tMX\t5 ns.example.\n");
	expect_no_line("MX\t10");
}

Test(amend, does_not_find_what_is_not_there)
{
	amended = commit_to(book, add("other.", "@ 300 MX 20 ns"));
	expect_status(COMMIT_NOT_FOUND, "there is no zone other.");
	amended = commit_to(book, delete_id("example.", 99));
	expect_status(COMMIT_NOT_FOUND, "no record with the id 99");
	amended =
	    commit_to(book, delete_rrset("example.", "example.", TYPE_TXT));
	expect_status(COMMIT_NOT_FOUND, "example. has no TXT record");
}

Test(amend, says_that_a_record_is_there_already)
{
	amended = commit_to(book, add("example.", "NS 60 A 192.0.2.53"));
	expect_status(COMMIT_CONFLICT,
		      "NS.example. has such a record of type A already");
}

Test(amend, refuses_an_exchange_that_is_an_alias)
{
	amended = commit_to(book, add("example.", "@ 300 MX 20 www"));
	expect_status(COMMIT_REFUSED, "mx-exchange-alias: ");
	cr_assert_eq(verdict.result.finding_count, 1);

	const struct commit_finding *finding = &verdict.result.findings[0];

	cr_expect_str_eq(finding->rule, "mx-exchange-alias");
	cr_expect_eq(finding->type, TYPE_MX);
	cr_expect(name_equal(finding->owner, name_of("example.")));
	cr_expect_eq(verdict.result.made_count, 0);
}

Test(amend, lets_pass_what_is_allowed)
{
	static const char *const allow[] = {"mx-exchange-alias"};

	policy.allow = allow;
	policy.allow_count = 1;
	amended = commit_to(book, add("example.", "@ 300 MX 20 www"));
	policy = (struct check_policy){0};
	expect_status(COMMIT_DONE, NULL);
}

Test(amend, makes_all_changes_of_a_commit_or_none)
{
	struct change changes[] = {
	    add("example.", "a 300 A 192.0.2.1"),
	    delete_id("example.", 99),
	};

	amended = commit_all(book, changes, 2);
	expect_status(COMMIT_NOT_FOUND, NULL);
	cr_expect_eq(verdict.result.change, 1);
	cr_expect_null(strstr(printed(book, "example."), "a.example."));

	struct change swap[] = {
	    delete_rrset("example.", "www.example.", TYPE_CNAME),
	    add("example.", "www 300 A 192.0.2.1"),
	};

	amended = commit_all(book, swap, 2);
	expect_status(COMMIT_DONE, NULL);
	expect_line("www.example.\t300\tIN\tA\t192.0.2.1\n");
}

Test(amend, refuses_what_makes_no_sense)
{
	struct change_record record =
	    record_of_line("example.", "a 300 A 192.0.2.1");
	struct change change = add_record("example.", &record);

	record.owner = name_of("a.other.");
	amended = commit_to(book, change);
	expect_status(COMMIT_INVALID, "a.other. is outside the zone example.");
	record.owner = name_of("a.example.");
	record.rdlength = 3;
	amended = commit_to(book, change);
	expect_status(COMMIT_INVALID, "the RDATA is not that of a A record");
	record.type = TYPE_ANY;
	amended = commit_to(book, change);
	expect_status(COMMIT_INVALID, "is no type of records in a zone");
}

/* RRsets and whole zones */

Test(amend, puts_an_rrset_and_keeps_the_ids_of_what_it_has_still)
{
	struct change_record records[] = {
	    record_of_line("example.", "@ 300 MX 10 ns"),
	    record_of_line("example.", "@ 300 MX 20 ns"),
	};
	struct change change = {
	    .kind = CHANGE_PUT_RRSET,
	    .zone = name_of("example."),
	    .owner = name_of("example."),
	    .type = TYPE_MX,
	    .records = records,
	    .record_count = 2,
	};
	size_t first;
	const struct ledger *ledger =
	    book_ledger(book_find(book, name_of("example.")));

	ledger_rrset(ledger, name_of("example."), TYPE_MX, &first);
	amended = commit_to(book, change);
	expect_status(COMMIT_DONE, NULL);
	cr_expect_eq(verdict.result.made[0].id, ledger_at(ledger, first)->id);
	cr_expect_eq(verdict.result.made[1].id, 6);
	expect_line("example.\t300\tIN\tMX\t10 ns.example.\n");
	expect_line("example.\t300\tIN\tMX\t20 ns.example.\n");
	expect_no_line("example.\t3600\tIN\tMX");
}

static struct change
text_change(enum change_kind kind, const char *origin, const char *text)
{
	return (struct change){
	    .kind = kind,
	    .zone = name_of(origin),
	    .text = text,
	    .text_size = strlen(text),
	};
}

Test(amend, creates_and_deletes_zones)
{
	struct book *second;

	amended = commit_to(book, text_change(CHANGE_CREATE_ZONE, "new.test.",
					      APEX "ns A 192.0.2.1\n"));
	expect_status(COMMIT_DONE, NULL);
	cr_expect_eq(amended->count, 2);
	cr_expect_eq(verdict.result.zones[0].serial, 7);
	cr_expect_null(book_find(amended, name_of("new.test."))->base);
	second = commit_to(amended, text_change(CHANGE_CREATE_ZONE, "new.test.",
						APEX "ns A 192.0.2.1\n"));
	cr_expect_null(second);
	cr_expect_eq(verdict.result.status, COMMIT_CONFLICT);
	second =
	    commit_to(amended, (struct change){.kind = CHANGE_DELETE_ZONE,
					       .zone = name_of("example.")});
	cr_assert(second);
	cr_expect_eq(second->count, 1);
	cr_expect_eq(second->gone_count, 1, "its file is still there");
	cr_expect_null(book_find(second, name_of("example.")));
	book_unref(second);
}

Test(amend, puts_a_whole_zone_with_a_later_serial)
{
	amended = commit_to(
	    book, text_change(CHANGE_PUT_ZONE, "example.",
			      APEX "ns A 192.0.2.53\nmail A 192.0.2.25\n"));
	expect_status(COMMIT_DONE, NULL);
	cr_expect_eq(verdict.result.zones[0].serial, 8);
	expect_line("mail.example.");
	expect_no_line("www.example.");

	const struct ledger *ledger =
	    book_ledger(book_find(amended, name_of("example.")));
	size_t first;

	cr_assert_eq(
	    ledger_rrset(ledger, name_of("ns.example."), TYPE_A, &first), 1);
	cr_expect_eq(ledger_at(ledger, first)->id, 4, "the same record");
}

Test(amend, says_where_a_text_is_wrong)
{
	amended =
	    commit_to(book, text_change(CHANGE_PUT_ZONE, "example.",
					APEX "ns A 192.0.2.53\n@ MX x\n"));
	expect_status(COMMIT_INVALID, "the text has errors");
	cr_assert_eq(verdict.result.finding_count, 1);
	cr_expect_eq(verdict.result.findings[0].line, 4);
	amended = commit_to(
	    book,
	    text_change(CHANGE_PUT_ZONE, "example.",
			APEX "ns A 192.0.2.53\n@ MX 10 www\nwww CNAME ns\n"));
	expect_status(COMMIT_REFUSED, "mx-exchange-alias");
	cr_assert_eq(verdict.result.finding_count, 1);
	cr_expect_eq(verdict.result.findings[0].line, 4);
}

/* Whoever may change zones may not thereby read files. */
Test(amend, lets_no_text_include_a_file)
{
	amended = commit_to(book, text_change(CHANGE_PUT_ZONE, "example.",
					      APEX "$INCLUDE meson.build\n"));
	expect_status(COMMIT_INVALID, NULL);
	cr_assert_eq(verdict.result.finding_count, 1);
	cr_expect(strstr(verdict.result.findings[0].text,
			 "this text is not a file's"),
		  "%s", verdict.result.findings[0].text);
}

Test(amend, does_not_know_a_zone_that_it_has_deleted)
{
	struct change changes[] = {
	    {.kind = CHANGE_DELETE_ZONE, .zone = name_of("example.")},
	    add("example.", "a 300 A 192.0.2.1"),
	};

	amended = commit_all(book, changes, 2);
	expect_status(COMMIT_NOT_FOUND, "there is no zone example.");
	changes[1] = text_change(CHANGE_CREATE_ZONE, "example.",
				 APEX "ns A 192.0.2.1\n");
	amended = commit_all(book, changes, 2);
	expect_status(COMMIT_DONE, NULL);
	expect_no_line("www");
	cr_expect(book_find(amended, name_of("example."))->base);
}

/* rules between zones */

static const struct text_of_zone provider[] = {
    {"a.test.", APEX "ns 3600 A 192.0.2.53\n@ 3600 MX 10 mx.b.test.\n"},
    {"b.test.", APEX "ns 3600 A 192.0.2.53\nmx 3600 A 192.0.2.25\n"},
    {"c.test.", APEX "ns 3600 A 192.0.2.53\n"},
};

static void
start_provider(void)
{
	book = book_of_texts(provider, 3);
}

TestSuite(amend_between, .init = start_provider, .fini = stop);

static struct change alias_exchange[2];

static void
make_alias(void)
{
	alias_exchange[0] = delete_rrset("b.test.", "mx.b.test.", TYPE_A);
	alias_exchange[1] = add("b.test.", "mx 3600 CNAME ns");
}

Test(amend_between, refuses_what_makes_another_zone_break_a_rule)
{
	make_alias();
	amended = commit_all(book, alias_exchange, 2);
	expect_status(COMMIT_REFUSED, "mx-exchange-alias");
	amended = commit_to(book, add("c.test.", "@ 3600 MX 10 mx.b.test."));
	expect_status(COMMIT_DONE, NULL);
}

Test(amend_between, refuses_what_a_wildcard_does_to_another_zone)
{
	struct change changes[] = {
	    delete_rrset("b.test.", "mx.b.test.", TYPE_A),
	    add("b.test.", "* 3600 CNAME ns"),
	};

	amended = commit_all(book, changes, 2);
	expect_status(COMMIT_REFUSED, "mx-exchange-alias");
}

Test(amend_between, refuses_a_new_zone_that_makes_an_exchange_an_alias)
{
	amended = commit_to(book, add("c.test.", "@ 60 MX 10 h.mx.b.test."));
	expect_status(COMMIT_DONE, NULL);
	book_unref(book);
	book = amended;
	amended = commit_to(book, text_change(CHANGE_CREATE_ZONE, "mx.b.test.",
					      APEX "ns A 192.0.2.1\n"
						   "* CNAME ns\n"));
	expect_status(COMMIT_REFUSED, "mx-exchange-alias");
}

/* A fault that was allowed once is not held against later commits. */
Test(amend_between, excuses_what_was_there_before)
{
	static const char *const allow[] = {"mx-exchange-alias"};
	struct book *later;

	make_alias();
	policy.allow = allow;
	policy.allow_count = 1;
	amended = commit_all(book, alias_exchange, 2);
	policy = (struct check_policy){0};
	expect_status(COMMIT_DONE, NULL);
	later = commit_to(amended, add("b.test.", "mx2 60 A 192.0.2.1"));
	cr_expect(later, "%s", verdict.reason);
	book_unref(later);
	later = commit_to(amended, add("a.test.", "www 60 A 192.0.2.1"));
	cr_expect(later, "%s", verdict.reason);
	book_unref(later);

	/* But the same fault a second time is. */
	later = commit_to(amended, add("a.test.", "www 60 MX 10 mx.b.test."));
	cr_expect_null(later);
	cr_expect_eq(verdict.result.status, COMMIT_REFUSED);
	cr_expect_eq(verdict.result.finding_count, 1);
}
