#include "questions.h"

#include "base/alloc.h"
#include "support/queries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void
fail(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

/* One line as a query; 0: not understood. */
static size_t
encode(char *line, uint8_t into[static QUERY_MAX])
{
	uint8_t wire[NAME_WIRE_MAX];
	struct test_query query;
	struct name qname;
	uint16_t type;
	char *rest;
	char *name = strtok_r(line, " \t\n", &rest);
	char *word = strtok_r(NULL, " \t\n", &rest);

	if (!word || !rrtype_from_text(word, strlen(word), &type) ||
	    name_from_text(name, strlen(name), &name_root, wire, &qname))
		return 0;
	query_init(&query, qname, type);
	query.edns = true;
	return query_write(&query, into, QUERY_MAX);
}

bool
questions_add(struct questions *all, char *line)
{
	size_t end = all->count > 0 ? all->ends[all->count - 1] : 0;
	size_t len;

	if (all->count == all->room) {
		all->room = all->room ? 2 * all->room : 1024;
		all->ends = xrealloc(all->ends, all->room * sizeof *all->ends);
		all->octets = xrealloc(all->octets, all->room * QUERY_MAX);
	}
	len = encode(line, all->octets + end);
	if (len == 0)
		return false;
	all->ends[all->count++] = end + len;
	return true;
}

struct questions
questions_read(const char *path)
{
	FILE *file = fopen(path, "r");
	struct questions all = {0};
	char line[2048];

	if (!file)
		fail(path);
	while (fgets(line, sizeof line, file)) {
		if (!questions_add(&all, line)) {
			fprintf(stderr, "%s: no question: %s\n", path, line);
			exit(EXIT_FAILURE);
		}
	}
	fclose(file);
	if (all.count == 0) {
		fprintf(stderr, "%s: no questions\n", path);
		exit(EXIT_FAILURE);
	}
	return all;
}

const uint8_t *
questions_at(const struct questions *all, size_t i, size_t *len)
{
	size_t start = i > 0 ? all->ends[i - 1] : 0;

	*len = all->ends[i] - start;
	return all->octets + start;
}

void
questions_free(struct questions *all)
{
	free(all->octets);
	free(all->ends);
}
