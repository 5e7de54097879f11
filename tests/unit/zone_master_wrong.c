/* Master files: what is said about bad ones. */
#include "../support/loaded.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

Test(master_wrong, includes_from_anywhere_when_allowed)
{
	struct loaded *loaded =
	    load_file("tests/zones/bad/include-outside.zone", true);

	/* One of them is /etc/passwd, read but no master file. */
	for (size_t i = 0; i < loaded->sink.list.count; i++)
		cr_expect_null(
		    strstr(loaded->sink.list.items[i].text, "cannot include"));
	cr_expect_not(loaded->good);
	unload(loaded);
}

Test(master_wrong, reports_all_errors_but_keeps_twenty)
{
	char *text = repeated("", "a MX b\n", 100, "");
	struct loaded *loaded = load_text(text, strlen(text));

	cr_expect_not(loaded->good);
	cr_expect_eq(loaded->sink.errors, 100);
	cr_expect_eq(loaded->sink.list.count, 20);
	unload(loaded);
	free(text);
}

/* What is no master file at all ends in one error, however long it is. */
Test(master_wrong, ends_what_is_no_master_file_in_one_error)
{
	static const char *const parts[][3] = {
	    {"", "x", ""},    {"a TXT \"", "x", ""}, {"a TXT (", "x ", ""},
	    {"a ", "x ", ""}, {"", "\x01", ""},      {"a TXT (", "\n", ""},
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		char *text =
		    repeated(parts[i][0], parts[i][1], 8 << 20, parts[i][2]);
		struct loaded *loaded = load_text(text, strlen(text));

		cr_expect_not(loaded->good);
		cr_expect_eq(loaded->sink.errors, 1, "%zu: %zu errors", i,
			     loaded->sink.errors);
		unload(loaded);
		free(text);
	}
}

Test(master_wrong, keeps_a_complaint_on_one_line)
{
	static const char text[] = "$ORIGIN \"a\nb\t\"\n";
	struct loaded *loaded = load_text(text, sizeof text - 1);
	char *line = first_line(loaded);

	cr_expect_str_eq(line,
			 "/nonexistent/zone:1:9: error: origin \"a?b\t\": "
			 "a name is not quoted here; a blank in it is "
			 "\\032");
	free(line);
	unload(loaded);
}

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	cr_assert(file, "%s", path);
	fputs(text, file);
	cr_assert_eq(fclose(file), 0);
}

static void
expect_line(const struct loaded *loaded, const char *expected)
{
	char *line = first_line(loaded);

	cr_expect_eq(loaded->sink.errors, 1);
	cr_expect(strstr(line, expected), "%s", line);
	free(line);
}

/* Files "0" to "17", each of which includes the next. */
Test(master_wrong, bounds_files_inside_one_another)
{
	char folder[] = "/tmp/mxd-master-XXXXXX";
	struct loaded *loaded;
	char name[16];
	char text[64];

	cr_assert(mkdtemp(folder) && chdir(folder) == 0);
	for (int i = 0; i < 18; i++) {
		snprintf(name, sizeof name, "%d", i);
		snprintf(text, sizeof text, "a%d 1 A 192.0.2.1\n$INCLUDE %d\n",
			 i, i + 1);
		write_file(name, text);
	}
	loaded = load_file("0", false);
	expect_line(loaded, "16:2:1: error: files that include files are over "
			    "16 deep");
	cr_expect_eq(loaded->draft.zone->rr_count, 17);
	unload(loaded);
	for (int i = 0; i < 18; i++) {
		snprintf(name, sizeof name, "%d", i);
		unlink(name);
	}
	rmdir(folder);
}

Test(master_wrong, bounds_the_files_of_a_zone)
{
	char folder[] = "/tmp/mxd-master-XXXXXX";
	char *text = repeated("", "$INCLUDE part\n", 10001, "");
	struct loaded *loaded;

	cr_assert(mkdtemp(folder) && chdir(folder) == 0);
	write_file("zone", text);
	write_file("part", "a 1 A 192.0.2.1\n");
	loaded = load_file("zone", false);
	expect_line(loaded, "zone:10001:1: error: the zone has over 10000 "
			    "$INCLUDEs");
	cr_expect_eq(loaded->sources.list.count, 2);
	unload(loaded);
	free(text);
	unlink("zone");
	unlink("part");
	rmdir(folder);
}

/* One expected complaint: "line:column severity: part of the sentence". */
struct expected {
	char place[256]; /* path:line:column: severity: */
	char part[256];
	bool met;
};

struct expectations {
	VEC(struct expected) list;
};

/* "; expect [path:]line:column severity: part", of that folder. */
static void
add_expectation(struct expectations *expectations, const char *folder,
		const char *file, const char *line)
{
	struct expected expected = {.met = false};
	char place[128];
	char severity[16];
	bool other;

	cr_assert_eq(sscanf(line, "; expect %127s %15[a-z]: %255[^\n]", place,
			    severity, expected.part),
		     3, "%s: %s", file, line);
	other = strchr(place, ':') != strrchr(place, ':');
	snprintf(expected.place, sizeof expected.place,
		 "%s/%s%s%s: %s: ", folder, other ? "" : file, other ? "" : ":",
		 place, severity);
	*VEC_PUSH(&expectations->list) = expected;
}

static void
read_expectations(struct expectations *expectations, const char *folder,
		  const char *name)
{
	char path[256];
	char line[512];
	FILE *file;

	snprintf(path, sizeof path, "%s/%.*s.expect", folder,
		 (int)(strlen(name) - strlen(".zone")), name);
	file = fopen(path, "r");
	if (!file) {
		snprintf(path, sizeof path, "%s/%s", folder, name);
		file = fopen(path, "r");
	}
	cr_assert(file, "%s", path);
	while (fgets(line, sizeof line, file)) {
		if (strncmp(line, "; expect ", 9) == 0)
			add_expectation(expectations, folder, name, line);
	}
	fclose(file);
}

static bool
meet(struct expectations *expectations, const char *line)
{
	for (size_t i = 0; i < expectations->list.count; i++) {
		struct expected *expected = &expectations->list.items[i];
		size_t len = strlen(expected->place);

		if (!expected->met &&
		    strncmp(line, expected->place, len) == 0 &&
		    strstr(line + len, expected->part)) {
			expected->met = true;
			return true;
		}
	}
	return false;
}

static void
check_bad_file(const char *folder, const char *name)
{
	struct expectations expectations = {0};
	struct loaded *loaded;
	char path[256];

	read_expectations(&expectations, folder, name);
	cr_expect(expectations.list.count > 0, "%s expects nothing", name);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	loaded = load_file(path, false);
	for (size_t i = 0; i < loaded->sink.list.count; i++) {
		char *line =
		    diag_line(&loaded->sink, &loaded->sink.list.items[i]);

		cr_expect(meet(&expectations, line), "not expected: %s", line);
		free(line);
	}
	for (size_t i = 0; i < expectations.list.count; i++)
		cr_expect(expectations.list.items[i].met, "not said: %s%s",
			  expectations.list.items[i].place,
			  expectations.list.items[i].part);
	cr_expect_eq(loaded->sink.list.count,
		     loaded->sink.errors + loaded->sink.warnings);
	cr_expect_eq(loaded->good, loaded->sink.errors == 0);
	free(expectations.list.items);
	unload(loaded);
}

Test(master_wrong, says_what_is_wrong_with_bad_files)
{
	static const char folder[] = "tests/zones/bad";
	DIR *dir = opendir(folder);
	unsigned count = 0;

	cr_assert(dir);
	for (struct dirent *entry; (entry = readdir(dir));) {
		if (!strstr(entry->d_name, ".zone"))
			continue;
		check_bad_file(folder, entry->d_name);
		count++;
	}
	closedir(dir);
	cr_expect_geq(count, 40);
}
