#include "base/nearest.h"
#include "check/example.h"
#include "check/rule.h"
#include "cli/help.h"
#include "zone/master.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 78 };

static void
print_word(const char *word, size_t len, bool capital)
{
	int first = (unsigned char)word[0];

	putchar(capital ? toupper(first) : first);
	fwrite(word + 1, 1, len - 1, stdout);
}

/* A sentence in lines, with a capital letter and a full stop. */
static void
print_sentence(const char *text)
{
	const char *at = text;
	size_t column = 0;

	while (*at != '\0') {
		size_t len = strcspn(at, " ");

		if (column > 0 && column + 1 + len > WIDTH) {
			putchar('\n');
			column = 0;
		} else if (column > 0) {
			putchar(' ');
			column++;
		}
		/* A name stays as it is. */
		print_word(at, len, at == text && !memchr(at, '.', len));
		column += len;
		at += len + strspn(at + len, " ");
	}
	puts(".");
}

static void
print_levels(const struct rule *rule)
{
	printf("%s: %s in a lab, %s in public", rule->id,
	       rule_level_word((enum rule_level)rule->lab),
	       rule_level_word((enum rule_level)rule->public));
	puts(rule->mandatory ? "; cannot be allowed\n" : "\n");
}

static void
print_text(const char *title, const char *text)
{
	printf("\n%s\n\n", title);
	while (*text != '\0') {
		int len = (int)strcspn(text, "\n");

		printf("%s%.*s\n", len > 0 ? "    " : "", len, text);
		text += len + (text[len] == '\n');
	}
}

/* All that the rules find in a zone that is alone. */
static bool
judge_text(struct sources *sources, uint32_t file, enum check_profile profile,
	   struct diag_sink *sink)
{
	struct master_options options = {0};
	struct check_policy policy = {.profile = profile};
	struct zone_builder *builder;
	uint8_t wire[NAME_WIRE_MAX];

	if (!master_origin(sources, file, wire, &options.origin))
		return false;
	builder = zone_builder_new(options.origin);
	if (!master_read(sources, file, &options, builder, sink)) {
		zone_builder_free(builder);
		return false;
	}

	struct draft draft = zone_builder_freeze(builder);
	struct view_zone zone = {.apex = options.origin, .zone = draft.zone};
	struct view *view = view_new(&zone, 1);
	struct check_zone judged = {.draft = &draft, .file = file};

	check_zones(&policy, view, &judged, sink);
	free(judged.refusal);
	view_unref(view);
	draft_free(&draft);
	return true;
}

/* Print what the rule says of the example; whether it says anything. */
static bool
print_findings(const struct rule *rule, const char *text,
	       enum check_profile profile)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	uint32_t file = sources_add(&sources, "bad.zone", text, strlen(text));
	bool found = false;

	if (judge_text(&sources, file, profile, &sink))
		diag_sort(&sink);
	for (size_t i = 0; i < sink.list.count; i++) {
		const struct diag *diag = &sink.list.items[i];

		if (!diag->rule || strcmp(diag->rule, rule->id) != 0)
			continue;

		char *line = diag_line(&sink, diag);

		printf("%s%s\n", found ? "" : "\n", line);
		free(line);
		found = true;
	}
	diag_free(&sink);
	sources_free(&sources);
	return found;
}

static void
print_example(const struct rule *rule, const struct rule_example *example)
{
	print_text("Good:", example->good);
	print_text("Bad:", example->bad);
	for (int profile = CHECK_LAB; profile <= CHECK_STRICT; profile++) {
		if (print_findings(rule, example->bad,
				   (enum check_profile)profile))
			return;
	}
}

static int
no_rule(const char *id)
{
	struct nearest nearest = nearest_to(id, strlen(id));
	size_t count;
	const struct rule *rules = rule_rows(&count);

	for (size_t i = 0; i < count; i++)
		nearest_try(&nearest, rules[i].id);
	fprintf(stderr, "mxd explain: there is no rule %s", id);
	if (nearest.word)
		fprintf(stderr, "; did you mean %s?", nearest.word);
	fputs("\n`mxd check --list` lists the rules\n", stderr);
	return EXIT_MISUSED;
}

int
cmd_explain(const struct verb *verb, int argc, char **argv)
{
	const struct rule *rule;
	const struct rule_example *example;

	if (argc < 2) {
		fputs("mxd explain: which rule? `mxd check --list` lists "
		      "them\n",
		      stderr);
		return EXIT_MISUSED;
	}
	if (argc > 2)
		return help_too_much(verb, argv[2]);
	rule = rule_find(argv[1]);
	if (!rule)
		return no_rule(argv[1]);
	example = rule_example(rule->id);
	print_levels(rule);
	print_sentence(rule->says);
	if (*rule->reference != '\0')
		printf("\nReference: %s\n", rule->reference);
	if (example)
		print_example(rule, example);
	return EXIT_GOOD;
}
