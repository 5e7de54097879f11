#include "lab/match.h"
#include "dns/rrtype.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

/* One condition: how it is read, and whether it fits. */
struct filter {
	const char *name;
	bool (*set)(struct match *match, const char *text);
	bool (*fits)(const struct match *match, const struct sighting *seen);
};

/* Absolute, with or without the last dot. */
static bool
read_name(const char *text, uint8_t wire[static NAME_WIRE_MAX])
{
	uint8_t read[NAME_WIRE_MAX];
	struct name name;

	if (name_from_text(text, strlen(text), &name_root, read, &name))
		return false;
	memcpy(wire, read, name.len);
	return true;
}

static bool
set_name(struct match *match, const char *text)
{
	bool below = strncmp(text, "*.", 2) == 0;
	const char *name = below ? text + 2 : text;

	if (below && *name == '\0')
		name = ".";
	if (!read_name(name, match->name))
		return false;
	match->below = below;
	return true;
}

static bool
fits_name(const struct match *match, const struct sighting *seen)
{
	struct name wanted = name_at(match->name);
	struct name name = sighting_name(seen);

	if (name.len == 0)
		return false;
	return match->below
		   ? name.labels > wanted.labels && name_is_within(name, wanted)
		   : name_equal(name, wanted);
}

static bool
set_type(struct match *match, const char *text)
{
	return rrtype_from_text(text, strlen(text), &match->type);
}

static bool
fits_type(const struct match *match, const struct sighting *seen)
{
	return (seen->bits & SIGHTING_NAME) && seen->type == match->type;
}

static bool
set_client(struct match *match, const char *text)
{
	return prefix_from_text(text, &match->client);
}

static bool
fits_client(const struct match *match, const struct sighting *seen)
{
	return prefix_has(&match->client, seen->client,
			  seen->bits & SIGHTING_IPV6 ? 16 : 4);
}

static bool
set_transport(struct match *match, const char *text)
{
	if (strcasecmp(text, "udp") == 0)
		match->transport = TRANSPORT_UDP;
	else if (strcasecmp(text, "tcp") == 0)
		match->transport = TRANSPORT_TCP;
	else
		return false;
	return true;
}

static bool
fits_transport(const struct match *match, const struct sighting *seen)
{
	return (seen->bits & SIGHTING_TCP ? TRANSPORT_TCP : TRANSPORT_UDP) ==
	       match->transport;
}

static bool
set_rcode(struct match *match, const char *text)
{
	return code_from_text(&codes_rcode, text, strlen(text), &match->rcode);
}

static bool
fits_rcode(const struct match *match, const struct sighting *seen)
{
	return seen->reply_len > 0 && seen->rcode == match->rcode;
}

static bool
set_zone(struct match *match, const char *text)
{
	return read_name(text, match->zone);
}

static bool
fits_zone(const struct match *match, const struct sighting *seen)
{
	struct name zone = sighting_zone(seen);

	return zone.len > 0 && name_equal(zone, name_at(match->zone));
}

static bool
set_fault(struct match *match, const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len >= sizeof match->fault)
		return false;
	memcpy(match->fault, text, len + 1);
	return true;
}

static bool
fits_fault(const struct match *match, const struct sighting *seen)
{
	return (seen->bits & SIGHTING_FAULT) &&
	       strcmp(seen->fault, match->fault) == 0;
}

// clang-format off
#define FILTER(name, says) \
	[MATCH_##name] = {#name, set_##name, fits_##name},
static const struct filter filters[MATCH_FILTERS] = {QUERY_FILTERS(FILTER)};
#undef FILTER
// clang-format on

static const char *const musts[MATCH_FILTERS] = {
    [MATCH_name] = "must be a name, as example.com or *.example.com",
    [MATCH_type] = "must be a type of records, as MX or TYPE15",
    [MATCH_client] = "must be an address, or a network as 127.0.1.0/24",
    [MATCH_transport] = "must be udp or tcp",
    [MATCH_rcode] = "must be an RCODE, as NOERROR, NXDOMAIN or SERVFAIL",
    [MATCH_zone] = "must be a name, as example.com",
    [MATCH_fault] = "must be the id of a fault",
};

const char *
match_filter_name(enum match_filter filter)
{
	return filters[filter].name;
}

const char *
match_set(struct match *match, enum match_filter filter, const char *text)
{
	struct match changed = *match;

	if (!filters[filter].set(&changed, text))
		return musts[filter];
	changed.given |= 1u << filter;
	*match = changed;
	return NULL;
}

unsigned
match_differs(const struct match *match, const struct sighting *sighting)
{
	unsigned differs = 0;

	for (unsigned i = 0; i < MATCH_FILTERS; i++) {
		if ((match->given & (1u << i)) &&
		    !filters[i].fits(match, sighting))
			differs |= 1u << i;
	}
	return differs;
}
