/* ALIAS of YAML zones: followed through all zones that are loaded together. */
#include "../support/loading.h"
#include "dns/rrtype.h"
#include "zone/lookup.h"
#include "zone/print.h"

#include <utime.h>

TestSuite(alias, .init = loading_start, .fini = loading_stop);

#define HOSTS SOA "ns A 192.0.2.53\n"

static void
put(void *context, const char *line, size_t len)
{
	FILE *stream = context;

	fwrite(line, 1, len, stream);
}

/* Whether a zone of the view has that line. */
static void
expect_line(const struct view *view, const char *origin, const char *line)
{
	char *lines = NULL;
	size_t size;
	FILE *stream = open_memstream(&lines, &size);
	struct print_to to = {put, stream};

	cr_assert(view);
	cr_assert(zone_of(view, origin)->zone);
	zone_print(zone_of(view, origin)->zone, &to);
	fclose(stream);
	cr_expect(strstr(lines, line), "no %s in\n%s", line, lines);
	free(lines);
}

Test(alias, has_the_addresses_of_a_name_in_its_zone)
{
	argue(write_zone("a.test.yaml",
			 "'': {type: ALIAS, ttl: 60, value: www.a.test.}\n"
			 "www: [{type: A, values: [192.0.2.1, 192.0.2.2]}, "
			 "{type: AAAA, ttl: 9, value: '::1'}]\n"
			 "ns1: {type: A, value: 192.0.2.53}\n"));

	struct view *view = load(NULL);

	expect_line(view, "a.test.", "a.test.\t60\tIN\tA\t192.0.2.1\n");
	expect_line(view, "a.test.", "a.test.\t60\tIN\tA\t192.0.2.2\n");
	expect_line(view, "a.test.", "a.test.\t9\tIN\tAAAA\t::1\n");
	cr_expect_eq(sink.errors + sink.warnings, 0);
	view_unref(view);
}

/* The zones may come in any order, and be of any format. */
Test(alias, is_followed_through_all_zones)
{
	argue(write_zone("a.test.yaml",
			 "'': {type: ALIAS, value: cname.b.test.}\n"
			 "dname: {type: ALIAS, value: x.dname.b.test.}\n"
			 "wild: {type: ALIAS, value: any.wild.b.test.}\n"
			 "chain: {type: ALIAS, value: one.c.test.}\n"
			 "ns1: {type: A, value: 192.0.2.53}\n"));
	argue(write_zone("b.test.zone", HOSTS "cname 5 CNAME ns\n"
					      "dname 3600 DNAME c.test.\n"
					      "*.wild 3600 A 192.0.2.4\n"));
	argue(write_zone("c.test.yaml",
			 "x: {type: A, value: 192.0.2.3}\n"
			 "one: {type: ALIAS, ttl: 7, value: two.c.test.}\n"
			 "two: {type: ALIAS, value: three.wild.c.test.}\n"
			 "'*.wild': {type: ALIAS, value: ns.b.test.}\n"
			 "ns1: {type: A, value: 192.0.2.53}\n"));

	struct view *view = load(NULL);

	expect_line(view, "a.test.", "a.test.\t5\tIN\tA\t192.0.2.53\n");
	expect_line(view, "a.test.", "dname.a.test.\t3600\tIN\tA\t192.0.2.3\n");
	expect_line(view, "a.test.", "wild.a.test.\t3600\tIN\tA\t192.0.2.4\n");
	expect_line(view, "a.test.", "chain.a.test.\t7\tIN\tA\t192.0.2.53\n");
	expect_line(view, "c.test.", "two.c.test.\t3600\tIN\tA\t192.0.2.53\n");
	view_unref(view);
}

/* What stands in its place is judged like all else. */
Test(alias, gives_an_exchange_its_address)
{
	argue(write_zone("a.test.yaml",
			 "'': {type: MX, value: {preference: 10, exchange: "
			 "mail.a.test.}}\n"
			 "mail: {type: ALIAS, value: ns.b.test.}\n"
			 "ns1: {type: A, value: 192.0.2.53}\n"));
	argue(write_zone("b.test.zone", HOSTS));

	struct view *view = load(NULL);

	cr_expect_eq(sink.errors + sink.warnings, 0);
	view_unref(view);
}

Test(alias, that_leads_nowhere_is_an_error_at_its_target)
{
	static const struct {
		const char *alias, *why;
	} wrong[] = {
	    {"www.far.example.", "leads to www.far.example., which is in no "
				 "zone that is loaded; it is followed in these "
				 "only"},
	    {"no.b.test.", "leads to no.b.test., which does not exist"},
	    {"b.test.", "leads to b.test., which has neither A nor AAAA "
			"records"},
	    {"x.cut.b.test.", "leads to x.cut.b.test., which zone b.test. "
			      "delegates to other servers"},
	    {"a.a.test.", "leads over more than 16 names, or back to itself"},
	    {"x.c.test.", "leads to x.c.test., but zone c.test. is not served"},
	    {"loop.b.test.", "leads over more than 16 names, or back to "
			     "itself"},
	};

	argue(in_place("a.test.yaml"));
	argue(write_zone("b.test.zone",
			 HOSTS "cut NS ns.far.example.\nloop CNAME loop\n"));
	argue(write_zone("c.test.zone", unreadable));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char *text =
		    xasprintf("a: {type: ALIAS, value: %s}\n", wrong[i].alias);
		char *said = xasprintf("a.test.yaml:1:25: error: ALIAS %s",
				       wrong[i].why);

		write_zone("a.test.yaml", text);

		struct view *view = load(NULL);

		cr_assert(view, "%s", wrong[i].alias);
		expect_complaint(said);
		cr_expect_null(zone_of(view, "a.test.")->zone);
		cr_expect_eq(strncmp(zone_of(view, "a.test.")->refusal,
				     "alias: ALIAS leads", 18),
			     0);
		view_unref(view);
		free(text);
		free(said);
	}
}

Test(alias, stands_alone)
{
	argue(write_zone("a.test.yaml",
			 "a: [{type: ALIAS, value: ns1.a.test.}, {type: A, "
			 "value: 192.0.2.1}]\n"
			 "b: [{type: ALIAS, value: ns1.a.test.}, {type: ALIAS, "
			 "value: ns1.a.test.}]\n"
			 "ns1: {type: A, value: 192.0.2.53}\n"));
	cr_expect_null(load(NULL));
	expect_complaint("a.test.yaml:1:26: error: ALIAS stands for the "
			 "addresses of a.a.test., which has A or AAAA records "
			 "besides");
	expect_complaint("error: b.a.test. has another ALIAS already");
}

/* No zone has addresses of one that is not served, or not as it is now. */
Test(alias, is_refused_with_the_zone_that_it_leads_to)
{
	argue(write_zone("a.test.yaml", "a: {type: ALIAS, value: ns.b.test.}\n"
					"ns1: {type: A, value: 192.0.2.53}\n"));
	argue(write_zone("b.test.zone", aliased));
	argue(write_zone("c.test.yaml", "a: {type: ALIAS, value: a.a.test.}\n"
					"ns1: {type: A, value: 192.0.2.53}\n"));
	cr_expect_null(load(NULL));
	expect_complaint("a.test.yaml:1:1: error: an ALIAS has addresses of "
			 "zone b.test., which is refused");
	cr_expect_eq(load_judge(&options, &sources, &sink).refused, 3);
}

Test(alias, stays_with_the_version_that_its_zone_keeps)
{
	argue(write_zone("a.test.yaml", "a: {type: ALIAS, value: ns.b.test.}\n"
					"ns1: {type: A, value: 192.0.2.53}\n"));
	argue(write_zone("b.test.zone", HOSTS));

	struct view *first = load(NULL);
	struct view *second;

	expect_line(first, "a.test.", "a.a.test.\t3600\tIN\tA\t192.0.2.53\n");
	write_zone("b.test.zone",
		   SOA "ns A 192.0.2.54\n@ MX 10 mail\nmail CNAME ns\n");
	second = load(first);
	expect_line(second, "a.test.", "a.a.test.\t3600\tIN\tA\t192.0.2.53\n");
	cr_expect_eq(zone_of(second, "a.test.")->zone,
		     zone_of(first, "a.test.")->zone);
	view_unref(first);

	/* Of one that cannot be read, the old version is what is there. */
	write_zone("b.test.zone", unreadable);
	first = load(second);
	expect_line(first, "a.test.", "a.a.test.\t3600\tIN\tA\t192.0.2.53\n");
	cr_expect_neq(zone_of(first, "a.test.")->zone,
		      zone_of(second, "a.test.")->zone);
	view_unref(second);
	view_unref(first);
}

static void
date(const char *name, time_t when)
{
	struct utimbuf times = {when, when};

	cr_assert_eq(utime(in_place(name), &times), 0);
}

/* A secondary learns of other addresses by a serial that rises. */
Test(alias, raises_the_serial_that_is_made)
{
	argue(write_zone("a.test.yaml", "a: {type: ALIAS, value: a.c.test.}\n"
					"ns1: {type: A, value: 192.0.2.53}\n"));
	argue(write_zone("b.test.zone", HOSTS));
	argue(write_zone("c.test.zone", HOSTS "a CNAME ns.b.test.\n"));
	date("a.test.yaml", 1000);
	date("b.test.zone", 3000);
	date("c.test.zone", 2000);

	struct view *view = load(NULL);

	cr_assert(view);
	cr_expect_eq(zone_serial(zone_of(view, "a.test.")->zone), 3000);
	view_unref(view);

	date("c.test.zone", 4000);
	view = load(NULL);
	cr_assert(view);
	cr_expect_eq(zone_serial(zone_of(view, "a.test.")->zone), 4000);
	view_unref(view);
}
