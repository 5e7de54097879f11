/*
 * Run a fuzz target on the files of a folder, once each: what fuzzing has
 * found stays found, with any compiler.
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	INPUT_MAX = 1 << 20,
	PATH_LENGTH_MAX = 4096,
};

static void
die(const char *what, const char *path)
{
	fprintf(stderr, "%s: ", what);
	perror(path);
	exit(EXIT_FAILURE);
}

/* The copy is of the exact size, so that a sanitizer sees any octet read past
 * its end. */
static void
replay(const char *path)
{
	static uint8_t buffer[INPUT_MAX];
	FILE *file = fopen(path, "rb");
	if (!file)
		die("cannot open", path);
	size_t size = fread(buffer, 1, sizeof(buffer), file);
	if (ferror(file))
		die("cannot read", path);
	fclose(file);

	uint8_t *octets = malloc(size ? size : 1);
	if (!octets)
		die("no memory for", path);
	memcpy(octets, buffer, size);
	printf("%s\n", path);
	fflush(stdout);
	LLVMFuzzerTestOneInput(octets, size);
	free(octets);
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return EXIT_FAILURE;
	}
	DIR *folder = opendir(argv[1]);
	if (!folder)
		die("cannot open", argv[1]);
	unsigned count = 0;
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		if (entry->d_name[0] == '.')
			continue;
		char path[PATH_LENGTH_MAX];
		int length = snprintf(path, sizeof(path), "%s/%s", argv[1],
				      entry->d_name);
		if (length < 0 || (size_t)length >= sizeof(path))
			die("name too long", entry->d_name);
		replay(path);
		count++;
	}
	closedir(folder);
	printf("%u inputs\n", count);
	return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
