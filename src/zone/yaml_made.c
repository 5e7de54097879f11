/* What a YAML zone does not write out: the SOA, an NS. */
#include "base/writer.h"
#include "zone/yaml_private.h"

/* A name in front of the origin; the origin itself where that is too long. */
static void
write_host(const struct yaml_run *run, const char *label, struct writer *out)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name name = run->options->origin;

	name_from_text(label, strlen(label), &run->options->origin, wire,
		       &name);
	writer_put(out, name.wire, name.len);
}

static void
add_made(struct yaml_run *run, uint16_t type, const struct writer *rdata)
{
	struct rr rr = {
	    .owner = run->options->origin,
	    .type = type,
	    .ttl = YAML_TTL,
	    .rdata = rdata->base,
	    .rdlength = (uint16_t)rdata->at,
	    .pos = {run->zone_file, 0},
	};

	zone_builder_add(run->builder, &rr);
}

static void
make_ns(struct yaml_run *run)
{
	uint8_t octets[NAME_WIRE_MAX];
	struct writer out = writer_init(octets, sizeof octets);

	write_host(run, "ns1", &out);
	add_made(run, TYPE_NS, &out);
}

static uint32_t
serial(const struct yaml_run *run)
{
	uint32_t latest = YAML_SOA_SERIAL;

	for (size_t i = 0; i < run->texts.count; i++) {
		const struct source *source =
		    sources_get(run->sources, run->texts.items[i].file);

		if (source->modified > latest)
			latest = source->modified;
	}
	return latest;
}

static void
make_soa(struct yaml_run *run)
{
	uint8_t octets[2 * NAME_WIRE_MAX + 5 * 4];
	struct writer out = writer_init(octets, sizeof octets);

	if (run->has_ns)
		writer_put(&out, run->ns.wire, run->ns.len);
	else
		write_host(run, "ns1", &out);
	write_host(run, "hostmaster", &out);
	writer_put32(&out, serial(run));
	writer_put32(&out, YAML_SOA_REFRESH);
	writer_put32(&out, YAML_SOA_RETRY);
	writer_put32(&out, YAML_SOA_EXPIRE);
	writer_put32(&out, YAML_SOA_MINIMUM);
	add_made(run, TYPE_SOA, &out);
	zone_builder_soa_made(run->builder);
}

void
yaml_make(struct yaml_run *run)
{
	if (!run->has_soa)
		make_soa(run);
	if (!run->has_ns)
		make_ns(run);
}
