/*
 * Log lines for people and programs, on standard error:
 *
 *	2026-01-02T03:04:05Z info zone loaded zone=example.com. serial=7
 *
 * `message` is a constant; what varies follows as key=value, by a printf
 * format. What packets can reach goes through a struct log_limit.
 */
#ifndef MXD_BASE_LOG_H
#define MXD_BASE_LOG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* The largest level that is written; LOG_INFO at start. */
void log_set_level(enum log_level level);

/* Find a level by its word ("error", "warning", "info", "debug"). */
bool log_level_from_text(const char *text, enum log_level *level);

void log_write(enum log_level level, const char *message, const char *format,
	       ...) __attribute__((format(printf, 3, 4)));

#define log_error(...)   log_write(LOG_ERROR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_WARNING, __VA_ARGS__)
#define log_info(...)    log_write(LOG_INFO, __VA_ARGS__)
#define log_debug(...)   log_write(LOG_DEBUG, __VA_ARGS__)

/* One line a second for one kind of event; owned by whoever sees the event. */
struct log_limit {
	uint64_t second; /* of the last line that was let through */
	uint32_t held;   /* lines kept back since */
};

/* Whether a line may be written now; *held receives how many were not. */
bool log_allow(struct log_limit *limit, uint32_t *held);

/* vsnprintf for the folders that may not see <stdio.h>. */
int log_format(char *into, size_t size, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

#endif
