#include "lab/sighting.h"
#include "base/bytes.h"
#include "dns/message.h"

#include <string.h>

static uint16_t
bits_of(const struct client *client, const struct answered *answered)
{
	unsigned bits = 0;

	if (client->address_len > 4)
		bits |= SIGHTING_IPV6;
	if (client->transport == TRANSPORT_TCP)
		bits |= SIGHTING_TCP;
	if (answered->qname.len > 0)
		bits |= SIGHTING_NAME;
	if (answered->has_opt)
		bits |= SIGHTING_EDNS;
	if (answered->dnssec_ok)
		bits |= SIGHTING_DO;
	if (answered->fault)
		bits |= SIGHTING_FAULT;
	return (uint16_t)bits;
}

void
sighting_make(struct sighting *sighting, const struct asker *asker,
	      const uint8_t *query, size_t len, const struct answered *answered)
{
	const struct client *client = &asker->client;
	const struct view_zone *zone = answered->zone;

	sighting->time = asker->received;
	sighting->latency = 0;
	memset(sighting->client, 0, sizeof sighting->client);
	memcpy(sighting->client, client->address, client->address_len);
	sighting->port = asker->port;
	sighting->type = answered->qtype;
	sighting->class = answered->qclass;
	sighting->query_flags = bytes_get16(query + 2);
	sighting->reply_flags = answered->flags;
	sighting->rcode = answered->rcode;
	sighting->query_len = (uint32_t)len;
	sighting->reply_len = (uint16_t)answered->len;
	sighting->udp_size = answered->udp_size;
	sighting->bits = bits_of(client, answered);
	sighting->zone_labels = zone ? zone->apex.labels : SIGHTING_NO_ZONE;
	if (answered->qname.len > 0)
		memcpy(sighting->name, answered->qname.wire,
		       answered->qname.len);
	if (answered->fault) {
		memset(sighting->fault, 0, sizeof sighting->fault);
		memccpy(sighting->fault, answered->fault, '\0',
			sizeof sighting->fault - 1);
	}
}

struct name
sighting_name(const struct sighting *sighting)
{
	if (sighting->bits & SIGHTING_NAME)
		return name_at(sighting->name);
	return (struct name){.wire = sighting->name};
}

struct name
sighting_zone(const struct sighting *sighting)
{
	struct name name = sighting_name(sighting);

	if (name.len > 0 && sighting->zone_labels <= name.labels)
		return name_ancestor(name, sighting->zone_labels);
	return (struct name){.wire = sighting->name};
}
