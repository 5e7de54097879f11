#include "api/door.h"
#include "net/socket.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

static int
open_ip(struct door *door)
{
	union address address;
	int error = address_from_endpoint(&address, &door->address.endpoint);

	if (error)
		return error;
	door->fd = socket_open(&address, SOCK_STREAM, SOCKET_ALONE);
	if (door->fd < 0)
		return door->fd;
	door->address.endpoint.port = address_port(&address);
	return 0;
}

/* Remove the file of a socket that nobody listens at. */
static void
remove_stale(const struct sockaddr_un *name)
{
	struct stat status;
	int fd;

	if (lstat(name->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode))
		return;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (connect(fd, (const struct sockaddr *)name, sizeof *name) != 0 &&
	    errno == ECONNREFUSED)
		unlink(name->sun_path);
	close(fd);
}

static int
open_unix(struct door *door)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -errno;
	memcpy(name.sun_path, door->address.path, strlen(door->address.path));
	remove_stale(&name);
	/* The mode that the file is made with. */
	if (fchmod(fd, S_IRUSR | S_IWUSR) != 0 ||
	    bind(fd, (const struct sockaddr *)&name, sizeof name) != 0 ||
	    listen(fd, SOCKET_BACKLOG) != 0) {
		int error = -errno;

		close(fd);
		return error;
	}
	door->fd = fd;
	return 0;
}

int
door_open(struct door *door, const struct control_address *address)
{
	int error;

	*door = (struct door){.address = *address, .fd = -1};
	error = address->kind == CONTROL_UNIX ? open_unix(door) : open_ip(door);
	if (error)
		door->address.kind = CONTROL_OFF;
	return error;
}

void
door_close(struct door *door)
{
	if (door->fd >= 0)
		close(door->fd);
	if (door->address.kind == CONTROL_UNIX)
		unlink(door->address.path);
	door->fd = -1;
	door->address.kind = CONTROL_OFF;
}
