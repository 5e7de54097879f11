/*
 * The vectors of tests/vectors/rdata.txt, and RDATA parsed from text as they
 * need it: names relative to "example.".
 */
#ifndef MXD_TESTS_VECTORS_H
#define MXD_TESTS_VECTORS_H

#include "dns/rdata.h"
#include "tokens.h"

#include <stdio.h>

struct vector {
	unsigned line;
	uint16_t type;
	const char *text;    /* presentation form as given */
	const char *printed; /* as printed; NULL when refused */
	const char *refused; /* part of the reason; NULL when accepted */
	uint8_t *wire;
	uint16_t len;
	char *memory;
};

struct vectors {
	struct vector *items;
	size_t count;
};

/* The text of one complaint, or all that is known when there was none. */
struct parsed {
	bool ok;
	uint8_t wire[RDATA_MAX];
	uint16_t len;
	char why[512];
	struct diag first; /* its text is in `why` */
};

/* What RDATA text makes, with "example." as the origin. */
static inline void
parse_rdata(uint16_t type, const char *text, size_t len, struct parsed *parsed)
{
	static const uint8_t origin[] = "\7example";
	struct diag_sink sink = {0};
	struct writer w = writer_init(parsed->wire, sizeof parsed->wire);
	struct token_list list = tokens_cut(text, len);
	struct tokens tokens = tokens_of(&list, len);

	parsed->ok = rdata_from_text(
	    type, &tokens, (struct name){origin, sizeof origin, 1}, &w, &sink);
	parsed->len = (uint16_t)w.at;
	parsed->why[0] = '\0';
	if (sink.list.count > 0) {
		parsed->first = sink.list.items[0];
		snprintf(parsed->why, sizeof parsed->why, "%s",
			 sink.list.items[0].text);
	}
	diag_free(&sink);
	free(list.items);
}

static inline unsigned
vector_hex_digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = strchr(digits, c);

	assert(c != '\0' && at);
	return (unsigned)(at - digits);
}

static inline void
vector_wire(struct vector *vector, const char *hex)
{
	size_t len = strlen(hex);

	assert(len % 2 == 0);
	vector->len = (uint16_t)(len / 2);
	vector->wire = malloc(len / 2 + 1);
	assert(vector->wire);
	for (size_t i = 0; i < len; i += 2)
		vector->wire[i / 2] = (uint8_t)(vector_hex_digit(hex[i]) << 4 |
						vector_hex_digit(hex[i + 1]));
}

/* Cut off what stands up to the next bar, without blanks around. */
static inline char *
vector_column(char **rest)
{
	char *column = *rest;
	char *bar = strchr(column, '|');
	char *end = bar ? bar : column + strlen(column);

	*rest = bar ? bar + 1 : NULL;
	while (*column == ' ')
		column++;
	while (end > column && end[-1] == ' ')
		end--;
	*end = '\0';
	return column;
}

static inline struct vector
vector_of(char *line, unsigned number)
{
	struct vector vector = {.line = number, .memory = line};
	char *rest = line;
	char *type = vector_column(&rest);
	bool known = rrtype_from_text(type, strlen(type), &vector.type);

	assert(known);
	vector.text = vector.printed = vector_column(&rest);
	assert(rest);

	char *wire = vector_column(&rest);

	if (wire[0] == '!') {
		vector.refused = wire + 2;
		vector.printed = NULL;
		wire += strlen(wire);
	}
	vector_wire(&vector, wire);
	if (rest)
		vector.printed = vector_column(&rest);
	return vector;
}

/* All vectors; the working directory is the top of the source tree. */
static inline struct vectors
vectors_read(void)
{
	FILE *file = fopen("tests/vectors/rdata.txt", "r");
	struct vectors vectors = {0};
	char *line = NULL;
	size_t size = 0;
	unsigned number = 0;

	assert(file);
	for (ssize_t len; (len = getline(&line, &size, file)) >= 0;) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '#' || line[0] == '\0')
			continue;
		vectors.items = realloc(
		    vectors.items, (vectors.count + 1) * sizeof(struct vector));
		assert(vectors.items);
		vectors.items[vectors.count++] =
		    vector_of(strdup(line), number);
	}
	free(line);
	fclose(file);
	return vectors;
}

static inline void
vectors_free(struct vectors *vectors)
{
	for (size_t i = 0; i < vectors->count; i++) {
		free(vectors->items[i].wire);
		free(vectors->items[i].memory);
	}
	free(vectors->items);
}

#endif
