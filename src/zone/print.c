#include "zone/print.h"
#include "dns/rdata.h"
#include "dns/text.h"

#include <stdlib.h>

struct print {
	const struct zone *zone;
	const struct print_to *to;
	struct text line; /* the same memory for all of them */
	size_t owner_len; /* what of it is the owner's, with its tab */
};

static void
print_rdata(struct print *print, uint16_t type, struct rdata rdata)
{
	struct text *line = &print->line;
	size_t mark = line->count;
	char *text = rdata_to_text(type, rdata.octets, rdata.len);

	text_put_word(line, text);
	text_put_char(line, '\n');
	print->to->line(print->to->context, line->items, line->count);
	line->count = mark;
	free(text);
}

static void
print_rrset(struct print *print, const struct rrset *rrset)
{
	struct text *line = &print->line;
	struct rdata rdata = zone_first_rdata(print->zone, rrset);
	char type[RRTYPE_TEXT_MAX];

	line->count = print->owner_len;
	text_put_number(line, rrset_ttl(rrset), 1);
	text_put_word(line, "\tIN\t");
	text_put_word(line, rrtype_to_text(rrset->type, type));
	text_put_char(line, '\t');
	print_rdata(print, rrset->type, rdata);
	for (unsigned i = 1; i < rrset->count; i++) {
		rdata = rdata_next(rdata);
		print_rdata(print, rrset->type, rdata);
	}
}

/* A node's RRsets; the SOA in front, as master files have it. */
static void
print_node(struct print *print, const struct node *node)
{
	const struct rrset *soa = node_rrset(node, TYPE_SOA);
	const struct rrset *rrsets = node_rrsets(node);
	char owner[NAME_TEXT_MAX];

	print->line.count = 0;
	text_put(&print->line, owner, name_to_text(node_owner(node), owner));
	text_put_char(&print->line, '\t');
	print->owner_len = print->line.count;
	if (soa)
		print_rrset(print, soa);
	for (unsigned i = 0; i < node->rrset_count; i++) {
		if (&rrsets[i] != soa)
			print_rrset(print, &rrsets[i]);
	}
}

void
zone_print(const struct zone *zone, const struct print_to *to)
{
	struct print print = {.zone = zone, .to = to};

	for (uint32_t rank = 0; rank < zone->node_count; rank++)
		print_node(&print, zone_node_ranked(zone, rank));
	free(print.line.items);
}
