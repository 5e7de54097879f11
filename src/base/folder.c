#include "base/folder.h"
#include "base/alloc.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool
folder_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool
is_wanted(const char *name, const char *ending)
{
	size_t len = strlen(name);
	size_t tail = strlen(ending);

	return name[0] != '.' && len > tail &&
	       strcmp(name + len - tail, ending) == 0;
}

static int
by_octets(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool
folder_read(struct folder *folder, const char *path, const char *ending,
	    char why[static SOURCE_WHY_MAX])
{
	DIR *dir = opendir(path);
	size_t before = folder->paths.count;
	size_t len = strlen(path);
	const char *slash = len > 0 && path[len - 1] == '/' ? "" : "/";
	const struct dirent *entry;

	if (!dir) {
		snprintf(why, SOURCE_WHY_MAX, "%s", strerror(errno));
		return false;
	}
	while ((entry = readdir(dir))) {
		char *file;

		if (!is_wanted(entry->d_name, ending))
			continue;
		file = xasprintf("%s%s%s", path, slash, entry->d_name);
		if (entry->d_type != DT_REG && folder_exists(file))
			free(file);
		else
			*VEC_PUSH(&folder->paths) = file;
	}
	closedir(dir);
	if (folder->paths.count > before)
		qsort(folder->paths.items + before,
		      folder->paths.count - before, sizeof *folder->paths.items,
		      by_octets);
	return true;
}

void
folder_free(struct folder *folder)
{
	for (size_t i = 0; i < folder->paths.count; i++)
		free(folder->paths.items[i]);
	free(folder->paths.items);
	*folder = (struct folder){0};
}
