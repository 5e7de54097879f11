/* Texts and places in them. */
#include "base/source.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct sources sources;
static char path[] = "/tmp/mxd-source-XXXXXX";

static void
stop(void)
{
	sources_free(&sources);
	unlink(path);
}

TestSuite(source, .fini = stop);

static void
place_is(uint32_t file, uint32_t offset, uint32_t line, uint32_t column,
	 const char *text)
{
	struct place place =
	    sources_place(&sources, (struct pos){file, offset});

	cr_expect_eq(place.line, line, "line %u at %u", place.line, offset);
	cr_expect_eq(place.column, column, "column %u at %u", place.column,
		     offset);
	cr_expect_eq(place.line_len, strlen(text));
	cr_expect_eq(strncmp(place.line_text, text, place.line_len), 0);
}

Test(source, lines_and_columns_count_from_one)
{
	uint32_t file = sources_add(&sources, "x", "ab\n\ncd", 6);

	place_is(file, 0, 1, 1, "ab");
	place_is(file, 1, 1, 2, "ab");
	place_is(file, 2, 1, 3, "ab");
	place_is(file, 3, 2, 1, "");
	place_is(file, 4, 3, 1, "cd");
	place_is(file, 5, 3, 2, "cd");
}

/* Its lines are counted in strides. */
Test(source, places_in_a_large_text_are_found_as_in_a_small_one)
{
	enum { LINE = 7, LINES = 60000 };
	char *text = malloc(LINE * LINES);

	cr_assert(text);
	for (size_t i = 0; i < LINES; i++)
		memcpy(text + LINE * i, "abcdef\n", LINE);

	uint32_t file = sources_add(&sources, "x", text, LINE * LINES);

	for (uint32_t at = 0; at < LINE * LINES; at += 61)
		place_is(file, at, at / LINE + 1, at % LINE + 1, "abcdef");
	for (uint32_t at = SOURCE_STRIDE - 9; at < SOURCE_STRIDE + 9; at++)
		place_is(file, at, at / LINE + 1, at % LINE + 1, "abcdef");
	place_is(file, LINE * LINES, LINES + 1, 1, "");
	free(text);
}

Test(source, a_place_behind_the_text_is_its_end)
{
	uint32_t file = sources_add(&sources, "x", "ab\n", 3);

	place_is(file, 3, 2, 1, "");
	place_is(file, 4000000000, 2, 1, "");
	place_is(sources_add(&sources, "y", "", 0), 0, 1, 1, "");
	cr_expect_str_eq(sources_place(&sources, (struct pos){file, 0}).path,
			 "x");
}

/* Write a file of `size` octets and read it. */
static uint32_t
read_file_of(size_t size)
{
	char why[SOURCE_WHY_MAX];
	uint32_t file = 0;
	FILE *stream = fopen(path, "w");

	cr_assert(stream);
	for (size_t i = 0; i < size; i++)
		fputc((int)(i % 251), stream);
	fclose(stream);
	cr_assert(sources_read(&sources, path, &file, why), "%s", why);
	return file;
}

Test(source, a_file_is_kept_octet_for_octet)
{
	static const size_t sizes[] = {0, 1, 2, 65535, 65536, 65537, 200000};

	close(mkstemp(path));
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		const struct source *source =
		    sources_get(&sources, read_file_of(sizes[i]));

		cr_assert_eq(source->size, sizes[i]);
		cr_expect_eq(source->text[source->size], '\0');
		for (size_t at = 0; at < source->size; at++)
			cr_assert_eq((uint8_t)source->text[at], at % 251);
	}
}

/* What has no size of its own, like a pipe. */
Test(source, a_stream_of_unknown_size_is_read_to_its_end)
{
	char why[SOURCE_WHY_MAX];
	uint32_t file = 0;
	FILE *pipe = popen("exec head -c 300000 /dev/zero", "r");
	char fd_path[32];

	cr_assert(pipe);
	snprintf(fd_path, sizeof fd_path, "/dev/fd/%d", fileno(pipe));
	cr_assert(sources_read(&sources, fd_path, &file, why), "%s", why);
	cr_expect_eq(sources_get(&sources, file)->size, 300000);
	pclose(pipe);
}

Test(source, what_cannot_be_read_is_said_in_words_and_not_kept)
{
	char why[SOURCE_WHY_MAX];
	uint32_t file = 77;

	cr_expect_not(sources_read(&sources, "/nowhere/x", &file, why));
	cr_expect_str_eq(why, "No such file or directory");
	cr_expect_not(sources_read(&sources, "/tmp", &file, why));
	cr_expect_str_eq(why, "Is a directory");
	cr_expect_eq(file, 77);
	cr_expect_eq(sources.list.count, 0);
}
