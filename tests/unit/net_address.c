/* Addresses as the command line has them and as the socket calls do. */
#include "net/address.h"

#include <criterion/criterion.h>
#include <uv.h>

static union address
from(const char *text)
{
	union address address = {0};
	struct endpoint endpoint;

	cr_assert_null(endpoint_from_text(text, &endpoint), "%s", text);
	cr_assert_eq(address_from_endpoint(&address, &endpoint), 0, "%s", text);
	return address;
}

static void
round_trip(const char *text)
{
	union address address = from(text);
	char again[ADDRESS_TEXT_MAX];

	address_to_text(&address, again);
	cr_expect_str_eq(again, text);
}

Test(net_address, texts_come_back_as_they_were)
{
	round_trip("127.0.0.1@5300");
	round_trip("0.0.0.0@0");
	round_trip("::1@53");
	round_trip("2001:db8::1@65535");
	round_trip("fe80::1%lo@53");
}

Test(net_address, a_scope_must_be_an_interface_here)
{
	union address address = {0};
	struct endpoint endpoint;

	cr_assert_null(endpoint_from_text("fe80::1%nowhere@53", &endpoint));
	cr_expect_eq(address_from_endpoint(&address, &endpoint), UV_ENODEV);
	cr_expect_eq(address.any.sa_family, 0, "untouched on failure");
}

Test(net_address, the_port_can_be_replaced)
{
	union address v4 = from("127.0.0.1@0");
	union address v6 = from("::1@0");

	address_set_port(&v4, 41234);
	address_set_port(&v6, 41235);
	cr_expect_eq(address_port(&v4), 41234);
	cr_expect_eq(address_port(&v6), 41235);
}

Test(net_address, wildcards_are_the_two_unspecified_addresses)
{
	union address address = from("0.0.0.0@53");

	cr_expect(address_is_wildcard(&address));
	address = from("::@53");
	cr_expect(address_is_wildcard(&address));
	address = from("127.0.0.1@53");
	cr_expect_not(address_is_wildcard(&address));
	address = from("::1@53");
	cr_expect_not(address_is_wildcard(&address));
}

/* RFC 4291 §2.5.5.2 */
Test(net_address, an_ipv4_client_of_an_ipv6_socket_has_four_octets)
{
	union address address = from("::ffff:192.0.2.7@53");
	const uint8_t expected[4] = {192, 0, 2, 7};
	uint8_t len;
	const uint8_t *octets = address_octets(&address, &len);

	cr_assert_eq(len, 4);
	cr_expect_arr_eq(octets, expected, 4);

	address = from("2001:db8::1@53");
	octets = address_octets(&address, &len);
	cr_assert_eq(len, 16);
	cr_expect_eq(octets[0], 0x20);

	address = from("192.0.2.7@53");
	octets = address_octets(&address, &len);
	cr_assert_eq(len, 4);
	cr_expect_arr_eq(octets, expected, 4);
}
