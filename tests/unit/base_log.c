/* Log lines and their limit. */
#include "base/log.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static char line[4096];

/* All that was logged, the time replaced by T. */
static const char *
logged(void)
{
	FILE *stream;
	size_t len;

	fflush(stderr);
	stream = cr_get_redirected_stderr();
	len = fread(line, 1, sizeof line - 1, stream);
	line[len] = '\0';
	for (char *at = line; at[0] != '\0' && at[1] != '\0'; at++) {
		at = strstr(at, "Z ");
		if (!at)
			break;
		if (at - line < 19 || at[-9] != 'T')
			continue;
		memmove(at - 18, at, strlen(at) + 1);
		at -= 18;
		at[-1] = 'T';
	}
	return line;
}

TestSuite(log, .init = cr_redirect_stderr);

Test(log, a_line_is_time_level_message_and_pairs)
{
	log_info("zone loaded", "zone=%s serial=%u", "example.com.", 7);
	cr_expect_str_eq(logged(),
			 "TZ info zone loaded zone=example.com. serial=7\n");
}

Test(log, levels_beyond_the_one_set_are_not_written)
{
	log_set_level(LOG_WARNING);
	log_info("quiet", "a=%d", 1);
	log_debug("quiet", "a=%d", 2);
	log_warning("heard", "a=%d", 3);
	log_error("heard", "a=%d", 4);
	cr_expect_str_eq(logged(),
			 "TZ warning heard a=3\nTZ error heard a=4\n");
}

Test(log, a_long_line_is_cut_and_ended)
{
	static char text[5000];

	memset(text, 'x', sizeof text - 1);
	log_info("long", "text=%s", text);

	const char *all = logged();
	size_t len = strlen(all);

	cr_expect(len > 1000 && len < 2100, "%zu", len);
	cr_expect_eq(strchr(all, '\n'), all + len - 1);
}

Test(log, levels_have_words)
{
	enum log_level level = LOG_ERROR;

	cr_expect(log_level_from_text("debug", &level));
	cr_expect_eq(level, LOG_DEBUG);
	cr_expect(log_level_from_text("warning", &level));
	cr_expect_eq(level, LOG_WARNING);
	cr_expect_not(log_level_from_text("warn", &level));
	cr_expect_not(log_level_from_text("", &level));
	cr_expect_eq(level, LOG_WARNING);
}

Test(log, one_line_a_second_and_a_count_of_those_held_back)
{
	struct log_limit limit = {0};
	uint32_t held = 99;
	uint32_t held_in_all = 0;
	unsigned lines = 0;
	time_t start = time(NULL);

	for (unsigned i = 0; i < 1000; i++) {
		if (log_allow(&limit, &held)) {
			lines++;
			held_in_all += held;
		}
	}
	cr_expect_leq(lines, (unsigned)(time(NULL) - start) + 1);
	cr_expect_geq(lines, 1);
	cr_expect_eq(held_in_all + limit.held, 1000 - lines);

	limit.second--; /* as if a second had gone by */
	cr_expect(log_allow(&limit, &held));
}
