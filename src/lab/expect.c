#include "lab/expect.h"
#include "base/log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The query that is waited for next. */
static const struct match *
wanted(const struct expect *expect)
{
	return &expect->matches[expect->ordered ? expect->matched : 0];
}

static unsigned
count_bits(unsigned bits)
{
	return (unsigned)__builtin_popcount(bits);
}

/* Of those that differ equally, the first one stays in front. */
static void
keep_near(struct expect *expect, const struct sighting *seen, unsigned differs)
{
	size_t at = expect->near_count;

	while (at > 0 &&
	       count_bits(expect->near[at - 1].differs) > count_bits(differs))
		at--;
	if (at == EXPECT_NEAR)
		return;
	if (expect->near_count < EXPECT_NEAR)
		expect->near_count++;
	for (size_t i = expect->near_count - 1; i > at; i--)
		expect->near[i] = expect->near[i - 1];
	expect->near[at] = (struct expect_near){*seen, differs};
}

void
expect_see(struct expect *expect, const struct sighting *seen)
{
	unsigned differs;

	if (expect->ordered && expect->matched == expect->count)
		return;
	differs = match_differs(wanted(expect), seen);
	if (differs) {
		keep_near(expect, seen, differs);
		return;
	}
	expect->matched++;
	if (expect->shown_count < EXPECT_SHOWN)
		expect->shown[expect->shown_count++] = *seen;
	/* What came near the last one says nothing of the next. */
	if (expect->ordered)
		expect->near_count = 0;
}

enum expect_verdict
expect_judge(const struct expect *expect, bool over)
{
	enum expect_verdict late = over ? EXPECT_FAILS : EXPECT_OPEN;

	if (expect->ordered)
		return expect->matched == expect->count ? EXPECT_HOLDS : late;
	if (expect->max == EXPECT_NO_MAX)
		return expect->matched >= expect->min ? EXPECT_HOLDS : late;
	/* Of those that were lost, some may have matched. */
	if (expect->matched > expect->max || expect->lost > 0)
		return EXPECT_FAILS;
	if (!over)
		return EXPECT_OPEN;
	return expect->matched >= expect->min ? EXPECT_HOLDS : EXPECT_FAILS;
}

static void say(char *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(char *why, const char *format, ...)
{
	size_t used = strlen(why);
	va_list args;

	va_start(args, format);
	log_format(why + used, EXPECT_WHY_MAX - used, format, args);
	va_end(args);
}

void
expect_explain(const struct expect *expect, char why[static EXPECT_WHY_MAX])
{
	why[0] = '\0';
	if (expect->ordered)
		say(why, "%" PRIu64 " of %zu came in that order",
		    expect->matched, expect->count);
	else if (expect->max == EXPECT_NO_MAX)
		say(why, "%" PRIu64 " matched; at least %" PRIu64 " wanted",
		    expect->matched, expect->min);
	else if (expect->min == expect->max)
		say(why, "%" PRIu64 " matched; %" PRIu64 " wanted",
		    expect->matched, expect->min);
	else
		say(why,
		    "%" PRIu64 " matched; %" PRIu64 " to %" PRIu64 " wanted",
		    expect->matched, expect->min, expect->max);
	if (expect->lost > 0)
		say(why, "; %" PRIu64 " more are no longer remembered",
		    expect->lost);
}

bool
expect_time_from_text(const char *text, uint64_t max, uint64_t *ms)
{
	static const struct {
		const char *name;
		uint64_t ms;
	} units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}};
	uint64_t number;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	number = strtoull(text, &end, 10);
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (strcmp(end, units[i].name) != 0)
			continue;
		if (number > max / units[i].ms)
			return false;
		*ms = number * units[i].ms;
		return true;
	}
	return false;
}
