/* The ladder that a sender climbs: RFC 5321 §5.1, RFC 7505. */
#include "../support/zones.h"
#include "check/route.h"

#include <criterion/criterion.h>

#define SOA "@ 3600 SOA ns hostmaster 7 7200 3600 1209600 3600\n@ NS ns\n"

static const char mail[] =
    SOA "ns A 192.0.2.53\n"
	"@ MX 30 mail3\n@ MX 10 mail1\n@ MX 20 mail2\n"
	"mail1 A 192.0.2.1\nmail2 A 192.0.2.2\nmail2 AAAA 2001:db8::2\n"
	"mail3 A 192.0.2.3\n"
	"single MX 10 mail1\n"
	"equal MX 10 mail1\nequal MX 10 mail2\nequal MX 10 mail3\n"
	"null MX 0 .\nnull A 192.0.2.9\n"
	"nullbeside MX 0 .\nnullbeside MX 10 mail1\n"
	"bare A 192.0.2.7\n"
	"empty TXT x\n"
	"aliased MX 10 alias\nalias CNAME mail1\n"
	"mixed MX 10 alias\nmixed MX 20 mail2\n"
	"dangling MX 10 nowhere\ndangling MX 20 empty\n"
	"outside MX 10 mx.elsewhere.test.\n"
	"other MX 10 mx1.mailhost.test.\n"
	"moved CNAME single\nmovedbare CNAME bare\n"
	"*.wild MX 10 mail1\n"
	"broken MX 10 mx.refused.test.\nbroken MX 20 mail2\n"
	"onlybroken MX 10 mx.refused.test.\n"
	"self MX 10 mail1\nself MX 20 mail2\nself MX 20 mail3\n"
	"self MX 30 ns\n"
	"many MX 10 many1\nmany MX 20 mail1\n"
	"many1 A 192.0.2.61\nmany1 A 192.0.2.62\nmany1 A 192.0.2.63\n"
	"many1 A 192.0.2.64\nmany1 A 192.0.2.65\n"
	"loop CNAME loop2\nloop2 CNAME loop\n"
	"sub NS ns.sub\nns.sub A 192.0.2.54\n";

struct routed {
	struct zones zones;
	struct view *view;
	struct route route;
	struct route_options options;
	uint8_t me[NAME_WIRE_MAX];
	uint8_t down_wire[4][NAME_WIRE_MAX];
	struct name down[4];
};

static void
start(struct routed *r, const char *sender)
{
	*r = (struct routed){0};
	zones_add_text(&r->zones, "example.", mail);
	zones_add_text(&r->zones, "mailhost.test.",
		       SOA "ns A 192.0.2.53\nmx1 A 192.0.2.10\n");
	zones_add_refused(&r->zones, "refused.test.", "why");
	r->view = zones_view(&r->zones);
	r->options.sender = sender_get(sender);
	r->options.down = r->down;
	cr_assert_not_null(r->options.sender);
}

static void
be(struct routed *r, const char *me)
{
	r->options.me = zones_name(me, r->me);
	r->options.has_me = true;
}

static void
take_down(struct routed *r, const char *host)
{
	size_t i = r->options.down_count++;

	r->down[i] = zones_name(host, r->down_wire[i]);
}

static void
climb(struct routed *r, const char *domain)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct route_source source = route_source_view(r->view);

	route_free(&r->route);
	route_find(&r->route, &source, zones_name(domain, wire), &r->options);
}

static void
stop(struct routed *r)
{
	route_free(&r->route);
	view_unref(r->view);
	zones_free(&r->zones);
}

static void
expect_host(const struct routed *r, size_t i, unsigned preference,
	    const char *name, enum route_host_state state)
{
	char text[NAME_TEXT_MAX];

	cr_assert_lt(i, r->route.hosts.count, "host %zu", i);
	name_to_text(r->route.hosts.items[i].name, text);
	cr_expect_str_eq(text, name);
	cr_expect_eq(r->route.hosts.items[i].preference, preference);
	cr_expect_eq(r->route.hosts.items[i].state, state, "%s: state %d", name,
		     (int)r->route.hosts.items[i].state);
}

static void
expect_code(const struct routed *r, enum route_verdict verdict,
	    const char *code)
{
	cr_expect_eq(r->route.verdict, verdict, "%s",
		     route_verdict_word(r->route.verdict));
	cr_assert_not_null(r->route.reply);
	cr_expect_str_eq(r->route.reply->code, code);
}

Test(route, sends_to_a_single_server) /* M1 */
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "single.example.");
	cr_expect_eq(r.route.verdict, ROUTE_DELIVER);
	cr_assert_eq(r.route.hosts.count, 1);
	expect_host(&r, 0, 10, "mail1.example.", HOST_READY);
	cr_assert_eq(r.route.hosts.items[0].addresses.count, 1);
	cr_expect_eq(r.route.hosts.items[0].addresses.items[0].octets[3], 1);
	stop(&r);
}

Test(route, tries_the_lowest_preference_first) /* M2, R6 */
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "example.");
	cr_assert_eq(r.route.hosts.count, 3);
	expect_host(&r, 0, 10, "mail1.example.", HOST_READY);
	expect_host(&r, 1, 20, "mail2.example.", HOST_READY);
	expect_host(&r, 2, 30, "mail3.example.", HOST_READY);
	cr_expect_eq(r.route.hosts.items[1].addresses.count, 2);
	cr_expect_eq(route_group(&r.route, 0), 1);
	stop(&r);
}

Test(route, groups_equal_preferences) /* M3, R7 */
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "equal.example.");
	cr_expect_eq(route_group(&r.route, 0), 3);
	stop(&r);
}

Test(route, bounces_at_a_null_mx) /* R9, RFC 7505 §4.2 */
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "null.example.");
	expect_code(&r, ROUTE_BOUNCE, "556 5.1.10");
	cr_expect_eq(r.route.hosts.count, 0);
	stop(&r);
}

Test(route, takes_no_null_mx_beside_another_for_one) /* R9 */
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "nullbeside.example.");
	cr_expect_eq(r.route.verdict, ROUTE_DELIVER);
	cr_expect(!route_host_takes(&r.route.hosts.items[0]));
	expect_host(&r, 1, 10, "mail1.example.", HOST_READY);
	stop(&r);
}

Test(route, falls_back_to_the_address_of_the_domain) /* R8 */
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "bare.example.");
	cr_expect(r.route.implicit);
	cr_expect_eq(r.route.verdict, ROUTE_DELIVER);
	expect_host(&r, 0, 0, "bare.example.", HOST_READY);
	stop(&r);
}

Test(route, does_not_fall_back_where_there_are_mx) /* RFC 5321 §5.1 */
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "dangling.example.");
	cr_expect(!r.route.implicit);
	expect_host(&r, 0, 10, "nowhere.example.", HOST_NO_NAME);
	expect_host(&r, 1, 20, "empty.example.", HOST_NO_ADDRESS);
	expect_code(&r, ROUTE_BOUNCE, "550 5.4.4");
	stop(&r);
}

Test(route, bounces_without_mx_and_address)
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "empty.example.");
	expect_code(&r, ROUTE_BOUNCE, "550 5.4.4");
	stop(&r);
}

Test(route, inherits_nothing_below_a_domain) /* M8 */
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "mail1.example.");
	cr_expect(r.route.implicit);
	climb(&r, "nothing.example.");
	expect_code(&r, ROUTE_BOUNCE, "550 5.1.2");
	stop(&r);
}

Test(route, knows_nothing_of_other_zones)
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "elsewhere.test.");
	cr_expect_eq(r.route.verdict, ROUTE_UNKNOWN);
	climb(&r, "sub.example.");
	cr_expect_eq(r.route.verdict, ROUTE_UNKNOWN);
	climb(&r, "outside.example.");
	cr_expect_eq(r.route.verdict, ROUTE_DELIVER);
	expect_host(&r, 0, 10, "mx.elsewhere.test.", HOST_OUTSIDE);
	stop(&r);
}

Test(route, finds_exchanges_in_another_zone) /* M11 */
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "other.example.");
	expect_host(&r, 0, 10, "mx1.mailhost.test.", HOST_READY);
	cr_expect_eq(r.route.hosts.items[0].addresses.count, 1);
	stop(&r);
}

Test(route, follows_an_alias_of_the_domain) /* RFC 5321 §5.1 */
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "moved.example.");
	cr_expect(r.route.alias);
	expect_host(&r, 0, 10, "mail1.example.", HOST_READY);
	climb(&r, "movedbare.example.");
	cr_expect(r.route.implicit);
	cr_expect_eq(r.route.verdict, ROUTE_DELIVER);
	climb(&r, "loop.example.");
	expect_code(&r, ROUTE_DEFER, "451 4.4.3");
	stop(&r);
}

Test(route, does_not_use_an_exchange_that_is_an_alias) /* R1 */
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "aliased.example.");
	expect_host(&r, 0, 10, "alias.example.", HOST_ALIAS);
	expect_code(&r, ROUTE_BOUNCE, "550 5.4.4");
	climb(&r, "mixed.example.");
	cr_expect_eq(r.route.verdict, ROUTE_DELIVER);
	stop(&r);
}

Test(route, follows_such_an_alias_as_real_senders_do) /* R1, S5 */
{
	static const char *const senders[] = {"postfix", "exim", "opensmtpd"};

	for (size_t i = 0; i < 3; i++) {
		struct routed r;

		start(&r, senders[i]);
		climb(&r, "aliased.example.");
		cr_expect_eq(r.route.verdict, ROUTE_DELIVER);
		cr_expect(r.route.hosts.items[0].alias);
		expect_host(&r, 0, 10, "alias.example.", HOST_READY);
		stop(&r);
	}
}

Test(route, covers_names_by_a_wildcard) /* RFC 4592 */
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "any.wild.example.");
	expect_host(&r, 0, 10, "mail1.example.", HOST_READY);
	stop(&r);
}

Test(route, fails_for_a_while_where_a_look_up_fails)
{
	struct routed r;

	start(&r, "rfc5321");
	climb(&r, "refused.test.");
	expect_code(&r, ROUTE_DEFER, "451 4.4.3");
	climb(&r, "onlybroken.example.");
	expect_code(&r, ROUTE_DEFER, "451 4.4.3");
	climb(&r, "broken.example.");
	expect_host(&r, 0, 10, "mx.refused.test.", HOST_FAILED);
	cr_expect_eq(r.route.verdict, ROUTE_DELIVER);
	stop(&r);
}

Test(route, sends_only_to_hosts_preferred_to_itself) /* RFC 5321 §5.1 */
{
	struct routed r;

	start(&r, "rfc5321");
	be(&r, "mail2.example.");
	climb(&r, "self.example.");
	expect_host(&r, 0, 10, "mail1.example.", HOST_READY);
	expect_host(&r, 1, 20, "mail2.example.", HOST_SELF);
	expect_host(&r, 2, 20, "mail3.example.", HOST_BEHIND_SELF);
	expect_host(&r, 3, 30, "ns.example.", HOST_BEHIND_SELF);
	cr_expect_eq(r.route.verdict, ROUTE_DELIVER);
	stop(&r);
}

Test(route, does_not_loop_to_itself) /* RFC 5321 §5.1, RFC 3463 X.4.6 */
{
	struct routed r;

	start(&r, "rfc5321");
	be(&r, "MAIL1.example.");
	climb(&r, "example.");
	expect_code(&r, ROUTE_BOUNCE, "554 5.4.6");
	stop(&r);
	start(&r, "exim");
	be(&r, "mail1.example.");
	climb(&r, "example.");
	cr_expect_eq(r.route.verdict, ROUTE_FREEZE);
	stop(&r);
}

Test(route, knows_itself_by_its_address_too)
{
	struct routed r;

	start(&r, "postfix");
	be(&r, "alias.example."); /* the address of mail1 */
	climb(&r, "single.example.");
	expect_code(&r, ROUTE_BOUNCE, "5.4.6");
	stop(&r);
}

Test(route, tries_no_more_addresses_than_postfix_does)
{
	struct routed r;

	start(&r, "postfix");
	climb(&r, "many.example.");
	expect_host(&r, 0, 10, "many1.example.", HOST_READY);
	expect_host(&r, 1, 20, "mail1.example.", HOST_OVER_LIMIT);
	take_down(&r, "many1.example.");
	climb(&r, "many.example.");
	expect_code(&r, ROUTE_DEFER, "4.4.1");
	stop(&r);
}

Test(route, leaves_mail_to_the_backup_when_a_host_is_down) /* M2 */
{
	uint64_t counts[3];
	struct routed r;

	start(&r, "rfc5321");
	take_down(&r, "mail1.example.");
	climb(&r, "example.");
	expect_host(&r, 0, 10, "mail1.example.", HOST_DOWN);
	cr_expect_eq(r.route.verdict, ROUTE_DELIVER);
	cr_expect_eq(route_walk(&r.route, 50, 1, counts), 0);
	cr_expect_eq(counts[0], 0);
	cr_expect_eq(counts[1], 50);
	take_down(&r, "mail2.example.");
	take_down(&r, "mail3.example.");
	climb(&r, "example.");
	expect_code(&r, ROUTE_DEFER, "451 4.4.1");
	cr_expect_eq(route_walk(&r.route, 50, 1, counts), 50);
	stop(&r);
}

Test(route, spreads_over_equal_preferences) /* M3, R7 */
{
	uint64_t counts[3];
	uint64_t again[3];
	struct routed r;

	start(&r, "exim");
	climb(&r, "equal.example.");
	cr_expect_eq(route_walk(&r.route, 30000, 7, counts), 0);
	for (size_t i = 0; i < 3; i++)
		cr_expect(counts[i] > 9600 && counts[i] < 10400, "%zu", i);
	route_walk(&r.route, 30000, 7, again);
	cr_expect_arr_eq(counts, again, sizeof counts);
	stop(&r);
}

Test(route, spreads_over_addresses_with_postfix)
{
	uint64_t counts[3];
	struct routed r;

	start(&r, "postfix");
	climb(&r, "equal.example."); /* mail2 has two addresses of four */
	route_walk(&r.route, 40000, 7, counts);
	cr_expect(counts[0] > 9600 && counts[0] < 10400);
	cr_expect(counts[1] > 19500 && counts[1] < 20500);
	stop(&r);
}

Test(route, has_a_reply_for_each_case_of_each_sender)
{
	size_t count;
	const struct sender *rows = sender_rows(&count);

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < ROUTE_CASES; k++) {
			const struct sender_reply *reply = &rows[i].replies[k];

			cr_expect_not_null(reply->words);
			cr_expect_not_null(reply->code);
			cr_expect_neq(reply->verdict, ROUTE_DELIVER);
			/* RFC 3463 §2: the class is the verdict's. */
			if (*reply->code)
				cr_expect_eq(*reply->code == '4',
					     reply->verdict == ROUTE_DEFER);
		}
	}
}
