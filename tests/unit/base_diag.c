/* Complaints: order, form, underlining, and how many are kept. */
#include "base/diag.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdlib.h>
#include <string.h>

static struct sources sources;
static struct diag_sink sink;

static void
start(void)
{
	sink.sources = &sources;
	cr_redirect_stderr();
}

static void
stop(void)
{
	diag_free(&sink);
	sources_free(&sources);
}

TestSuite(diag, .init = start, .fini = stop);

static uint32_t
file(const char *path, const char *text)
{
	return sources_add(&sources, path, text, strlen(text));
}

static void report(struct diag diag, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
report(struct diag diag, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	diag_report(&sink, diag, format, args);
	va_end(args);
}

static void
printed(bool carets, const char *expected)
{
	diag_print(&sink, carets);
	fflush(stderr);
	cr_assert_stderr_eq_str(expected);
}

Test(diag, complaints_are_printed_in_order_of_file_and_place)
{
	uint32_t a = file("a.zone", "one\ntwo\n");
	uint32_t b = file("b.zone", "three\n");

	diag_warning(&sink, (struct pos){b, 2}, "third");
	diag_error(&sink, (struct pos){a, 5}, "second");
	diag_error(&sink, (struct pos){a, 0}, "first");
	diag_error(&sink, (struct pos){0}, "about no place");
	cr_expect_eq(sink.errors, 3);
	cr_expect_eq(sink.warnings, 1);
	printed(false, "a.zone:1:1: error: first\n"
		       "a.zone:2:2: error: second\n"
		       "b.zone:1:3: warning: third\n"
		       "error: about no place\n");
}

Test(diag, a_finding_names_its_rule_behind_the_sentence)
{
	struct diag diag = {
	    .pos = {file("a.zone", "@ MX 10 mail\n"), 8},
	    .span = 4,
	    .severity = SEVERITY_NOTE,
	    .rule = "mx-single",
	};

	report(diag, "exchange %s is the only one", "mail.example.com.");
	cr_expect_eq(sink.notes, 1);
	printed(true, "a.zone:1:9: note: exchange mail.example.com. is the "
		      "only one [mx-single]\n"
		      "    @ MX 10 mail\n"
		      "            ^~~~\n");
}

Test(diag, carets_stand_under_tabs_and_letters_of_several_octets)
{
	uint32_t a = file("a", "\tx y\r\n\xc3\xa9\xc3\xa9 \xc3\xa9z \x1b[0m\n");

	report((struct diag){.pos = {a, 3}}, "tab");
	report((struct diag){.pos = {a, 11}, .span = 3}, "letters");
	printed(true, "a:1:4: note: tab\n"
		      "    \tx y\n"
		      "    \t  ^\n"
		      "a:2:6: note: letters\n"
		      "    \xc3\xa9\xc3\xa9 \xc3\xa9z ?[0m\n"
		      "       ^~\n");
}

Test(diag, underlining_ends_with_the_line_and_may_stand_behind_it)
{
	uint32_t a = file("a", "abc\ndef");

	report((struct diag){.pos = {a, 2}, .span = 100}, "long");
	report((struct diag){.pos = {a, 7}, .span = 1}, "the end");
	report((struct diag){.pos = {a, 700}, .span = 1}, "the end too");
	printed(true, "a:1:3: note: long\n    abc\n      ^\n"
		      "a:2:4: note: the end\n    def\n       ^\n"
		      "a:2:4: note: the end too\n    def\n       ^\n");
}

Test(diag, a_very_long_line_is_cut_short)
{
	static char line[1000];
	char shown[161];
	char expected[600];

	memset(line, 'x', sizeof line - 1);
	memset(shown, 'x', sizeof shown - 1);
	shown[160] = '\0';

	uint32_t a = file("a", line);

	report((struct diag){.pos = {a, 0}, .span = 2}, "near");
	report((struct diag){.pos = {a, 500}}, "far");
	snprintf(expected, sizeof expected,
		 "a:1:1: note: near\n    %s\n    ^~\na:1:501: note: far\n",
		 shown);
	printed(true, expected);
}

Test(diag, what_would_play_with_the_terminal_is_not_printed)
{
	diag_error(&sink, (struct pos){0}, "name \"%s\"", "a\n\x1b[2Jb\x7f");
	printed(false, "error: name \"a??[2Jb?\"\n");
}

/* Issue: at most 20 errors of a file, then a count. */
Test(diag, of_each_file_twenty_errors_are_kept_and_the_rest_counted)
{
	uint32_t a = file("a", "");
	uint32_t b = file("b", "");

	for (int i = 0; i < 25; i++)
		diag_error(&sink, (struct pos){a, 0}, "x");
	diag_error(&sink, (struct pos){b, 0}, "of another file");
	cr_expect_eq(sink.errors, 26);
	cr_assert_eq(sink.list.count, 21);
	diag_print(&sink, false);
	fflush(stderr);

	char expected[21 * 16 + 100] = "";

	for (int i = 0; i < 20; i++)
		strcat(expected, "a:1:1: error: x\n");
	strcat(expected, "a: 5 more errors\nb:1:1: error: of another file\n");
	cr_assert_stderr_eq_str(expected);
}

Test(diag, findings_of_rules_and_warnings_do_not_use_up_the_twenty)
{
	struct diag finding = {.severity = SEVERITY_ERROR, .rule = "r"};

	for (int i = 0; i < 30; i++) {
		report(finding, "x");
		diag_warning(&sink, (struct pos){0}, "y");
	}
	for (int i = 0; i < 20; i++)
		diag_error(&sink, (struct pos){0}, "z");
	cr_expect_eq(sink.list.count, 80);
	cr_expect_eq(sink.errors, 50);
}

Test(diag, a_sink_can_be_used_again_once_freed)
{
	for (int i = 0; i < 25; i++)
		diag_error(&sink, (struct pos){0}, "x");
	diag_free(&sink);
	cr_expect_eq(sink.errors, 0);
	diag_error(&sink, (struct pos){0}, "once");
	printed(false, "error: once\n");
}
