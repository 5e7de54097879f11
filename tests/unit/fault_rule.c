/* Rules: how they are read, which queries they fit, and whose turn it is. */
#include "../support/rules.h"

#include "fault/field.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>

/* All fields of a rule as texts, "name=value" a line, in the table's order. */
static void
write_fields(struct fault *fault, char *into, size_t size)
{
	size_t count;
	const struct fault_field *rows = fault_fields(&count);
	struct fault_effect *effect = &fault->steps.items[0];
	char text[FAULT_FIELD_TEXT_MAX];

	*into = '\0';
	for (size_t i = 0; i < count; i++) {
		const struct fault_kind *kind = rows[i].kind;
		void *at = fault_field_at(&rows[i], fault, effect);

		if (!kind->get ||
		    (rows[i].parameter && !(effect->given & rows[i].parameter)))
			continue;
		for (size_t k = 0; kind->get(at, k, text); k++) {
			size_t len = strlen(into);

			snprintf(into + len, size - len, "%s=%s\n",
				 rows[i].name, text);
			if (kind->form != FORM_TEXTS)
				break;
		}
	}
}

static void
reads(const char *text, const char *fields)
{
	struct fault *fault = rules_fault(text);
	char all[2048];

	write_fields(fault, all, sizeof all);
	cr_expect_str_eq(all, fields, "%s\n%s", text, all);
	fault_unref(fault);
}

static void
refuses(const char *text, const char *expected)
{
	char *said;
	struct fault *fault = rules_read(text, strlen(text), &said);

	cr_assert_null(fault, "%s", text);
	cr_expect_str_eq(said, expected);
	free(said);
}

Test(fault, all_that_is_read_can_be_written)
{
	reads(
	    "{id: a-1, name: Example.COM, type: mx, client: 192.0.2.0/24,\n"
	    " transport: tcp, action: rcode, rcode: 2, ede: 22, text: 'why',\n"
	    " delay: 100ms-2s, probability: 0.25, every: 3, first: 2,\n"
	    " after: 1, for: 5m, seed: 9}",
	    "id=a-1\nname=Example.COM.\ntype=MX\nclient=192.0.2.0/24\n"
	    "transport=tcp\naction=rcode\nrcode=SERVFAIL\nede=22\ntext=why\n"
	    "delay=100ms-2s\nprobability=0.250000\nevery=3\nfirst=2\n"
	    "after=1\nfor=300s\nseed=9\n");
	reads("{name: '*.example', client: '2001:db8::1', action: ttl, ttl: 0}",
	      "name=*.example.\nclient=2001:db8::1\naction=ttl\nttl=0\n");
	reads("{name: '*', action: answer, answer: [x A 192.0.2.1, '@ 5 MX 1 "
	      "x']}",
	      "action=answer\nanswer=x A 192.0.2.1\nanswer=@ 5 MX 1 x\n");
	reads("{name: '*.', action: garbage, octets: 12}",
	      "name=*..\naction=garbage\noctets=12\n");
}

Test(fault, what_is_wrong_is_said_with_its_place)
{
	refuses("drop", "rule:1:1: error: a fault must be a mapping, as in "
			"{name: example.com, type: MX, action: drop}");
	refuses("{name: example.com}", "rule:1:1: error: a fault needs an "
				       "action, as in action: drop");
	refuses("{action: drop, tpye: MX}",
		"rule:1:16: error: a fault has no \"tpye\"; did you mean "
		"type?");
	refuses("{action: drop, delay: 1s}",
		"rule:1:1: error: action drop takes no delay");
	refuses("{action: truncate, transport: tcp}",
		"rule:1:1: error: action truncate is for udp only");
	refuses("{action: tcp-refuse, type: MX}",
		"rule:1:1: error: action tcp-refuse comes before any query: "
		"leave name and type out");
	refuses("{action: sequence, sequence: [{action: tcp-refuse}]}",
		"rule:1:31: error: action tcp-refuse cannot be a step of a "
		"sequence");
	refuses("{action: sequence, sequence: [{action: drop, name: a}]}",
		"rule:1:46: error: name is of the whole rule, not of a step");
	refuses("{action: sequence, sequence: []}",
		"rule:1:30: error: sequence must be a list of 1 to 100 "
		"actions, as in [{action: drop}, {action: pass}]");
	refuses("{action: drop, client: 192.0.2.1/24}",
		"rule:1:24: error: client \"192.0.2.1/24\": must be an address "
		"or a network, as in 192.0.2.1 or 2001:db8::/32");
	refuses("{action: delay, delay: 6m}",
		"rule:1:24: error: delay \"6m\": must be a time of at most "
		"300s, as in 2s, or two, as in 100ms-1s");
	refuses("{action: drop, for: 1y}",
		"rule:1:21: error: for \"1y\": must be a time, as in 500ms, "
		"30s or 5m");
	refuses("{action: answer, answer: $INCLUDE /etc/passwd}",
		"rule:1:26: error: answer \"$INCLUDE /etc/passwd\": must be "
		"one record, as in \"example.com 60 MX 10 mx.example\"");
	refuses("{action: answer, answer: a MX x}",
		"rule:1:26: error: answer \"a MX x\": MX preference \"x\": not "
		"a number from 0 to 65535; write a preference before the "
		"exchange");
	refuses("{action: rcode, rcode: 4096}",
		"rule:1:24: error: rcode \"4096\": must be an RCODE, as in "
		"SERVFAIL, or a number up to 4095");
	refuses("{action: drop, first: 0}",
		"rule:1:23: error: first \"0\": must be a number from 1 to "
		"4294967295");
	refuses(
	    "{action: drop, id: 'a b'}",
	    "rule:1:20: error: id \"a b\": must be 1 to 63 letters, digits, "
	    "dots, hyphens and underscores");
}

/* judging */

static struct fault_verdict
ask(const struct faults *faults, const char *qname, uint16_t qtype,
    const char *client)
{
	static uint8_t address[16], wire[NAME_WIRE_MAX];
	bool ipv6 = strchr(client, ':') != NULL;
	struct fault_query query = {
	    .qtype = qtype,
	    .address = address,
	    .address_len = ipv6 ? 16 : 4,
	    .transport = FAULT_UDP,
	};

	inet_pton(ipv6 ? AF_INET6 : AF_INET, client, address);
	cr_assert_null(name_from_text(qname, strlen(qname), &name_root, wire,
				      &query.qname));
	return faults_judge(faults, &query, FAULTS_ALL);
}

static bool
fits(const char *rule, const char *qname, uint16_t qtype, const char *client)
{
	struct fault *fault = rules_fault(rule);
	struct faults *faults = faults_new(&fault, 1);
	bool hit = ask(faults, qname, qtype, client).fault != NULL;

	faults_unref(faults);
	return hit;
}

Test(fault, a_rule_fits_by_name_type_and_client)
{
	const char *below = "{action: drop, name: '*.example.com'}";
	const char *some = "{action: drop, client: '192.0.2.128/25'}";
	const char *six = "{action: drop, client: '2001:db8::/33'}";

	cr_expect(fits("{action: drop}", "x.example", 1, "192.0.2.1"));
	cr_expect(fits("{action: drop, name: a.b}", "A.B.", 1, "192.0.2.1"));
	cr_expect_not(fits("{action: drop, name: a.b}", "b", 1, "192.0.2.1"));
	cr_expect_not(fits("{action: drop, name: b}", "a.b", 1, "192.0.2.1"));
	cr_expect(fits(below, "a.EXAMPLE.com", 1, "192.0.2.1"));
	cr_expect(fits(below, "a.b.example.com", 1, "192.0.2.1"));
	cr_expect_not(fits(below, "example.com", 1, "192.0.2.1"));
	cr_expect_not(fits(below, "a.xexample.com", 1, "192.0.2.1"));
	cr_expect(fits("{action: drop, type: MX}", "a", 15, "192.0.2.1"));
	cr_expect_not(fits("{action: drop, type: MX}", "a", 1, "192.0.2.1"));
	cr_expect(fits(some, "a", 1, "192.0.2.128"));
	cr_expect_not(fits(some, "a", 1, "192.0.2.127"));
	cr_expect_not(fits(some, "a", 1, "2001:db8::1"));
	cr_expect(fits(six, "a", 1, "2001:db8:7fff::1"));
	cr_expect_not(fits(six, "a", 1, "2001:db8:8000::1"));
	cr_expect_not(fits("{action: drop, transport: tcp}", "a", 1, "::1"));
}

Test(fault, a_change_leaves_the_counts_of_other_rules)
{
	struct fault *first = rules_fault("{id: x, action: drop, first: 2}");
	struct faults *faults = faults_new(&first, 1);
	struct fault *second = rules_fault("{action: nxdomain}");
	struct faults *more;
	struct faults *none;

	cr_expect_str_eq(ask(faults, "a", 1, "::1").fault->id, "x");
	faults_name(faults, second);
	cr_expect_str_eq(second->id, "1");
	more = faults_with(faults, second);
	faults_unref(faults);
	cr_expect_str_eq(ask(more, "a", 1, "::1").fault->id, "x");
	cr_expect_str_eq(ask(more, "a", 1, "::1").fault->id, "1");
	cr_expect_eq(atomic_load(&first->counts->hits), 2);
	cr_expect_eq(atomic_load(&first->counts->matches), 3);
	faults = faults_without(more, "1");
	faults_unref(more);
	none = faults_without(faults, "x");
	cr_expect_null(none);
	cr_expect_null(ask(faults, "a", 1, "::1").fault);
	faults_unref(faults);
}

Test(fault, a_step_for_another_transport_is_passed_over)
{
	struct fault *fault =
	    rules_fault("{action: sequence, sequence: [{action: tcp-reset}, "
			"{action: truncate}]}");
	struct faults *faults = faults_new(&fault, 1);

	cr_expect_null(ask(faults, "a", 1, "::1").fault);
	cr_expect_not_null(ask(faults, "a", 1, "::1").fault);
	faults_unref(faults);
}

Test(fault, a_probability_is_one)
{
	struct fault *fault = rules_fault("{action: drop, probability: 0.2}");
	struct faults *faults = faults_new(&fault, 1);
	unsigned hits = 0;

	for (unsigned i = 0; i < 10000; i++)
		hits += ask(faults, "a", 1, "::1").fault != NULL;
	cr_expect(hits > 1850 && hits < 2150, "%u", hits);
	faults_unref(faults);
}

Test(fault, a_delay_is_anywhere_in_its_range)
{
	struct fault *fault = rules_fault("{action: delay, delay: 5ms-8ms}");
	struct faults *faults = faults_new(&fault, 1);
	unsigned seen = 0;

	for (unsigned i = 0; i < 100; i++) {
		uint32_t delay = ask(faults, "a", 1, "::1").delay;

		cr_assert(delay >= 5 && delay <= 8, "%u", delay);
		seen |= 1u << (delay - 5);
	}
	cr_expect_eq(seen, 0xf);
	faults_unref(faults);
}
