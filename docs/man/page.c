/*
 * page PAGE.in: write a manual page, its tables made from the program's own.
 *
 * A line that is the name of a table between two @ becomes the items of an
 * mdoc list, "@error 24" the item of one Extended DNS Error. So a page cannot
 * name a setting, a rule or a type that the program does not know, nor forget
 * one.
 */
#include "check/rule.h"
#include "cli/ctl.h"
#include "cli/verb.h"
#include "config/kind.h"
#include "config/setting.h"
#include "dns/codes.h"
#include "dns/rrtype.h"
#include "fault/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 72 };

/* Text as roff takes it; `first`: at the start of a line. */
static void
put_text(const char *text, bool first)
{
	if (first && (*text == '.' || *text == '\''))
		fputs("\\&", stdout);
	for (; *text != '\0'; text++) {
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else if (*text == '"')
			fputs("\\(dq", stdout);
		else if (strncmp(text, "\302\247", 2) == 0 && text++)
			fputs("\\(sc", stdout);
		else if ((unsigned char)*text >= 0x80)
			exit((fprintf(stderr, "not ASCII: %s\n", text), 1));
		else
			fputc(*text, stdout);
	}
}

/* One argument of a macro, with blanks or not, and no macro itself. */
static void
put_argument(const char *text)
{
	fputs(" \"\\&", stdout);
	put_text(text, false);
	fputc('"', stdout);
}

/* A sentence begins a line, as roff wants it; none is over COLUMNS long. */
static void
put_sentences(const char *text)
{
	char line[COLUMNS + 1];

	while (*text != '\0') {
		const char *end = strstr(text, ". ");
		size_t len = end ? (size_t)(end - text) + 1 : strlen(text);

		while (len > COLUMNS || (text[len] != ' ' && text[len] != '\0'))
			len--;
		snprintf(line, sizeof line, "%.*s", (int)len, text);
		put_text(line, true);
		fputc('\n', stdout);
		text += len;
		text += *text == ' ';
	}
}

/* "an MX names a host": a sentence in a table is one on the page. */
static void
put_as_sentence(const char *text)
{
	char line[1024];

	snprintf(line, sizeof line, "%s%s", text,
		 text[strlen(text) - 1] == '.' ? "" : ".");
	if (line[0] >= 'a' && line[0] <= 'z' && strncmp(line, "mail.", 5) != 0)
		line[0] = (char)(line[0] - 'a' + 'A');
	put_sentences(line);
}

/* --- settings ----------------------------------------------------------- */

static void
put_default(const struct setting *setting)
{
	char item[128];
	const char *at = setting->standard;
	const char *more = setting->kind->list ? " and" : "";

	if (*at == '\0') {
		printf("The default is none.\n");
		return;
	}
	printf("The default is\n");
	while (*at != '\0') {
		size_t len =
		    setting->kind->list ? strcspn(at, " ") : strlen(at);

		snprintf(item, sizeof item, "%.*s", (int)len, at);
		at += len;
		at += *at == ' ';
		fputs(".Ql", stdout);
		put_argument(item);
		puts(*at == '\0' ? " ." : "");
		if (*at != '\0')
			puts(more + 1);
	}
}

static void
put_settings(void)
{
	size_t count;
	const struct setting *rows = setting_rows(&count);

	for (size_t i = 0; i < count; i++) {
		fputs(".It Ic", stdout);
		put_argument(rows[i].name);
		fputs(" : Ar", stdout);
		put_argument(rows[i].argument);
		fputc('\n', stdout);
		put_sentences(rows[i].text);
		if (rows[i].kind == &kind_number)
			printf("From %u to %u.\n", rows[i].min, rows[i].max);
		if (rows[i].kind == &kind_workers)
			printf("At most %u.\n", rows[i].max);
		if (rows[i].kind == &kind_text)
			printf("At most %u octets.\n", rows[i].max);
		if (rows[i].kind->list)
			printf("A list, or a single one.\n");
		put_default(&rows[i]);
		if (rows[i].flags & SETTING_START)
			printf("Read at the start only.\n");
		if (rows[i].flags & SETTING_OPERAND)
			puts("On the command line: what is no option.");
		if (rows[i].flags & SETTING_OPTION) {
			fputs("On the command line:\n.Fl Fl", stdout);
			put_argument(rows[i].name);
			puts(" .");
		}
	}
}

/* --- faults ------------------------------------------------------------- */

static void
put_fields(void)
{
	size_t count;
	const struct fault_field *rows = fault_fields(&count);

	for (size_t i = 0; i < count; i++) {
		fputs(".It Ic", stdout);
		put_argument(rows[i].name);
		fputs(" : Ar", stdout);
		put_argument(rows[i].argument);
		fputc('\n', stdout);
		put_as_sentence(rows[i].says);
	}
}

/* The fields that an action needs or takes. */
static void
put_parameters(const char *words, unsigned parameters)
{
	size_t count;
	const struct fault_field *rows = fault_fields(&count);
	const char *between = words;

	for (size_t i = 0; i < count; i++) {
		if (!(rows[i].parameter & parameters))
			continue;
		printf("%s\n.Ic", between);
		put_argument(rows[i].name);
		between = " ,";
	}
	puts(" .");
}

static void
put_actions(void)
{
	size_t count;
	const struct action *rows = action_rows(&count);

	for (size_t i = 0; i < count; i++) {
		fputs(".It Ic", stdout);
		put_argument(rows[i].name);
		fputc('\n', stdout);
		put_as_sentence(rows[i].says);
		if (rows[i].transports == FAULT_UDP)
			puts("Over UDP only.");
		if (rows[i].transports == FAULT_TCP)
			puts("Over TCP only.");
		if (rows[i].needs)
			put_parameters("Needs", rows[i].needs);
		if (rows[i].takes)
			put_parameters("Takes", rows[i].takes);
	}
}

/* --- verbs -------------------------------------------------------------- */

static void
put_option(char letter, const char *name, const char *argument)
{
	fputs(".It", stdout);
	if (letter != 0)
		printf(" Fl %c ,", letter);
	fputs(" Fl Fl", stdout);
	put_argument(name);
	if (argument) {
		fputs(" Ar", stdout);
		put_argument(argument);
	}
	fputc('\n', stdout);
}

/* The options that are settings too. */
static void
put_setting_options(void)
{
	size_t count;
	const struct setting *rows = setting_rows(&count);

	for (size_t i = 0; i < count; i++) {
		bool flag = rows[i].kind->flag;

		if (!(rows[i].flags & SETTING_OPTION))
			continue;
		put_option(0, rows[i].name, flag ? NULL : rows[i].argument);
		put_as_sentence(rows[i].brief);
		if (rows[i].kind->list)
			puts("May be given several times.");
	}
}

static void
put_options(const struct verb *verb)
{
	if (!verb->settings && !verb->options[0].name)
		return;
	puts(".Bl -tag -width Ds");
	for (size_t i = 0; i < VERB_OPTIONS_MAX && verb->options[i].name; i++) {
		const struct verb_option *option = &verb->options[i];

		put_option(option->letter, option->name, option->argument);
		put_as_sentence(option->brief);
	}
	if (verb->settings)
		put_setting_options();
	puts(".El");
}

static void
put_verbs(void)
{
	size_t count;
	const struct verb *rows = verb_rows(&count);

	for (size_t i = 0; i < count; i++) {
		fputs(".It Cm", stdout);
		put_argument(rows[i].name);
		if (*rows[i].arguments != '\0')
			put_argument(rows[i].arguments);
		fputc('\n', stdout);
		put_as_sentence(rows[i].brief);
		put_options(&rows[i]);
	}
}

/* --- commands of mxd ctl ------------------------------------------------ */

static void
put_commands(void)
{
	size_t count;
	const struct ctl_verb *rows = ctl_rows(&count);

	for (size_t i = 0; i < count; i++) {
		fputs(".It Cm", stdout);
		put_argument(rows[i].name);
		if (*rows[i].arguments != '\0')
			put_argument(rows[i].arguments);
		fputc('\n', stdout);
		put_as_sentence(rows[i].brief);
	}
}

static void
put_ctl_options(void)
{
	put_options(verb_get("ctl"));
}

/* --- rules, types ------------------------------------------------------- */

static const char *
level_word(uint8_t level)
{
	switch ((enum rule_level)level) {
	case RULE_OFF:
		break;
	case RULE_NOTE:
		return "note";
	case RULE_WARN:
		return "warning";
	case RULE_REFUSE:
		return "refused";
	}
	return "off";
}

static void
put_rules(void)
{
	size_t count;
	const struct rule *rows = rule_rows(&count);

	for (size_t i = 0; i < count; i++) {
		fputs(".It Ic", stdout);
		put_argument(rows[i].id);
		printf(" Pq %s", level_word(rows[i].lab));
		if (rows[i].public != rows[i].lab)
			printf(" , in public %s", level_word(rows[i].public));
		puts(rows[i].mandatory ? " , cannot be allowed" : "");
		put_as_sentence(rows[i].says);
		if (*rows[i].reference == '\0')
			continue;
		fputc('(', stdout);
		put_text(rows[i].reference, false);
		puts(")");
	}
}

static void
put_types(void)
{
	size_t count;
	const struct rrtype *rows = rrtype_rows(&count);
	const char *between = "";

	for (size_t i = 0; i < count; i++) {
		if (!rows[i].mnemonic || rows[i].flags & RRTYPE_META)
			continue;
		printf("%s%s", between, rows[i].mnemonic);
		between = ",\n";
	}
	puts(".");
}

/* "24": the item of an Extended DNS Error, with its name. */
static void
put_error(const char *number)
{
	char text[CODE_TEXT_MAX];
	unsigned long value = strtoul(number, NULL, 10);

	printf(".It %lu Pq %s\n", value,
	       code_to_text(&codes_ede, (uint16_t)value, text));
}

/* --- pages -------------------------------------------------------------- */

static const struct {
	const char *name;
	void (*put)(void);
} tables[] = {
    {"@actions@\n", put_actions},
    {"@commands@\n", put_commands},
    {"@ctl-options@\n", put_ctl_options},
    {"@faults@\n", put_fields},
    {"@rules@\n", put_rules},
    {"@settings@\n", put_settings},
    {"@types@\n", put_types},
    {"@verbs@\n", put_verbs},
};

static void
put_line(const char *line)
{
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		if (strcmp(line, tables[i].name) == 0) {
			tables[i].put();
			return;
		}
	}
	if (strncmp(line, "@error ", 7) == 0) {
		put_error(line + 7);
		return;
	}
	if (*line == '@') {
		fprintf(stderr, "no table for %s", line);
		exit(EXIT_FAILURE);
	}
	fputs(line, stdout);
}

int
main(int argc, char **argv)
{
	char line[1024];
	FILE *page = argc == 2 ? fopen(argv[1], "re") : NULL;

	if (!page) {
		fprintf(stderr, "usage: page PAGE.in\n");
		return EXIT_FAILURE;
	}
	while (fgets(line, sizeof line, page))
		put_line(line);
	fclose(page);
	return EXIT_SUCCESS;
}
