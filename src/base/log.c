#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const level_words[] = {
    [LOG_ERROR] = "error",
    [LOG_WARNING] = "warning",
    [LOG_INFO] = "info",
    [LOG_DEBUG] = "debug",
};

/* A reload may change it while workers log. */
static _Atomic enum log_level log_level_now = LOG_INFO;

void
log_set_level(enum log_level level)
{
	log_level_now = level;
}

bool
log_level_from_text(const char *text, enum log_level *level)
{
	for (enum log_level i = LOG_ERROR; i <= LOG_DEBUG; i++) {
		if (strcmp(text, level_words[i]) == 0) {
			*level = i;
			return true;
		}
	}
	return false;
}

void
log_write(enum log_level level, const char *message, const char *format, ...)
{
	char line[2048];
	struct tm when;
	time_t now = time(NULL);
	va_list args;

	if (level > log_level_now)
		return;
	gmtime_r(&now, &when);

	size_t len = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%SZ ", &when);
	int room = snprintf(line + len, sizeof line - len, "%s %s ",
			    level_words[level], message);

	if (room < 0 || (size_t)room >= sizeof line - len)
		return;
	len += (size_t)room;
	va_start(args, format);
	vsnprintf(line + len, sizeof line - len, format, args);
	va_end(args);
	/* One call a line: lines of several threads do not mix. */
	fprintf(stderr, "%s\n", line);
}

bool
log_allow(struct log_limit *limit, uint32_t *held)
{
	uint64_t second = (uint64_t)time(NULL);

	if (second == limit->second) {
		limit->held++;
		return false;
	}
	*held = limit->held;
	limit->second = second;
	limit->held = 0;
	return true;
}

int
log_format(char *into, size_t size, const char *format, va_list args)
{
	return vsnprintf(into, size, format, args);
}
