#include "base/nearest.h"
#include "base/bytes.h"

#include <stdbool.h>
#include <string.h>

enum { NEAREST_MAX = 48 }; /* letters: longer words are like no other */

struct nearest
nearest_to(const char *text, size_t len)
{
	unsigned most = len < NEAREST_MAX ? (unsigned)(len + 2) / 3 : 0;

	return (struct nearest){text, len, NULL, most + 1};
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool
alike(char a, char b)
{
	return bytes_fold((uint8_t)a) == bytes_fold((uint8_t)b);
}

/*
 * Letters to insert, to drop, to change or to swap with their neighbour
 * (optimal string alignment): three rows of the table are enough.
 */
static unsigned
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	unsigned rows[3][NEAREST_MAX + 1];
	unsigned *before = rows[0];
	unsigned *above = rows[1];
	unsigned *row = rows[2];

	for (size_t j = 0; j <= b_len; j++)
		above[j] = (unsigned)j;
	for (size_t i = 1; i <= a_len; i++) {
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			unsigned change = !alike(a[i - 1], b[j - 1]);

			row[j] = least(above[j - 1] + change,
				       least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && alike(a[i - 1], b[j - 2]) &&
			    alike(a[i - 2], b[j - 1]))
				row[j] = least(row[j], before[j - 2] + 1);
		}

		unsigned *spare = before;

		before = above;
		above = row;
		row = spare;
	}
	return above[b_len];
}

void
nearest_try(struct nearest *nearest, const char *word)
{
	size_t len = strlen(word);

	if (nearest->len > NEAREST_MAX || len > NEAREST_MAX)
		return;

	unsigned found = distance(nearest->text, nearest->len, word, len);

	if (found < nearest->distance) {
		nearest->word = word;
		nearest->distance = found;
	}
}
