/* The worked example of docs/trie.md: the page shows what the code makes. */
#include "dns/rrtype.h"
#include "zone/builder.h"
#include "zone/lookup.h"
#include "zone/trie.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct draft draft;
static char drawing[4096];

static struct name
name(const char *text, uint8_t into[static NAME_WIRE_MAX])
{
	struct name name;

	cr_assert_null(name_from_text(text, strlen(text), NULL, into, &name));
	return name;
}

static void
add(struct zone_builder *builder, const char *owner, uint16_t type)
{
	static const uint8_t rdata[4] = {2, 'n', 's', 0};
	uint8_t wire[NAME_WIRE_MAX];
	struct rr rr = {.owner = name(owner, wire),
			.type = type,
			.ttl = 60,
			.rdata = rdata,
			.rdlength = sizeof rdata};

	zone_builder_add(builder, &rr);
}

static void
start(void)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct zone_builder *builder =
	    zone_builder_new(name("example.com.", wire));

	add(builder, "example.com.", TYPE_NS);
	add(builder, "*.lab.example.com.", TYPE_A);
	add(builder, "mail1.example.com.", TYPE_A);
	add(builder, "mail2.example.com.", TYPE_A);
	add(builder, "sales.example.com.", TYPE_NS);
	add(builder, "ns.sales.example.com.", TYPE_A);
	add(builder, "www.example.com.", TYPE_A);
	draft = zone_builder_freeze(builder);
}

static void
stop(void)
{
	draft_free(&draft);
}

TestSuite(trie, .init = start, .fini = stop);

static void
draw(const char *text)
{
	size_t len = strlen(drawing);

	cr_assert_lt(len + strlen(text), sizeof drawing);
	memcpy(drawing + len, text, strlen(text) + 1);
}

/* What stands for a digit on the page. */
static char
letter(unsigned digit)
{
	for (unsigned octet = '*'; octet <= 'z'; octet++) {
		uint8_t wire[] = {1, (uint8_t)octet, 0};
		uint8_t key[KEY_MAX];

		key_from_name((struct name){wire, 3, 1}, 0, key);
		if (key[0] == digit && (octet < 'A' || octet > 'Z'))
			return (char)octet;
	}
	return '|';
}

static const char *
owner(const struct node *node)
{
	static char text[NAME_TEXT_MAX];

	name_to_text(node_owner(node), text);
	return text;
}

/* Recursion: as deep as the trie is high, three branches at most here. */
static void
draw_node(const struct trie_node *node, const char *indent)
{
	char text[80];

	if (node->leaf) {
		draw(owner(zone_node(draft.zone, node->first)));
		draw("\n");
		return;
	}
	snprintf(text, sizeof text, "digit %u\n", node->offset);
	draw(text);

	const struct trie_node *child = zone_at(draft.zone, node->first);

	for (unsigned digit = 0; digit < KEY_DIGITS; digit++) {
		bool last = node->twigs >> digit == 1;

		if ((node->twigs >> digit & 1) == 0)
			continue;
		snprintf(text, sizeof text, "%s%s %c  ", indent,
			 last ? "└" : "├", letter(digit));
		draw(text);
		snprintf(text, sizeof text, "%s%s    ", indent,
			 last ? " " : "│");
		draw_node(child++, text);
	}
}

static void
is_on_the_page(const char *text)
{
	static char page[32768];
	FILE *file = fopen("docs/trie.md", "r");

	cr_assert(file != NULL);
	page[fread(page, 1, sizeof page - 1, file)] = '\0';
	cr_assert(feof(file), "docs/trie.md has outgrown the test");
	fclose(file);
	cr_expect(strstr(page, text) != NULL, "not in docs/trie.md:\n%s", text);
}

Test(trie, is_the_one_drawn_in_the_manual)
{
	draw("```\n");
	draw_node(zone_at(draft.zone, draft.zone->trie), "");
	draw("```\n");
	is_on_the_page(drawing);
}

Test(trie, keys_are_those_of_the_manual)
{
	char line[NAME_TEXT_MAX + 32];

	draw("key\nexample.com.\n");
	for (uint32_t rank = 1; rank < draft.zone->node_count; rank++) {
		const struct node *node = zone_node_ranked(draft.zone, rank);
		uint8_t key[KEY_MAX];
		size_t len = key_from_name(node_owner(node), 2, key);

		snprintf(line, sizeof line, "%-23s", owner(node));
		draw(line);
		for (size_t i = 0; i < len; i++) {
			snprintf(line, sizeof line, " %c", letter(key[i]));
			draw(line);
		}
		draw("\n");
	}
	draw("```\n");
	is_on_the_page(drawing);
}

Test(trie, one_descent_leads_where_the_manual_says)
{
	static const struct {
		const char *qname, *leaf, *encloser, *cut, *source;
	} cases[] = {
	    {"MAIL2.example.com.", "mail2.example.com.", "mail2.example.com.",
	     NULL, NULL},
	    {"mail3.example.com.", "mail1.example.com.", "example.com.", NULL,
	     NULL},
	    {"lab.example.com.", "lab.example.com.", "lab.example.com.", NULL,
	     NULL},
	    {"a.b.lab.example.com.", "lab.example.com.", "lab.example.com.",
	     NULL, "*.lab.example.com."},
	    {"mx.ns.sales.example.com.", "ns.sales.example.com.",
	     "ns.sales.example.com.", "sales.example.com.", NULL},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint8_t wire[NAME_WIRE_MAX], key[KEY_MAX];
		struct name qname = name(cases[i].qname, wire);
		size_t len = key_from_name(qname, 2, key);
		const struct zone *zone = draft.zone;
		struct match match;
		char row[100];

		cr_expect_str_eq(
		    owner(
			zone_node(zone, trie_nearest(zone->base,
						     zone_at(zone, zone->trie),
						     key, len))),
		    cases[i].leaf);
		zone_lookup(zone, qname, &match);
		cr_expect_str_eq(owner(match.encloser), cases[i].encloser);
		cr_assert_eq(match.cut != NULL, cases[i].cut != NULL);
		if (match.cut)
			cr_expect_str_eq(owner(match.cut), cases[i].cut);
		cr_assert_eq(match.source != NULL, cases[i].source != NULL);
		if (match.source)
			cr_expect_str_eq(owner(match.source), cases[i].source);
		snprintf(row, sizeof row, "| `%s` | ", cases[i].qname);
		is_on_the_page(row);
	}
}
