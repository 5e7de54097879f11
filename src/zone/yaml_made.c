/* What a YAML zone does not write out: the data of ALIAS, the SOA, an NS. */
#include "base/writer.h"
#include "zone/yaml_private.h"

/* --- ALIAS -------------------------------------------------------------- */

static struct name
alias_owner(const struct yaml_alias *alias)
{
	return (struct name){alias->owner, alias->owner_len,
			     alias->owner_labels};
}

static const char *
alias_target(const struct yaml_run *run, struct yaml_at at,
	     uint8_t into[static NAME_WIRE_MAX], struct name *target)
{
	const char *text = yaml_text_of(at);
	const char *wrong;

	if (!yaml_is_scalar(at))
		return "not a name";
	if (text[at.node->count - 1] != '.')
		return "no dot at its end; names in values are absolute";
	wrong = name_from_text(text, at.node->count, &name_root, into, target);
	if (!wrong && !name_is_within(*target, run->options->origin))
		wrong = "outside the zone, where it cannot be followed";
	return wrong;
}

/* The A and AAAA records of the target become the owner's own. */
static void
follow(struct yaml_run *run, const struct yaml_alias *alias)
{
	uint8_t target_wire[NAME_WIRE_MAX];
	uint8_t wire[NAME_WIRE_MAX];
	struct name target;
	struct name owner;
	const char *wrong =
	    alias_target(run, alias->target, target_wire, &target);
	bool scalar = alias->target.node->kind == YAMLTREE_SCALAR;

	run->following = alias;
	run->followed = 0;
	for (uint32_t i = 0; !wrong && i < run->root.node->count; i++) {
		if (yaml_owner(run, yaml_key(run->root, i), wire, &owner) &&
		    name_equal(owner, target))
			yaml_read_owner(run, alias_owner(alias),
					yaml_value(run->root, i));
	}
	run->following = NULL;
	if (!wrong && run->followed == 0)
		wrong = "no A or AAAA record of that name in this zone";
	if (wrong)
		yamltree_error(
		    run->sink, alias->target.node, "ALIAS \"%.*s\": %s",
		    scalar ? yaml_shown(alias->target) : 0,
		    scalar ? yaml_text_of(alias->target) : "", wrong);
}

/* --- SOA and NS --------------------------------------------------------- */

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
}

void
yaml_make(struct yaml_run *run)
{
	for (size_t i = 0; i < run->aliases.count; i++)
		follow(run, &run->aliases.items[i]);
	if (!run->has_soa)
		make_soa(run);
	if (!run->has_ns)
		make_ns(run);
}
