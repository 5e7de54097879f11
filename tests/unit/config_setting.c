/* Settings by text: what a value may be, and which origin wins. */
#include "config/config.h"
#include "config/setting.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char *
rule_id(size_t i, bool *allowable)
{
	static const char *const ids[] = {"zone-soa", "mx-exchange-alias",
					  "mx-exchange-dname"};

	*allowable = i > 0;
	return i < 3 ? ids[i] : NULL;
}

static struct config config;

static void
start(void)
{
	config_init(&config, rule_id);
}

static void
stop(void)
{
	config_free(&config);
}

TestSuite(setting, .init = start, .fini = stop);

static const struct setting *
row(const char *name)
{
	const struct setting *setting = setting_get(name, strlen(name));

	cr_assert(setting, "no setting %s", name);
	return setting;
}

/* Set as the command line does; the complaint, or "" when it was right. */
static const char *
set(const char *name, const char *text)
{
	static char why[CONFIG_WHY_MAX];

	why[0] = '\0';
	if (!config_set_text(&config, row(name), text, why))
		cr_assert(why[0] != '\0', "%s: %s: no reason", name, text);
	return why;
}

#define RIGHT(name, text)      cr_expect_str_eq(set(name, text), "")
#define WRONG(name, text, why) cr_expect_str_eq(set(name, text), why)

/* As mxd.yaml sets it. */
static void
set_from_file(const char *name, const char *text)
{
	char why[CONFIG_WHY_MAX];
	struct setting_text value = {text, strlen(text), "/etc/mxd", rule_id};

	cr_assert(config_set(&config, row(name), &value, CONFIG_FILE, why),
		  "%s", why);
}

Test(setting, defaults_are_those_of_the_table)
{
	cr_assert_eq(config.listen.count, 2);
	cr_expect_str_eq(config.listen.items[0].address, "127.0.0.1");
	cr_expect_str_eq(config.listen.items[1].address, "::1");
	cr_expect_eq(config.listen.items[1].port, 5300);
	cr_expect_eq(config.workers, 1);
	cr_expect_eq(config.udp_size, 1232);
	cr_expect_eq(config.log_level, LOG_INFO);
	cr_expect_not(config.strict);
	cr_expect(config.cookie_secret.random);
	cr_expect_null(config.nsid);
	cr_assert_eq(config.zones.count, 1);
	cr_expect_str_eq(config.zones.items[0], "/etc/mxd/zones");
}

Test(setting, every_row_is_told_to_people_in_sentences)
{
	size_t count;
	const struct setting *rows = setting_rows(&count);

	for (size_t i = 0; i < count; i++) {
		const char *text = rows[i].text;

		cr_expect_eq(setting_get(rows[i].name, strlen(rows[i].name)),
			     &rows[i], "%s twice", rows[i].name);
		/* `mxd help serve` begins it in column 29 of 80. */
		cr_expect(strlen(rows[i].brief) <= 52, "%s", rows[i].name);
		cr_expect_eq(text[strlen(text) - 1], '.', "%s", rows[i].name);
		cr_expect(rows[i].argument && rows[i].argument[0]);
	}
}

Test(setting, numbers_have_a_range)
{
	RIGHT("udp-size", "512");
	RIGHT("udp-size", "4096");
	cr_expect_eq(config.udp_size, 4096);
	WRONG("udp-size", "511", "must be a number from 512 to 4096");
	WRONG("udp-size", "4097", "must be a number from 512 to 4096");
	WRONG("udp-size", "", "must be a number from 512 to 4096");
	WRONG("udp-size", "-512", "must be a number from 512 to 4096");
	WRONG("udp-size", "1e3", "must be a number from 512 to 4096");
	WRONG("udp-size", "18446744073709552128",
	      "must be a number from 512 to 4096");
	cr_expect_eq(config.udp_size, 4096, "a wrong value changes nothing");
}

Test(setting, workers_are_a_number_or_auto)
{
	RIGHT("workers", "auto");
	cr_expect_eq(config.workers, 0);
	RIGHT("workers", "3");
	cr_expect_eq(config.workers, 3);
	WRONG("workers", "0", "must be a number from 1 to 64, or auto");
	WRONG("workers", "many", "must be a number from 1 to 64, or auto");
}

Test(setting, yes_and_no_have_their_yaml_spellings)
{
	RIGHT("strict", "yes");
	cr_expect(config.strict);
	RIGHT("strict", "false");
	cr_expect_not(config.strict);
	RIGHT("strict", "On");
	cr_expect(config.strict);
	WRONG("strict", "1", "must be yes or no");
	WRONG("strict", "", "must be yes or no");
}

Test(setting, texts_have_a_largest_length_and_may_be_none)
{
	char long_text[130];

	memset(long_text, 'x', sizeof long_text);
	long_text[128] = '\0';
	RIGHT("nsid", long_text);
	cr_assert_not_null(config.nsid);
	cr_expect_eq(strlen(config.nsid), 128);
	long_text[128] = 'x';
	long_text[129] = '\0';
	WRONG("nsid", long_text, "is 129 octets long, more than 128");
	RIGHT("nsid", "");
	cr_expect_null(config.nsid);
}

Test(setting, a_cookie_secret_is_32_hex_digits_or_random)
{
	RIGHT("cookie-secret", "e5e973e5a6b2a43f48e7dc849e37bfcf");
	cr_expect_not(config.cookie_secret.random);
	cr_expect_eq(config.cookie_secret.key[0], 0xe5);
	cr_expect_eq(config.cookie_secret.key[15], 0xcf);
	RIGHT("cookie-secret", "E5E973E5A6B2A43F48E7DC849E37BFCF");
	WRONG("cookie-secret", "e5e973e5a6b2a43f48e7dc849e37bf",
	      "must be 32 hex digits, or random");
	WRONG("cookie-secret", "g5e973e5a6b2a43f48e7dc849e37bfcf",
	      "must be 32 hex digits, or random");
	WRONG("cookie-secret", "", "must be 32 hex digits, or random");
	RIGHT("cookie-secret", "random");
	cr_expect(config.cookie_secret.random);
}

Test(setting, rules_are_known_ones_that_can_be_allowed)
{
	RIGHT("allow", "mx-exchange-alias");
	RIGHT("allow", "mx-exchange-dname");
	cr_assert_eq(config.allow.count, 2);
	cr_expect_str_eq(config.allow.items[1], "mx-exchange-dname");
	WRONG("allow", "mx-exchange-allias",
	      "is no rule; did you mean mx-exchange-alias?");
	WRONG("allow", "everything", "is no rule");
	WRONG("allow", "zone-soa",
	      "cannot be allowed: a zone that breaks zone-soa cannot be "
	      "served");
}

Test(setting, levels_of_rules_are_words_of_the_table)
{
	RIGHT("rules", "mx-exchange-alias=warn");
	RIGHT("rules", "mx-exchange-dname=off");
	RIGHT("rules", "zone-soa=refuse");
	cr_assert_eq(config.rules.count, 3);
	cr_expect_str_eq(config.rules.items[0], "mx-exchange-alias=warn");
	WRONG("rules", "mx-exchange-allias=warn",
	      "is no rule; did you mean mx-exchange-alias?");
	WRONG("rules", "mx-exchange-alias=error",
	      "must be off, note, warn or refuse");
	WRONG("rules", "mx-exchange-alias",
	      "must be a rule and a level, as in mx-single=warn");
	WRONG("rules", "zone-soa=warn",
	      "must be refuse: a zone that breaks this rule cannot be served");
}

Test(setting, zones_are_paths_with_or_without_an_origin)
{
	RIGHT("zones", "zones/");
	RIGHT("zones", "example.com=db");
	RIGHT("zones", "./a=b");
	RIGHT("zones", ".=root.zone");
	cr_assert_eq(config.zones.count, 4);
	cr_expect_str_eq(config.zones.items[1], "example.com=db");
	WRONG("zones", "", "must be a file, a folder or ORIGIN=FILE");
	WRONG("zones",
	      "example.com=", "must be a file, a folder or ORIGIN=FILE");
	WRONG("zones", "=db", "must be a file, a folder or ORIGIN=FILE");
	cr_expect(strncmp(set("zones", "example..com=db"), "the origin", 10) ==
		  0);
}

Test(setting, paths_in_a_file_start_from_its_folder)
{
	set_from_file("zones", "zones");
	set_from_file("zones", "/srv/zones");
	set_from_file("zones", "example.com=db");
	cr_assert_eq(config.zones.count, 3);
	cr_expect_str_eq(config.zones.items[0], "/etc/mxd/zones");
	cr_expect_str_eq(config.zones.items[1], "/srv/zones");
	cr_expect_str_eq(config.zones.items[2], "example.com=/etc/mxd/db");
}

Test(setting, a_list_replaces_that_of_a_weaker_origin_and_adds_to_its_own)
{
	set_from_file("listen", "192.0.2.1@53");
	set_from_file("listen", "192.0.2.2");
	cr_assert_eq(config.listen.count, 2, "defaults are replaced");
	cr_expect_eq(config.listen.items[1].port, 53);
	cr_expect_eq(config_origin(&config, row("listen")), CONFIG_FILE);

	RIGHT("listen", "127.0.0.1@5301");
	RIGHT("listen", "127.0.0.1@5302");
	cr_assert_eq(config.listen.count, 2, "the file's are replaced");
	cr_expect_eq(config.listen.items[0].port, 5301);
}

Test(setting, a_weaker_origin_is_checked_and_changes_nothing)
{
	char why[CONFIG_WHY_MAX];
	struct setting_text wrong = {"x", 1, NULL, rule_id};

	RIGHT("udp-size", "600");
	set_from_file("udp-size", "700");
	cr_expect_eq(config.udp_size, 600);
	RIGHT("listen", "127.0.0.1@5301");
	set_from_file("listen", "192.0.2.1@53");
	cr_assert_eq(config.listen.count, 1);
	cr_expect_eq(config.listen.items[0].port, 5301);
	cr_expect_not(
	    config_set(&config, row("udp-size"), &wrong, CONFIG_FILE, why));
}

Test(setting, the_nearest_name_is_offered_for_one_that_is_not_known)
{
	cr_expect_str_eq(setting_nearest("udp-szie", 8), "udp-size");
	cr_expect_str_eq(setting_nearest("udp_size", 8), "udp-size");
	cr_expect_str_eq(setting_nearest("Zone", 4), "zones");
	cr_expect_null(setting_nearest("recursion", 9));
	cr_expect_null(setting_get("udp-siz", 7));
}

Test(setting, outside_is_one_of_four_words)
{
	RIGHT("outside", "nxdomain");
	cr_expect_eq(config.outside, CONFIG_OUTSIDE_NXDOMAIN);
	RIGHT("outside", "sink");
	cr_expect_eq(config.outside, CONFIG_OUTSIDE_SINK);
	WRONG("outside", "NXDOMAIN",
	      "must be refused, nxdomain, forward or sink");
	cr_expect_eq(config.outside, CONFIG_OUTSIDE_SINK);
}

Test(setting, sink_is_addresses_between_commas)
{
	static const char why[] =
	    "must be an address without a port, as in 192.0.2.25";

	RIGHT("sink", "192.0.2.25,2001:db8::25");
	RIGHT("sink", "192.0.2.26");
	cr_assert_eq(config.sink.count, 3);
	cr_expect_str_eq(config.sink.items[1].address, "2001:db8::25");
	cr_expect(config.sink.items[1].ipv6);
	WRONG("sink", "192.0.2.27,mail.example", why);
	WRONG("sink", "192.0.2.27@25", why);
	WRONG("sink", "192.0.2.27,", why);
	cr_expect_eq(config.sink.count, 3);
}

Test(setting, ad_is_names_made_absolute)
{
	RIGHT("ad", "Example.com");
	RIGHT("ad", ".");
	cr_assert_eq(config.ad.count, 2);
	cr_expect_str_eq(config.ad.items[0], "Example.com.");
	cr_expect_str_eq(config.ad.items[1], ".");
	cr_expect_str_neq(set("ad", "a..b"), "");
	cr_expect_eq(config.ad.count, 2);
}

Test(endpoint, address_and_port_or_address_alone)
{
	struct endpoint at;

	cr_expect_null(endpoint_from_text("127.0.0.1@5300", &at));
	cr_expect_str_eq(at.address, "127.0.0.1");
	cr_expect_eq(at.port, 5300);
	cr_expect_not(at.ipv6);
	cr_expect_null(endpoint_from_text("2001:db8::1", &at));
	cr_expect_eq(at.port, 53);
	cr_expect(at.ipv6);
	cr_expect_null(endpoint_from_text("fe80::1%lo@0", &at));
	cr_expect_str_eq(at.address, "fe80::1%lo");
	cr_expect_eq(at.port, 0);
	cr_expect_null(endpoint_from_text("0.0.0.0@65535", &at));
	cr_expect_null(endpoint_from_text("::@65535", &at));
}

Test(endpoint, what_is_wrong_is_said_and_the_result_left_alone)
{
	struct endpoint at = {.port = 7};
	static const struct {
		const char *text, *word;
	} wrong[] = {
	    {"localhost@53", "address"},
	    {"", "address"},
	    {"@53", "address"},
	    {"127.0.0.1@", "port"},
	    {"127.0.0.1@65536", "port"},
	    {"127.0.0.1@-1", "port"},
	    {"127.0.0.1@5300x", "port"},
	    {"127.0.0.1:5300", "behind an @"},
	    {"[::1]:5300", "behind an @"},
	    {"fe80::1%@53", "address"},
	    {"127.0.0.1%lo@53", "address"},
	    {"127.0.0.1@53@53", "port"},
	    {"1.2.3@53", "address"},
	    {"127.0.0.1@123456789", "port"},
	    {"1111111111111111111111111111111111111111111111111111111111111111",
	     "address"},
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		const char *why = endpoint_from_text(wrong[i].text, &at);

		cr_assert_not_null(why, "%s", wrong[i].text);
		cr_expect(strstr(why, wrong[i].word), "%s: %s", wrong[i].text,
			  why);
	}
	cr_expect_eq(at.port, 7);
}

Test(endpoint, text_is_what_was_read)
{
	struct endpoint at;

	cr_assert_null(endpoint_from_text("fe80::1%lo", &at));

	char *text = endpoint_to_text(&at);

	cr_expect_str_eq(text, "fe80::1%lo@53");
	free(text);
}
