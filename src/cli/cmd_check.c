#include "check/rule.h"
#include "cli/options.h"
#include "cli/report.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

/* The command line. */
struct checking {
	const struct verb *verb;
	struct config config;
	const char *config_path; /* NULL: none */
	enum check_profile profile;
	bool has_profile; /* else the configuration says */
	const struct report_format *format;
	bool list;
};

static const char *const profile_words[] = {
    [CHECK_LAB] = "lab",
    [CHECK_PUBLIC] = "public",
    [CHECK_STRICT] = "strict",
};

enum { PROFILES = sizeof profile_words / sizeof profile_words[0] };

static bool
take_profile(struct checking *checking, const char *word)
{
	for (size_t i = 0; i < PROFILES; i++) {
		if (strcmp(word, profile_words[i]) != 0)
			continue;
		checking->profile = (enum check_profile)i;
		checking->has_profile = true;
		return true;
	}
	fprintf(stderr,
		"mxd check: --profile %s: must be lab, public or strict\n",
		word);
	return false;
}

static bool
take_format(struct checking *checking, const char *word)
{
	checking->format = report_format(word);
	if (checking->format)
		return true;
	fprintf(stderr, "mxd check: --format %s: must be %s\n", word,
		report_formats());
	return false;
}

/* An option or operand that is a setting of that name. */
static bool
take_setting(struct checking *checking, const char *name, const char *prefix,
	     const char *value)
{
	char why[CONFIG_WHY_MAX];

	if (config_set_text(&checking->config, setting_get(name, strlen(name)),
			    value ? value : "yes", why))
		return true;
	fprintf(stderr, "mxd check: %s%s %s: %s\n", prefix, name, value, why);
	return false;
}

static bool
take_option(struct checking *checking, const struct given_option *given)
{
	const char *name = given->option->name;

	if (strcmp(name, "profile") == 0)
		return take_profile(checking, given->value);
	if (strcmp(name, "format") == 0)
		return take_format(checking, given->value);
	if (strcmp(name, "config") == 0)
		checking->config_path = given->value;
	else if (strcmp(name, "list") == 0)
		checking->list = true;
	else
		return take_setting(checking, name, "--", given->value);
	return true;
}

static bool
read_arguments(struct checking *checking, int argc, char **argv)
{
	struct given_option given;
	enum options_result result;

	options_start();
	while ((result = options_next(checking->verb, argc, argv, &given)) ==
	       OPTIONS_GIVEN) {
		if (!take_option(checking, &given))
			return false;
	}
	if (result == OPTIONS_WRONG)
		return false;
	for (int i = optind; i < argc; i++) {
		if (!take_setting(checking, "zones", "", argv[i]))
			return false;
	}
	return true;
}

static bool
read_config(struct checking *checking)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	bool good = !checking->config_path ||
		    config_from_file(&checking->config, checking->config_path,
				     &sources, &sink);

	diag_print(&sink, true);
	diag_free(&sink);
	sources_free(&sources);
	return good;
}

static bool
has_zones(const struct checking *checking)
{
	if (config_origin(&checking->config, setting_get("zones", 5)) !=
	    CONFIG_DEFAULT)
		return true;
	fputs("mxd check: which zones? See mxd help check\n", stderr);
	return false;
}

static int
status_of(const struct load_verdict *verdict, const struct diag_sink *sink)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "mxd check: cannot write: %s\n",
			strerror(errno));
		return EXIT_ZONES;
	}
	if (verdict->refused > 0 || sink->errors > 0)
		return EXIT_ZONES;
	return sink->warnings > 0 ? EXIT_WARNED : EXIT_GOOD;
}

static int
check(const struct checking *checking)
{
	const struct config *config = &checking->config;
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct load_options options = {
	    .zones = (const char *const *)config->zones.items,
	    .zone_count = config->zones.count,
	    .policy.profile = checking->has_profile ? checking->profile
			      : config->strict      ? CHECK_STRICT
						    : CHECK_LAB,
	    .policy.allow = (const char *const *)config->allow.items,
	    .policy.allow_count = config->allow.count,
	    .policy.levels = (const char *const *)config->rules.items,
	    .policy.level_count = config->rules.count,
	    .include_anywhere = config->include_anywhere,
	};
	struct load_verdict verdict = load_judge(&options, &sources, &sink);
	int status;

	diag_sort(&sink);
	checking->format->write(&(struct report){&verdict, &sink}, stdout);
	status = status_of(&verdict, &sink);
	diag_free(&sink);
	sources_free(&sources);
	return status;
}

static int
list_rules(void)
{
	size_t count;
	const struct rule *rules = rule_rows(&count);

	printf("%-28s %-8s %-8s %s\n", "rule", "lab", "public",
	       "what is asked for");
	for (size_t i = 0; i < count; i++)
		printf("%-28s %-8s %-8s %s\n", rules[i].id,
		       rule_level_word((enum rule_level)rules[i].lab),
		       rule_level_word((enum rule_level)rules[i].public),
		       rules[i].says);
	return EXIT_GOOD;
}

static int
run(struct checking *checking, int argc, char **argv)
{
	if (!read_arguments(checking, argc, argv))
		return EXIT_MISUSED;
	if (checking->list)
		return list_rules();
	if (!read_config(checking) || !has_zones(checking))
		return EXIT_MISUSED;
	return check(checking);
}

int
cmd_check(const struct verb *verb, int argc, char **argv)
{
	struct checking checking = {.verb = verb,
				    .format = report_format("text")};
	int status;

	config_init(&checking.config, check_rule_id);
	status = run(&checking, argc, argv);
	config_free(&checking.config);
	return status;
}
