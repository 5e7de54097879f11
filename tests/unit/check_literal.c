/* Address literals that were read as names (R2). */
#include "check/literal.h"

#include <criterion/criterion.h>
#include <string.h>

/* Whether `written`, relative to `relative_to` in the zone `origin`, is taken
 * for an address. */
static bool
is_literal(const char *written, const char *relative_to, const char *origin)
{
	uint8_t name_wire[NAME_WIRE_MAX];
	uint8_t relative_wire[NAME_WIRE_MAX];
	uint8_t origin_wire[NAME_WIRE_MAX];
	struct name name;
	struct name relative;
	struct name zone;

	cr_assert_null(name_from_text(relative_to, strlen(relative_to), NULL,
				      relative_wire, &relative));
	cr_assert_null(
	    name_from_text(origin, strlen(origin), NULL, origin_wire, &zone));
	cr_assert_null(name_from_text(written, strlen(written), &relative,
				      name_wire, &name));
	return name_is_literal(name, written, strlen(written), zone);
}

#define ADDRESS(written)                                                       \
	cr_expect(is_literal(written, "example.com.", "example.com."),         \
		  "%s is an address", written)
#define NAME(written)                                                          \
	cr_expect_not(is_literal(written, "example.com.", "example.com."),     \
		      "%s is a name", written)

Test(literal, finds_ipv4_with_and_without_a_dot_at_its_end)
{
	ADDRESS("192.0.2.1");
	ADDRESS("192.0.2.1.");
	ADDRESS("0.0.0.0");
	ADDRESS("255.255.255.255");
	ADDRESS("192.000.002.001");
}

Test(literal, finds_ipv6_in_all_its_forms)
{
	ADDRESS("2001:db8::1");
	ADDRESS("2001:db8::1.");
	ADDRESS("::1");
	ADDRESS("::");
	ADDRESS("2001:DB8:0:0:0:0:0:1");
	ADDRESS("::ffff:192.0.2.1");
	ADDRESS("fe80::a");
}

Test(literal, finds_the_bracketed_forms_of_smtp)
{
	ADDRESS("[192.0.2.1]");
	ADDRESS("[IPv6:2001:db8::1]");
	ADDRESS("[2001:db8::1]");
}

Test(literal, takes_names_with_numbers_for_names)
{
	NAME("192.0.2");
	NAME("1.192.0.2.1");
	NAME("192.0.2.256");
	NAME("192.0.2.1.mail");
	NAME("4.3.2.1.dyn.example.com.");
	NAME("192.0.2.1.example.com.");
	NAME("1-2-3-4");
	NAME("1.2.3.4a");
	NAME("10.in-addr.arpa.");
	NAME("1.2.0.192.in-addr.arpa.");
	NAME("mail");
	NAME(".");
	NAME("ten:four");
	NAME("a:b::c:g");
}

Test(literal, takes_names_of_reverse_zones_for_names)
{
	cr_expect_not(
	    is_literal("1", "2.0.192.in-addr.arpa.", "2.0.192.in-addr.arpa."));
	cr_expect_not(
	    is_literal("1.2", "0.192.in-addr.arpa.", "0.192.in-addr.arpa."));
	cr_expect_not(
	    is_literal("1.2.0.192", "in-addr.arpa.", "in-addr.arpa."));
	cr_expect_not(is_literal("1.2.0.192.in-addr", "arpa.", "arpa."));
	cr_expect(is_literal("192.0.2.1", "2.0.192.in-addr.arpa.",
			     "2.0.192.in-addr.arpa."));
}

Test(literal, knows_that_an_origin_may_be_another_than_the_zones)
{
	cr_expect(
	    is_literal("192.0.2.1", "sales.example.com.", "example.com."));
	cr_expect_not(
	    is_literal("192.0.2.1.dyn", "sales.example.com.", "example.com."));
}

Test(literal, goes_by_the_labels_where_there_is_no_text)
{
	static const char text[] = "192.0.2.1.example.com.";
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;

	cr_assert_null(name_from_text(text, strlen(text), NULL, wire, &name));
	cr_expect(name_is_literal(name, NULL, 0, name_ancestor(name, 2)));
	cr_expect_not(name_is_literal(name, NULL, 0, name_ancestor(name, 1)));
	cr_assert_null(
	    name_from_text(text, strlen("192.0.2.1."), NULL, wire, &name));
	cr_expect(name_is_literal(name, NULL, 0, name_root));
}

Test(literal, is_not_lured_out_of_bounds_by_long_labels)
{
	char written[NAME_TEXT_MAX];

	memset(written, '1', 63);
	strcpy(written + 63, ".2.3.4");
	NAME(written);
	memset(written, '1', 40);
	written[40] = '.';
	memset(written + 41, '2', 40);
	strcpy(written + 81, ".3.4");
	NAME(written);
	NAME("[");
	NAME("[]");
	NAME("[IPv6:]");
}
