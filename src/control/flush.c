#include "control/flush.h"
#include "base/alloc.h"
#include "dns/text.h"
#include "zone/print.h"
#include "zone/read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
put_line(void *context, const char *line, size_t len)
{
	text_put(context, line, len);
}

static bool
write_all(int fd, const char *octets, size_t len)
{
	while (len > 0) {
		ssize_t written = write(fd, octets, len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		octets += written;
		len -= (size_t)written;
	}
	return true;
}

/* Have the folder that a path is in remember its files' names. */
static void
sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? xstrndup(path, (size_t)(slash - path) + 1)
			     : xstrndup(".", 1);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	free(folder);
}

/* The octets to a new file, with the mode and, if we may, the owner of the one
 * whose place it will take. */
static bool
fill(int fd, const struct stat *old, const struct text *text)
{
	if (fchown(fd, old->st_uid, old->st_gid) != 0 && errno != EPERM)
		return false;
	return fchmod(fd, old->st_mode & 07777) == 0 &&
	       write_all(fd, text->items, text->count) && fsync(fd) == 0;
}

static bool
put_in_place(const char *path, const struct text *text)
{
	char *fresh = xasprintf("%s.XXXXXX", path);
	struct stat old;
	bool good = false;
	int error;
	int fd = -1;

	if (stat(path, &old) == 0)
		fd = mkostemp(fresh, O_CLOEXEC);
	if (fd >= 0) {
		good = fill(fd, &old, text);
		error = errno;
		if (close(fd) != 0 && good) {
			good = false;
			error = errno;
		}
		if (good && rename(fresh, path) != 0) {
			good = false;
			error = errno;
		}
		if (good)
			sync_folder(path);
		else
			(void)unlink(fresh);
		errno = error;
	}
	free(fresh);
	return good;
}

bool
flush_zone(const struct zone *zone, const char *path,
	   char why[static FLUSH_WHY_MAX])
{
	struct text text = {0};
	struct print_to to = {put_line, &text};
	char *real = realpath(path, NULL);
	bool good = false;

	if (zone_path_is_yaml(path))
		zone_print_yaml(zone, &to);
	else
		zone_print(zone, &to);
	if (real)
		good = put_in_place(real, &text);
	if (!good) {
		const char *words = strerror(errno);
		size_t len = strlen(words);

		len = len < FLUSH_WHY_MAX ? len : FLUSH_WHY_MAX - 1;
		memcpy(why, words, len);
		why[len] = '\0';
	}
	free(real);
	free(text.items);
	return good;
}
