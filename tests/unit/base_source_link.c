/* Texts that name other texts. */
#include "base/alloc.h"
#include "base/source.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/mxd-link-XXXXXX";
static struct sources sources;
static uint32_t start; /* zones/start, which names the others */

static void
write_file(const char *name)
{
	FILE *file = fopen(name, "w");

	cr_assert(file, "%s", name);
	fprintf(file, "this is %s\n", name);
	fclose(file);
}

/*
 *	outside  zones2/file
 *	zones/   start  beside  up -> ../outside  same -> below/file
 *	zones/below/  file  link -> ../../zones2
 */
static void
make(void)
{
	char why[SOURCE_WHY_MAX];
	char path[64];

	cr_assert(mkdtemp(folder) && chdir(folder) == 0);
	cr_assert(mkdir("zones", 0700) == 0 && mkdir("zones2", 0700) == 0 &&
		  mkdir("zones/below", 0700) == 0);
	write_file("outside");
	write_file("zones2/file");
	write_file("zones/start");
	write_file("zones/beside");
	write_file("zones/below/file");
	cr_assert(symlink("../outside", "zones/up") == 0 &&
		  symlink("below/file", "zones/same") == 0 &&
		  symlink("../../zones2", "zones/below/link") == 0);
	snprintf(path, sizeof path, "%s/zones/start", folder);
	cr_assert(sources_read(&sources, path, &start, why), "%s", why);
}

static void
unmake(void)
{
	char command[64];

	sources_free(&sources);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	cr_assert(chdir("/") == 0 && system(command) == 0);
}

TestSuite(source_link, .init = make, .fini = unmake);

/* The text of the file that `from` names, or why there is none. */
static const char *
follow(uint32_t from, uint32_t within, const char *name, uint32_t *file)
{
	static char why[SOURCE_WHY_MAX];
	struct source_link link = {from, within, name, strlen(name)};

	if (!sources_follow(&sources, &link, file, why))
		return why;
	return sources_get(&sources, *file)->text;
}

Test(source_link, follows_names_from_the_folder_of_the_text)
{
	uint32_t file;
	uint32_t below;

	cr_expect_str_eq(follow(start, start, "beside", &file),
			 "this is zones/beside\n");
	cr_expect_str_eq(follow(start, start, "below/file", &below),
			 "this is zones/below/file\n");
	cr_expect_str_eq(follow(below, start, "../beside", &file),
			 "this is zones/beside\n");
	cr_expect_str_eq(follow(start, start, "same", &file),
			 "this is zones/below/file\n");
}

Test(source_link, reads_the_same_file_once)
{
	uint32_t first;
	uint32_t second;

	follow(start, start, "beside", &first);
	follow(start, start, "below/../beside", &second);
	cr_expect_eq(first, second);
	cr_expect_eq(sources.list.count, 2);
	follow(start, start, "start", &first);
	cr_expect_eq(first, start);
}

Test(source_link, does_not_leave_the_folder)
{
	static const char *const outside[] = {
	    "../outside",          "up",
	    "below/link/file",     "../zones2/file",
	    "below/../../outside", "/etc/passwd"};
	uint32_t file = 0;

	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
		cr_expect(strstr(follow(start, start, outside[i], &file),
				 "outside the folder of"),
			  "%s", outside[i]);
	cr_expect_eq(file, 0);
	cr_expect_eq(sources.list.count, 1);
}

Test(source_link, leaves_the_folder_when_allowed)
{
	char path[64];
	uint32_t file;

	cr_expect_str_eq(follow(start, 0, "../outside", &file),
			 "this is outside\n");
	cr_expect_str_eq(follow(start, 0, "up", &file), "this is outside\n");
	snprintf(path, sizeof path, "%s/outside", folder);
	cr_expect_str_eq(follow(start, 0, path, &file), "this is outside\n");
}

Test(source_link, starts_where_the_program_runs_for_texts_of_no_file)
{
	uint32_t text = sources_add(&sources, "<stdin>", "", 0);
	uint32_t file;

	cr_expect_str_eq(follow(text, text, "outside", &file),
			 "this is outside\n");
	cr_expect(strstr(follow(text, text, "../..", &file), "outside the"));
}

Test(source_link, says_why_a_file_cannot_be_read)
{
	char *longest = xalloc(10001);
	uint32_t file = 0;

	cr_expect_str_eq(follow(start, start, "none", &file),
			 "No such file or directory");
	cr_expect_str_eq(follow(start, 0, "none", &file),
			 "No such file or directory");
	cr_expect_str_eq(follow(start, start, "below", &file),
			 "Is a directory");
	memset(longest, 'a', 10000);
	longest[10000] = '\0';
	cr_expect_str_eq(follow(start, 0, longest, &file),
			 "File name too long");
	free(longest);
	cr_expect_eq(file, 0);
}
