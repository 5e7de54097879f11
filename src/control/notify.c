#include "control/notify.h"
#include "base/alloc.h"
#include "base/log.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* A path, or with "@" in front a name without a file. */
static bool
manager_address(struct sockaddr_un *address, socklen_t *size)
{
	const char *path = getenv("NOTIFY_SOCKET");
	size_t len;

	if (!path)
		return false;
	len = strlen(path);
	if ((path[0] != '/' && path[0] != '@') || len < 2 ||
	    len >= sizeof address->sun_path) {
		log_warning("service manager not told",
			    "NOTIFY_SOCKET=\"%s\" error=\"not understood\"",
			    path);
		return false;
	}
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	memcpy(address->sun_path, path, len);
	if (path[0] == '@')
		address->sun_path[0] = '\0';
	*size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	return true;
}

static void
tell(const char *text)
{
	struct sockaddr_un address;
	socklen_t size;
	int fd;

	if (!manager_address(&address, &size))
		return;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || sendto(fd, text, strlen(text), MSG_NOSIGNAL,
			     (const struct sockaddr *)&address, size) < 0)
		log_warning("service manager not told", "error=\"%s\"",
			    strerror(errno));
	if (fd >= 0)
		close(fd);
}

void
notify_ready(void)
{
	tell("READY=1");
}

/* Type=notify-reload wants to know since when, to tell reloads apart. */
void
notify_reloading(void)
{
	struct timespec now;
	char *text;

	clock_gettime(CLOCK_MONOTONIC, &now);
	text = xasprintf("RELOADING=1\nMONOTONIC_USEC=%lld%06ld",
			 (long long)now.tv_sec, now.tv_nsec / 1000);
	tell(text);
	free(text);
}

void
notify_stopping(void)
{
	tell("STOPPING=1");
}
