#include "control/backdrop.h"
#include "base/alloc.h"
#include "net/address.h"
#include "zone/master.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Short, so that what changes in a lab is seen; denials shorter still. The
 * names of RFC 6761 §6.4 are sure not to be anybody's. */
#define HEAD                                                                   \
	"$TTL 60\n"                                                            \
	"@ SOA mxd.invalid. nobody.invalid. 1 3600 600 86400 10\n"             \
	"@ NS mxd.invalid.\n"

struct making {
	VEC(struct view_zone) zones;
};

static void
add_zone(struct making *making, const char *origin, const char *text)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	uint32_t file = sources_add(&sources, origin, text, strlen(text));
	uint8_t wire[NAME_WIRE_MAX];
	struct master_options options;
	const char *wrong =
	    name_from_text(origin, strlen(origin), NULL, wire, &options.origin);
	struct zone_builder *builder;
	struct draft draft;
	bool good;

	assert(!wrong);
	options.include_anywhere = false;
	builder = zone_builder_new(options.origin);
	good = master_read(&sources, file, &options, builder, &sink);
	assert(good);
	draft = zone_builder_freeze(builder);
	*VEC_PUSH(&making->zones) =
	    (struct view_zone){.zone = zone_ref(draft.zone), .backdrop = true};
	draft_free(&draft);
	diag_free(&sink);
	sources_free(&sources);
}

/* 25.2.0.192.in-addr.arpa. (RFC 1035 §3.5), 5.2.0.0. ... ip6.arpa. (RFC 3596
 * §2.5); owned by the caller. */
static char *
reverse_name(const struct endpoint *endpoint)
{
	static const char digits[] = "0123456789abcdef";
	char nibbles[16 * 4 + 1];
	union address address;
	const uint8_t *octets;
	char *at = nibbles;
	uint8_t len;
	int error = address_from_endpoint(&address, endpoint);

	assert(error == 0);
	octets = address_octets(&address, &len);
	if (len == 4)
		return xasprintf("%u.%u.%u.%u.in-addr.arpa.", octets[3],
				 octets[2], octets[1], octets[0]);
	for (size_t i = len; i-- > 0;) {
		*at++ = digits[octets[i] & 0xf];
		*at++ = '.';
		*at++ = digits[octets[i] >> 4];
		*at++ = '.';
	}
	*at = '\0';
	return xasprintf("%sip6.arpa.", nibbles);
}

static bool
is_twice(const struct endpoints *list, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (strcmp(list->items[k].address, list->items[i].address) == 0)
			return true;
	}
	return false;
}

/* The host's zone, and a zone for each of its addresses' names. */
static void
add_sink(struct making *making, const struct endpoints *sink)
{
	char *host = xasprintf(HEAD "@ MX 0 @\n");

	for (size_t i = 0; i < sink->count; i++) {
		const struct endpoint *endpoint = &sink->items[i];
		char *longer =
		    xasprintf("%s@ %s %s\n", host,
			      endpoint->ipv6 ? "AAAA" : "A", endpoint->address);
		char *reverse = reverse_name(endpoint);

		free(host);
		host = longer;
		if (!is_twice(sink, i))
			add_zone(making, reverse,
				 HEAD "@ PTR " BACKDROP_SINK_HOST "\n");
		free(reverse);
	}
	add_zone(making, BACKDROP_SINK_HOST, host);
	free(host);
}

/* 200 octets of text. */
#define LINE                                                                   \
	"TXT \"01234567890123456789012345678901234567890123456789"             \
	"01234567890123456789012345678901234567890123456789"                   \
	"01234567890123456789012345678901234567890123456789"                   \
	"012345678901234567890123456789012345678901234567-"

static void
add_self(struct making *making, bool claims_ad)
{
	static const char broken_wire[] = "\6broken\3mxd\10internal";
	static char why[] = "made to fail, for mxd doctor";
	char *text =
	    xasprintf(HEAD "@ TXT \"" BACKDROP_SELF_TEXT "\" \"ad=%s\"\n"
			   "$GENERATE 1-3 medium " LINE "$\"\n"
			   "$GENERATE 10-29 large " LINE "$\"\n",
		      claims_ad ? "yes" : "no");

	add_zone(making, BACKDROP_SELF, text);
	free(text);
	*VEC_PUSH(&making->zones) = (struct view_zone){
	    .apex = name_at((const uint8_t *)broken_wire),
	    .refusal = why,
	    .backdrop = true,
	};
}

struct view *
backdrop_new(const struct config *config)
{
	struct making making = {0};
	struct view *view;

	add_self(&making, config->ad.count > 0);
	if (config->sink.count > 0) {
		add_sink(&making, &config->sink);
		add_zone(&making, ".", HEAD "* MX 0 " BACKDROP_SINK_HOST "\n");
	} else if (config->outside == CONFIG_OUTSIDE_NXDOMAIN ||
		   config->ad.count > 0) {
		add_zone(&making, ".", HEAD);
	}
	view = view_new(making.zones.items, making.zones.count);
	for (size_t i = 0; i < making.zones.count; i++) {
		if (making.zones.items[i].zone)
			zone_unref(making.zones.items[i].zone);
	}
	free(making.zones.items);
	return view;
}
