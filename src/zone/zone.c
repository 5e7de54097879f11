#include "zone/zone.h"
#include "dns/rrtype.h"

#include <assert.h>
#include <stdlib.h>

struct zone *
zone_ref(struct zone *zone)
{
	zone->references++;
	return zone;
}

void
zone_unref(struct zone *zone)
{
	if (!zone)
		return;
	assert(zone->references > 0);
	if (--zone->references > 0)
		return;
	free(zone->base);
	free(zone);
}

/* A 32-bit field of the SOA, counted in octets from behind RNAME. */
static uint32_t
soa_field(const struct zone *zone, size_t offset)
{
	const struct node *apex = zone_node(zone, zone->apex);
	const struct rrset *soa = node_rrset(apex, TYPE_SOA);
	struct name name;

	if (!soa)
		return 0;

	struct rdata rdata = zone_first_rdata(zone, soa);
	struct reader r = reader_init(rdata.octets, rdata.len);

	name_view(&r, &name);
	name_view(&r, &name);
	reader_take(&r, offset);
	return reader_get32(&r);
}

uint32_t
zone_serial(const struct zone *zone)
{
	return soa_field(zone, 0);
}

uint32_t
zone_minimum(const struct zone *zone)
{
	return soa_field(zone, 16);
}
