/* What the service manager hears: sd_notify(3). */
#include "base/alloc.h"
#include "control/notify.h"

#include <criterion/criterion.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int manager;

/* A socket with a name but no file, as systemd in a container has it. */
static void
start(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct timeval limit = {.tv_sec = 5};
	char *name = xasprintf("@mxd-test-notify-%d", getpid());
	size_t len = strlen(name);

	memcpy(address.sun_path, name, len);
	address.sun_path[0] = '\0';
	manager = socket(AF_UNIX, SOCK_DGRAM, 0);
	cr_assert_eq(
	    setsockopt(manager, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit),
	    0);
	cr_assert_eq(
	    bind(manager, (const struct sockaddr *)&address,
		 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)),
	    0);
	setenv("NOTIFY_SOCKET", name, 1);
	free(name);
}

TestSuite(notify, .init = start);

static const char *
heard(void)
{
	static char text[256];
	ssize_t len = recv(manager, text, sizeof text - 1, 0);

	cr_assert_gt(len, 0, "nothing was said");
	text[len] = '\0';
	return text;
}

Test(notify, says_when_it_is_ready_and_when_it_stops)
{
	notify_ready();
	cr_expect_str_eq(heard(), "READY=1");
	notify_stopping();
	cr_expect_str_eq(heard(), "STOPPING=1");
}

/* systemd.service(5), Type=notify-reload */
Test(notify, says_since_when_it_reloads)
{
	static const char prefix[] = "RELOADING=1\nMONOTONIC_USEC=";
	struct timespec now;
	const char *text;

	notify_reloading();
	text = heard();
	cr_assert_eq(strncmp(text, prefix, strlen(prefix)), 0, "%s", text);
	clock_gettime(CLOCK_MONOTONIC, &now);

	long long said = strtoll(text + strlen(prefix), NULL, 10);
	long long usec = now.tv_sec * 1000000LL + now.tv_nsec / 1000;

	cr_expect_leq(said, usec);
	cr_expect_gt(said, usec - 5000000);
}

Test(notify, says_nothing_where_nobody_listens)
{
	unsetenv("NOTIFY_SOCKET");
	notify_ready();
	setenv("NOTIFY_SOCKET", "/nonexistent/socket", 1);
	notify_ready();
	setenv("NOTIFY_SOCKET", "no path", 1);
	notify_ready();
	cr_expect_lt(recv(manager, (char[1]){0}, 1, MSG_DONTWAIT), 0);
}
