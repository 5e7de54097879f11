/* The files of a folder, in an order that does not depend on the disk. */
#include "base/folder.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char place[] = "/tmp/mxd-folder-XXXXXX";
static const char *const files[] = {"b.zone",  "a.zone", "B.zone",
				    ".c.zone", "d.text", ".zone"};
static const char subfolder[] = "sub.zone";

static char *
path_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof path, "%s/%s", place, name);
	return path;
}

static void
start(void)
{
	cr_assert(mkdtemp(place));
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		FILE *file = fopen(path_of(files[i]), "we");

		cr_assert(file);
		fclose(file);
	}
	cr_assert_eq(mkdir(path_of(subfolder), 0700), 0);
}

static void
stop(void)
{
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		unlink(path_of(files[i]));
	rmdir(path_of(subfolder));
	rmdir(place);
}

TestSuite(folder, .init = start, .fini = stop);

Test(folder, lists_matching_files_sorted_without_hidden_ones_and_folders)
{
	struct folder folder = {0};
	char why[SOURCE_WHY_MAX] = "";

	cr_assert(folder_read(&folder, place, ".zone", why));
	cr_assert_eq(folder.paths.count, 3);
	cr_expect_str_eq(folder.paths.items[0], path_of("B.zone"));
	cr_expect_str_eq(folder.paths.items[1], path_of("a.zone"));
	cr_expect_str_eq(folder.paths.items[2], path_of("b.zone"));
	folder_free(&folder);
}

Test(folder, adds_to_what_is_there_and_does_not_double_a_slash)
{
	struct folder folder = {0};
	char why[SOURCE_WHY_MAX] = "";
	char slashed[64];

	snprintf(slashed, sizeof slashed, "%s/", place);
	cr_assert(folder_read(&folder, slashed, ".text", why));
	cr_assert(folder_read(&folder, place, ".zone", why));
	cr_assert_eq(folder.paths.count, 4);
	cr_expect_str_eq(folder.paths.items[0], path_of("d.text"));
	folder_free(&folder);
}

Test(folder, says_why_a_folder_cannot_be_read)
{
	struct folder folder = {0};
	char why[SOURCE_WHY_MAX] = "";

	cr_assert_not(folder_read(&folder, path_of("none"), ".zone", why));
	cr_expect_str_eq(why, "No such file or directory");
	cr_expect_eq(folder.paths.count, 0);
}

Test(folder, tells_folders_from_files)
{
	cr_expect(folder_exists(place));
	cr_expect_not(folder_exists(path_of("a.zone")));
	cr_expect_not(folder_exists(path_of("none")));
}
