/* mxd.yaml: every error of a file in one run, each with its place. */
#include "config/config.h"
#include "config/setting.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct sources sources;
static struct diag_sink sink;
static struct config config;

static const char *
rule_id(size_t i, bool *allowable)
{
	*allowable = true;
	return i == 0 ? "mx-exchange-alias" : NULL;
}

static void
start(void)
{
	sink.sources = &sources;
	config_init(&config, rule_id);
}

static void
stop(void)
{
	config_free(&config);
	diag_free(&sink);
	sources_free(&sources);
}

TestSuite(config_read, .init = start, .fini = stop);

static bool
read_text(const char *text)
{
	uint32_t file =
	    sources_add(&sources, "etc/mxd.yaml", text, strlen(text));

	return config_from_source(&config, &sources, file, &sink);
}

/* The text is refused with exactly these complaints, one a line. */
static void
wrong(const char *text, const char *expected)
{
	char all[2048] = "";

	cr_expect_not(read_text(text), "%s", text);
	for (size_t i = 0; i < sink.list.count; i++) {
		char *line = diag_line(&sink, &sink.list.items[i]);
		size_t len = strlen(all);

		cr_assert(strncmp(line, "etc/mxd.yaml:", 13) == 0, "%s", line);
		snprintf(all + len, sizeof all - len, "%s\n", line + 13);
		free(line);
	}
	cr_expect_str_eq(all, expected);
	diag_free(&sink);
}

Test(config_read, a_file_may_set_everything)
{
	cr_assert(read_text("# all of it\n"
			    "listen: [192.0.2.1@53, '2001:db8::1']\n"
			    "zones:\n"
			    "- zones\n"
			    "- example.com=/srv/db.example\n"
			    "allow: [mx-exchange-alias]\n"
			    "strict: yes\n"
			    "workers: auto\n"
			    "nsid: lab 1\n"
			    "version-bind: mxd\n"
			    "id-server: \"\"\n"
			    "udp-size: 1400\n"
			    "cookie-secret: e5e973e5a6b2a43f48e7dc849e37bfcf\n"
			    "tcp-idle-timeout: 2\n"
			    "tcp-connections: 10\n"
			    "tcp-connections-per-client: 0\n"
			    "refused-names-zones: on\n"
			    "include-anywhere: true\n"
			    "log-level: debug\n"));
	cr_assert_eq(config.listen.count, 2);
	cr_expect_str_eq(config.listen.items[1].address, "2001:db8::1");
	cr_expect_eq(config.listen.items[1].port, 53);
	cr_assert_eq(config.zones.count, 2);
	cr_expect_str_eq(config.zones.items[0], "etc/zones");
	cr_expect_str_eq(config.zones.items[1], "example.com=/srv/db.example");
	cr_assert_eq(config.allow.count, 1);
	cr_expect(config.strict);
	cr_expect_eq(config.workers, 0);
	cr_expect_str_eq(config.nsid, "lab 1");
	cr_expect_str_eq(config.version_bind, "mxd");
	cr_expect_null(config.id_server);
	cr_expect_eq(config.udp_size, 1400);
	cr_expect_eq(config.cookie_secret.key[0], 0xe5);
	cr_expect_eq(config.tcp_idle_timeout, 2);
	cr_expect_eq(config.tcp_connections, 10);
	cr_expect_eq(config.tcp_connections_per_client, 0);
	cr_expect(config.refused_names_zones);
	cr_expect(config.include_anywhere);
	cr_expect_eq(config.log_level, LOG_DEBUG);
}

Test(config_read, a_file_without_settings_leaves_the_defaults)
{
	cr_expect(read_text(""));
	cr_expect(read_text("# nothing\n"));
	cr_expect(read_text("---\n"));
	cr_expect(read_text("{}\n"));
	cr_expect_eq(config.udp_size, 1232);
	cr_expect_eq(config.listen.count, 2);
}

Test(config_read, one_value_of_a_list_needs_no_list)
{
	cr_expect(read_text("listen: 127.0.0.1@0\n"));
	cr_expect_eq(config.listen.count, 1);
}

Test(config_read, anchors_and_merges_work)
{
	cr_expect(read_text("nsid: &name mx1\nid-server: *name\n"
			    "<<: {workers: 2, nsid: other}\n"));
	cr_expect_str_eq(config.nsid, "mx1");
	cr_expect_str_eq(config.id_server, "mx1");
	cr_expect_eq(config.workers, 2);
}

Test(config_read, an_unknown_setting_is_named_with_the_nearest_known_one)
{
	wrong("workers: 1\nudp-szie: 1232\n",
	      "2:1: error: no setting is called \"udp-szie\"; did you mean "
	      "udp-size?\n");
	wrong("recursion: yes\n",
	      "1:1: error: no setting is called \"recursion\"; mxd.yaml(5) has "
	      "all of them\n");
}

Test(config_read, a_wrong_value_is_quoted_with_what_would_be_right)
{
	wrong("udp-size: 9000\n",
	      "1:11: error: udp-size \"9000\": must be a number from 512 to "
	      "4096\n");
	wrong("listen:\n  - 127.0.0.1:53\n",
	      "2:5: error: listen \"127.0.0.1:53\": the port goes behind an @, "
	      "as in 127.0.0.1@5300 or ::1@5300\n");
	wrong("strict: perhaps\n",
	      "1:9: error: strict \"perhaps\": must be yes or no\n");
	wrong(
	    "allow: mx-exchange-alas\n",
	    "1:8: error: allow \"mx-exchange-alas\": is no rule; did you mean "
	    "mx-exchange-alias?\n");
	wrong("cookie-secret: "
	      "e5e973e5a6b2a43f48e7dc849e37bfcfe5e973e5a6b2a43f48e7dc849e37\n",
	      "1:16: error: cookie-secret "
	      "\"e5e973e5a6b2a43f48e7dc849e37bfcfe5e973e5...\": must be 32 hex "
	      "digits, or random\n");
}

Test(config_read, a_value_of_the_wrong_shape_is_an_error)
{
	wrong("udp-size: [1232]\n",
	      "1:11: error: udp-size takes one value, not a list\n");
	wrong("listen: {address: 127.0.0.1}\n",
	      "1:9: error: listen takes ADDR@PORT, no settings of its own\n");
	wrong("listen: [[127.0.0.1], ~]\n",
	      "1:10: error: listen: an item must be ADDR@PORT\n"
	      "1:23: error: listen: an item must be ADDR@PORT\n");
	wrong("- listen\n",
	      "1:1: error: must be settings, a line each, as in \"listen: "
	      "127.0.0.1@5300\"\n");
	wrong("listen\n",
	      "1:1: error: must be settings, a line each, as in \"listen: "
	      "127.0.0.1@5300\"\n");
}

Test(config_read, no_value_is_an_error_and_an_empty_text_is_a_value)
{
	wrong("zones:\n",
	      "1:1: error: zones has no value; leave it out, or give "
	      "[ORIGIN=]FILE|FOLDER\n");
	wrong("listen: []\n",
	      "1:1: error: listen has no value; leave it out, or give "
	      "ADDR@PORT\n");
	wrong("nsid: ~\n", "1:1: error: nsid has no value; leave it out, or "
			   "give TEXT\n");
	cr_expect(read_text("nsid: ''\n"));
}

Test(config_read, nul_octets_and_tags_are_errors)
{
	wrong("nsid: \"a\\0b\"\n",
	      "1:7: error: nsid \"a\": holds a NUL octet\n");
	wrong("zones: !include zones.yaml\n",
	      "1:8: error: the tag !include has no meaning here\n");
}

Test(config_read, all_errors_of_a_file_come_in_one_run)
{
	wrong(
	    "udp-size: 1\n"
	    "workers: none\n"
	    "colour: red\n"
	    "udp-size: 1232\n"
	    "log-level: loud\n",
	    "4:1: error: key \"udp-size\" a second time; the first is at line "
	    "1, column 1\n"
	    "1:11: error: udp-size \"1\": must be a number from 512 to 4096\n"
	    "2:10: error: workers \"none\": must be a number from 1 to 64, or "
	    "auto\n"
	    "3:1: error: no setting is called \"colour\"; mxd.yaml(5) has all "
	    "of them\n"
	    "5:12: error: log-level \"loud\": must be error, warning, info or "
	    "debug\n");
}

Test(config_read, what_is_not_yaml_is_one_error)
{
	wrong("listen: [127.0.0.1@53\n",
	      "2:1: error: not YAML: did not find expected ',' or ']' (while "
	      "parsing a flow sequence that begins at line 1)\n");
}

Test(config_read, a_large_file_is_no_configuration)
{
	static char text[(1 << 20) + 2];

	memset(text, '#', sizeof text - 1);
	wrong(text, "1:1: error: larger than 1 MiB: not a configuration\n");
}

Test(config_read, a_file_that_cannot_be_read_is_an_error_with_the_reason)
{
	char *line;

	cr_expect_not(config_from_file(&config, "tests/no-such-file.yaml",
				       &sources, &sink));
	cr_assert_eq(sink.list.count, 1);
	line = diag_line(&sink, &sink.list.items[0]);
	cr_expect_str_eq(line,
			 "error: cannot read tests/no-such-file.yaml: No such "
			 "file or directory");
	free(line);
}

Test(config_read, the_sample_is_right_and_shows_every_setting)
{
	size_t count;
	const struct setting *rows = setting_rows(&count);
	const char *text;

	cr_expect(config_from_file(&config, "mxd.yaml", &sources, &sink));
	cr_assert_eq(sources.list.count, 1);
	text = sources_get(&sources, 1)->text;
	for (size_t i = 0; i < count; i++) {
		char line[64];

		snprintf(line, sizeof line, "\n%s:", rows[i].name);
		if (strstr(text, line))
			continue;
		snprintf(line, sizeof line, "\n#%s:", rows[i].name);
		cr_expect(strstr(text, line), "%s is not in mxd.yaml",
			  rows[i].name);
	}
}

/* The sample's commented settings, each taken in: none is wrong. */
Test(config_read, what_the_sample_comments_out_is_right_too)
{
	char *text;

	cr_assert(config_from_file(&config, "mxd.yaml", &sources, &sink));
	text = sources_get(&sources, 1)->text;
	for (char *at = text; (at = strstr(at, "\n#")); at++) {
		if (at[2] >= 'a' && at[2] <= 'z')
			memmove(at + 1, at + 2, strlen(at + 1));
	}
	cr_expect(read_text(text));
	for (size_t i = 0; i < sink.list.count; i++)
		cr_log_error("%s", diag_line(&sink, &sink.list.items[i]));
}

Test(config_read, levels_of_rules_are_a_mapping_or_a_list)
{
	cr_assert(read_text("rules: {mx-exchange-alias: off}\n"));
	cr_assert_eq(config.rules.count, 1);
	cr_expect_str_eq(config.rules.items[0], "mx-exchange-alias=off");
	cr_expect(read_text("rules: [mx-exchange-alias=note]\n"));
	cr_expect_not(read_text("rules: {mx-exchange-alias: loud}\n"));
	cr_expect_not(read_text("rules: {mx-exchange-alias: [warn]}\n"));
	cr_expect_not(read_text("allow: {mx-exchange-alias: warn}\n"));
}
