#include "base/alloc.h"
#include "cli/help.h"
#include "cli/options.h"
#include "control/newzone.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The command line. */
struct making {
	const struct verb *verb;
	struct newzone zone;
	const char *selector;
	const char *key_path; /* NULL: no key */
	const char *folder;   /* NULL: standard output */
	bool reverse, force, yaml;
};

static bool
say_wrong(const char *option, char *wrong)
{
	if (wrong)
		fprintf(stderr, "mxd new: %s%s%s\n", option,
			option[0] != '\0' ? ": " : "", wrong);
	free(wrong);
	return !wrong;
}

static bool
take_format(struct making *making, const char *word)
{
	making->yaml = strcmp(word, "yaml") == 0;
	if (making->yaml || strcmp(word, "zone") == 0)
		return true;
	fprintf(stderr, "mxd new: --format %s: must be zone or yaml\n", word);
	return false;
}

static bool
take_provider(struct making *making, const char *name)
{
	char *names;

	making->zone.provider = provider_find(name);
	if (making->zone.provider)
		return true;
	names = provider_names();
	fprintf(stderr, "mxd new: --provider %s: must be %s\n", name, names);
	free(names);
	return false;
}

/* A file that holds a key or certificate. */
static bool
read_pem(struct sources *sources, const char *option, const char *path,
	 const struct source **pem)
{
	char why[SOURCE_WHY_MAX];
	uint32_t file;

	if (sources_read(sources, path, &file, why)) {
		*pem = sources_get(sources, file);
		return true;
	}
	fprintf(stderr, "mxd new: %s: cannot read %s: %s\n", option, path, why);
	return false;
}

/* Private keys do not stay in memory. */
static void
forget(struct sources *sources)
{
	for (size_t i = 0; i < sources->list.count; i++)
		explicit_bzero(sources->list.items[i].text,
			       sources->list.items[i].size);
	sources_free(sources);
}

static bool
take_key(struct making *making)
{
	struct sources sources = {0};
	const struct source *pem;
	bool good = !making->key_path ||
		    (read_pem(&sources, "--dkim-key", making->key_path, &pem) &&
		     say_wrong("", newzone_set_dkim(&making->zone,
						    making->selector, pem)));

	forget(&sources);
	return good;
}

/* [HOST=]FILE; the host's name has no slash. */
static bool
take_certificate(struct making *making, const char *text)
{
	size_t len = strcspn(text, "=/");
	char *host = text[len] == '=' ? xstrndup(text, len) : NULL;
	struct sources sources = {0};
	const struct source *pem;
	bool good =
	    read_pem(&sources, "--tlsa", host ? text + len + 1 : text, &pem) &&
	    say_wrong("--tlsa", newzone_add_tlsa(&making->zone, host, pem));

	forget(&sources);
	free(host);
	return good;
}

static bool
take_listed(struct making *making, const char *name, const char *value)
{
	struct newzone *zone = &making->zone;
	char *option = xasprintf("--%s %s", name, value);
	char *wrong = strcmp(name, "mx") == 0 ? newzone_add_mx(zone, value)
		      : strcmp(name, "ns") == 0
			  ? newzone_add_server(zone, value)
			  : newzone_add_address(zone, value);
	bool good = say_wrong(option, wrong);

	free(option);
	return good;
}

static void
take_text(char **into, const char *value)
{
	free(*into);
	*into = xstrndup(value, strlen(value));
}

static bool
take_option(struct making *making, const struct given_option *given)
{
	const char *name = given->option->name;
	const char *value = given->value;

	if (strcmp(name, "provider") == 0)
		return take_provider(making, value);
	if (strcmp(name, "format") == 0)
		return take_format(making, value);
	if (strcmp(name, "tlsa") == 0)
		return take_certificate(making, value);
	if (strcmp(name, "spf") == 0)
		take_text(&making->zone.spf, value);
	else if (strcmp(name, "dmarc") == 0)
		take_text(&making->zone.dmarc, value);
	else if (strcmp(name, "dkim-key") == 0)
		making->key_path = value;
	else if (strcmp(name, "dkim-selector") == 0)
		making->selector = value;
	else if (strcmp(name, "output") == 0)
		making->folder = value;
	else if (strcmp(name, "reverse") == 0)
		making->reverse = true;
	else if (strcmp(name, "force") == 0)
		making->force = true;
	else
		return take_listed(making, name, value);
	return true;
}

/* The domain first: relative names among the options are of it. */
static bool
take_domain(struct making *making, int argc, char **argv)
{
	struct given_option given;
	enum options_result result;

	options_start();
	while ((result = options_next(making->verb, argc, argv, &given)) ==
	       OPTIONS_GIVEN)
		;
	if (result == OPTIONS_WRONG)
		return false;
	if (optind == argc) {
		fputs("mxd new: for which domain? See mxd help new\n", stderr);
		return false;
	}
	if (optind + 1 < argc) {
		help_too_much(making->verb, argv[optind + 1]);
		return false;
	}
	return say_wrong("", newzone_set_domain(&making->zone, argv[optind]));
}

static bool
read_arguments(struct making *making, int argc, char **argv)
{
	struct given_option given;

	if (!take_domain(making, argc, argv))
		return false;
	options_start();
	while (options_next(making->verb, argc, argv, &given) ==
	       OPTIONS_GIVEN) {
		if (!take_option(making, &given))
			return false;
	}
	if (making->reverse && !making->folder) {
		fputs("mxd new: --reverse makes several files: say where, "
		      "--output FOLDER\n",
		      stderr);
		return false;
	}
	return take_key(making) &&
	       say_wrong("", newzone_complete(&making->zone));
}

static bool
say_failed(const char *path)
{
	fprintf(stderr, "mxd new: cannot write %s: %s\n", path,
		strerror(errno));
	return false;
}

static bool
write_file(const struct making *making, const struct newzone_text *zone,
	   const char *path)
{
	FILE *file = fopen(path, making->force ? "we" : "wxe");

	if (!file)
		return say_failed(path);
	fputs(zone->text, file);
	if (ferror(file) | fclose(file))
		return say_failed(path);
	return true;
}

static bool
is_free(const char *path)
{
	if (access(path, F_OK) != 0)
		return true;
	fprintf(stderr,
		"mxd new: %s is there already; --force writes over it\n", path);
	return false;
}

/* Nothing is written unless all can be. */
static bool
write_folder(const struct making *making, const struct newzone_texts *texts)
{
	size_t count = texts->list.count;
	char **paths = xcalloc(count, sizeof *paths);
	bool good = mkdir(making->folder, 0777) == 0 || errno == EEXIST ||
		    say_failed(making->folder);

	for (size_t i = 0; i < count; i++) {
		paths[i] = xasprintf("%s/%s.%s", making->folder,
				     texts->list.items[i].name,
				     texts->yaml ? "yaml" : "zone");
		good = good && (making->force || is_free(paths[i]));
	}
	for (size_t i = 0; good && i < count; i++)
		good = write_file(making, &texts->list.items[i], paths[i]);
	for (size_t i = 0; i < count; i++) {
		if (good)
			printf("%s\n", paths[i]);
		free(paths[i]);
	}
	free(paths);
	return good;
}

static int
write_texts(const struct making *making, const struct newzone_texts *texts)
{
	if (making->folder && !write_folder(making, texts))
		return EXIT_SYSTEM;
	if (!making->folder)
		fputs(texts->list.items[0].text, stdout);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_GOOD;
	say_failed("standard output");
	return EXIT_SYSTEM;
}

/* What has a warning is written too: a lab may want it so. */
static int
judge_and_write(const struct making *making, struct newzone_texts *texts)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	int status = EXIT_ZONES;

	newzone_judge(texts, &sources, &sink);
	if (sink.errors > 0 || sink.warnings > 0)
		diag_print(&sink, true);
	if (sink.errors == 0 && making->yaml)
		newzone_to_yaml(texts);
	if (sink.errors > 0)
		fputs("mxd new: nothing is written\n", stderr);
	else
		status = write_texts(making, texts);
	if (status == EXIT_GOOD && sink.warnings > 0)
		status = EXIT_WARNED;
	diag_free(&sink);
	sources_free(&sources);
	return status;
}

/* YYYYMMDDnn (RFC 1912 §2.2). */
static uint32_t
serial_of_today(void)
{
	time_t now = time(NULL);
	struct tm day;

	gmtime_r(&now, &day);
	return ((uint32_t)(day.tm_year + 1900) * 10000 +
		(uint32_t)(day.tm_mon + 1) * 100 + (uint32_t)day.tm_mday) *
		   100 +
	       1;
}

int
cmd_new(const struct verb *verb, int argc, char **argv)
{
	struct making making = {.verb = verb, .selector = "mail"};
	struct newzone_texts texts = {0};
	int status = EXIT_MISUSED;

	making.zone.serial = serial_of_today();
	if (read_arguments(&making, argc, argv)) {
		newzone_write(&making.zone, making.reverse, &texts);
		status = judge_and_write(&making, &texts);
	}
	newzone_texts_free(&texts);
	newzone_free(&making.zone);
	return status;
}
