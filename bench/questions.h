/*
 * Questions to measure with: lines "NAME TYPE" as queries with an OPT, as
 * resolvers send them, side by side.
 */
#ifndef MXD_BENCH_QUESTIONS_H
#define MXD_BENCH_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QUERY_MAX = 300 };

struct questions {
	uint8_t *octets;
	size_t *ends; /* of each, in octets */
	size_t count;
	size_t room;
};

/* Add one line, which is cut up; false when it is no question. */
bool questions_add(struct questions *all, char *line);

/* Read a file; one that is not all questions ends the program. */
struct questions questions_read(const char *path);

/* The octets of query i. */
const uint8_t *questions_at(const struct questions *all, size_t i, size_t *len);

void questions_free(struct questions *all);

/* Say what failed, and end. */
_Noreturn void fail(const char *what);

#endif
