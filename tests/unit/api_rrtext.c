/* Records as JSON has them. */
#include "api/rrtext.h"
#include "dns/rdata.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t origin_wire[] = "\7example\3com";
static const struct name origin = {origin_wire, sizeof origin_wire, 2};
static struct rrtext_memory memory;
static struct change_record record;
static char why[RRTEXT_WHY_MAX];

static void
stop(void)
{
	rrtext_memory_free(&memory);
}

TestSuite(rrtext, .fini = stop);

static bool
read_text(const char *text)
{
	json_t *json = json_loads(text, 0, NULL);
	bool good;

	cr_assert(json, "%s", text);
	why[0] = '\0';
	good = rrtext_record(json, origin, &memory, &record, why);
	json_decref(json);
	return good;
}

/* Type and content give that RDATA. */
static void
says(const char *type, const char *content, int priority, const char *expected)
{
	json_t *json =
	    json_pack("{s:s, s:s, s:s, s:o}", "name", "x", "type", type,
		      "content", content, "priority",
		      priority < 0 ? json_null() : json_integer(priority));
	char *text;

	cr_assert(rrtext_record(json, origin, &memory, &record, why),
		  "%s %s: %s", type, content, why);
	text = rdata_to_text(record.type, record.rdata, record.rdlength);
	cr_expect_str_eq(text, expected, "%s %s", type, content);
	free(text);
	json_decref(json);
}

Test(rrtext, names_in_content_are_whole_with_a_dot_in_them)
{
	says("CNAME", "mail", -1, "mail.example.com.");
	says("CNAME", "mail.example.net", -1, "mail.example.net.");
	says("CNAME", "mail.", -1, "mail.");
	says("CNAME", "@", -1, "example.com.");
	says("CNAME", ".", -1, ".");
	says("SOA", "ns hostmaster.example.net 1 2 3 4 5", -1,
	     "ns.example.com. hostmaster.example.net. 1 2 3 4 5");
	/* Numbers with dots are no names. */
	says("A", "192.0.2.1", -1, "192.0.2.1");
	says("NAPTR", "1 2 \"s\" \"a.b\" \"\" c.d", -1,
	     "1 2 \"s\" \"a.b\" \"\" c.d.");
}

Test(rrtext, priority_is_inside_or_beside)
{
	says("MX", "mail", 10, "10 mail.example.com.");
	says("MX", "10 mail", -1, "10 mail.example.com.");
	says("MX", "10 mail", 10, "10 mail.example.com.");
	says("MX", "10", 5, "5 10.example.com.");
	says("KX", "mail", 1, "1 mail.example.com.");
	says("SRV", "0 25 mail", 1, "1 0 25 mail.example.com.");
	says("SRV", "1 0 25 mail", -1, "1 0 25 mail.example.com.");
	says("SVCB", "svc", 1, "1 svc.example.com.");
	says("HTTPS", ". alpn=h2", 1, "1 . alpn=\"h2\"");
	says("HTTPS", "1 . alpn=h2", -1, "1 . alpn=\"h2\"");
	cr_expect(rrtext_has_priority(TYPE_MX, "10 mail"));
	cr_expect_not(rrtext_has_priority(TYPE_MX, "mail"));
	cr_expect_not(rrtext_has_priority(TYPE_MX, "10"));
	cr_expect_not(rrtext_has_priority(TYPE_MX, ""));
	cr_expect_not(rrtext_has_priority(TYPE_TXT, "10 mail"));
}

Test(rrtext, owners_end_in_the_zone)
{
	static const struct {
		const char *text, *owner;
	} rows[] = {
	    {"@", "example.com."},
	    {"a", "a.example.com."},
	    {"example.com", "example.com."},
	    {"a.Example.COM", "a.Example.COM."},
	    {"a.example.com.", "a.example.com."},
	    {"a.example.net", "a.example.net.example.com."},
	    {"badexample.com", "badexample.com.example.com."},
	    {"a.example.net.", "a.example.net."},
	    {"*.b", "*.b.example.com."},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[NAME_TEXT_MAX];
		struct name owner;

		cr_assert_null(
		    rrtext_owner(rows[i].text, origin, &memory, &owner));
		name_to_text(owner, text);
		cr_expect_str_eq(text, rows[i].owner);
	}
}

Test(rrtext, of_the_root_zone_too)
{
	struct name owner;
	char text[NAME_TEXT_MAX];

	cr_assert_null(rrtext_owner("com", name_root, &memory, &owner));
	name_to_text(owner, text);
	cr_expect_str_eq(text, "com.");
	cr_assert_null(rrtext_owner("@", name_root, &memory, &owner));
	cr_expect_eq(owner.len, 1);
}

Test(rrtext, has_a_ttl_or_none)
{
	cr_assert(read_text("{\"name\":\"a\",\"type\":\"A\",\"content\":"
			    "\"192.0.2.1\",\"ttl\":0}"));
	cr_expect(record.has_ttl);
	cr_expect_eq(record.ttl, 0);
	cr_assert(read_text("{\"name\":\"a\",\"type\":\"A\",\"content\":"
			    "\"192.0.2.1\",\"ttl\":null,\"disabled\":true}"));
	cr_expect_not(record.has_ttl);
	cr_expect(record.disabled);
}

Test(rrtext, texts_are_cut_where_a_string_is_full)
{
	char content[1 + 600];
	json_t *json;

	memset(content, 'x', 600);
	content[600] = '\0';
	json = json_pack("{s:s, s:s, s:s}", "name", "t", "type", "TXT",
			 "content", content);
	cr_assert(rrtext_record(json, origin, &memory, &record, why));
	cr_expect_eq(record.rdlength, 603);
	cr_expect_eq(record.rdata[0], 255);
	cr_expect_eq(record.rdata[512], 90);
	json_decref(json);
}
