/*
 * Any octets as a query, asked of zones with all that is tricky in them. The
 * first octet says how it comes: over TCP or UDP, with what configured. The
 * reply must be well formed to the last octet, within its limit, with the
 * query's ID, and the same the second time.
 */
#include "fuzz.h"

#include "../support/zones.h"
#include "checked_reply.h"

enum { OVER_TCP = 1, SMALL_UDP = 2, CONFIGURED = 4, OVER_IPV6 = 8 };

static const char first_zone[] =
    "$TTL 60\n"
    "@ SOA a b 1 2 3 4 5\n"
    "@ NS a\n"
    "@ NS n.s\n"
    "@ MX 0 m\n"
    "@ MX 1 m.y.\n"
    "@ MX 2 any.w\n"
    "@ MX 3 m.s\n"
    "@ MX 4 m\n"
    "a A 192.0.2.1\n"
    "m A 192.0.2.2\n"
    "m AAAA 2001:db8::2\n"
    "*.w A 192.0.2.3\n"
    "s NS n.s\n"
    "s NS a\n"
    "s DS 1 8 2 00\n"
    "n.s A 192.0.2.4\n"
    "m.s AAAA 2001:db8::5\n"
    "c CNAME m\n"
    "l CNAME l\n"
    "p CNAME q\n"
    "q CNAME p\n"
    "*.k CNAME x.k\n"
    "o CNAME a.y.\n"
    "t CNAME x.s\n"
    "d DNAME e\n"
    "f DNAME g.f\n"
    "h DNAME y.\n"
    "r DNAME .\n"
    "e.e.e TXT \"e\"\n"
    "v SVCB 1 .\n"
    "v SVCB 2 m\n"
    "v AAAA 2001:db8::6\n"
    "_s SRV 0 0 0 m\n"
    "_s SRV 0 0 1 .\n"
    "0 MX 0 .\n"
    "i RRSIG A 8 1 60 20300101000000 20200101000000 1 z. AAAA\n"
    "i RRSIG MX 8 1 60 20300101000000 20200101000000 1 z. AAAA\n"
    "\\000\\255 TXT \"hostile\"\n"
    "$GENERATE 1-60 big NS ns$.big\n"
    "$GENERATE 1-60 ns$.big AAAA 2001:db8::$\n"
    "$GENERATE 1-90 text TXT \"$ 01234567890123456789012345678901234567\"\n"
    "$GENERATE 1-300 many MX $ host$\n"
    "$GENERATE 1-300 host$ A 192.0.2.1\n";

static const char second_zone[] = "$TTL 60\n"
				  "@ SOA a b 1 2 3 4 500\n"
				  "m A 192.0.2.7\n"
				  "b CNAME c.z.\n"
				  "@ DNAME z.\n";

static const char third_zone[] = "$TTL 60\n"
				 "@ SOA a b 1 2 3 4 5\n"
				 "m A 192.0.2.8\n"
				 "* MX 0 m.z.\n";

static struct view *
make_view(void)
{
	struct zones zones = {0};

	zones_add_text(&zones, "z.", first_zone);
	zones_add_text(&zones, "y.", second_zone);
	zones_add_text(&zones, "u.z.", third_zone);
	zones_add_refused(&zones, "x.", "a rule: a sentence that says why");

	struct view *view = zones_view(&zones);

	zones_free(&zones);
	return view;
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static struct view *view;
	static uint8_t reply[ANSWER_TCP_MAX], again[ANSWER_TCP_MAX];
	static const uint8_t address[16] = {192, 0, 2, 1};
	struct answer_settings settings = {.udp_size = 1232};
	struct client client = {address, 4, TRANSPORT_UDP, 1559731985};

	if (!view)
		view = make_view();
	if (size == 0)
		return 0;
	if (octets[0] & OVER_TCP)
		client.transport = TRANSPORT_TCP;
	if (octets[0] & SMALL_UDP)
		settings.udp_size = MESSAGE_UDP_PLAIN;
	if (octets[0] & OVER_IPV6)
		client.address_len = 16;
	if (octets[0] & CONFIGURED) {
		settings.nsid_len = NSID_MAX;
		settings.tcp_keepalive = 100;
		settings.version_bind = "version";
		settings.id_server = "identity";
		settings.refused_names_zones = true;
	}

	size_t limit = client.transport == TRANSPORT_TCP ? ANSWER_TCP_MAX
							 : settings.udp_size;
	struct answered first =
	    answer(view, &settings, NULL, &client, octets + 1, size - 1, reply,
		   sizeof reply);

	assert(first.len <= limit);
	if (first.len == 0)
		return 0;
	check_reply(reply, &first, octets + 1);

	struct answered second =
	    answer(view, &settings, NULL, &client, octets + 1, size - 1, again,
		   sizeof again);

	assert(second.len == first.len);
	assert(memcmp(reply, again, first.len) == 0);
	return 0;
}
