/*
 * A server in the test's own process: it serves zone files of a folder of the
 * test's (support/loading.h) on a port of its own, and the test does its part
 * in callbacks on the control thread.
 */
#ifndef MXD_TESTS_SUPPORT_SERVING_H
#define MXD_TESTS_SUPPORT_SERVING_H

#include "../support/loading.h"
#include "config/setting.h"
#include "control/server.h"
#include "dns/rrtype.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <uv.h>

static struct server *server;
static char *settings[16][2]; /* name and value, besides those below */
static size_t setting_count;

static inline void
configure_one(struct config *config, const char *name, const char *value)
{
	char why[CONFIG_WHY_MAX];

	cr_assert(config_set_text(config, setting_get(name, strlen(name)),
				  value, why),
		  "%s: %s", name, why);
}

static inline bool
configure(void *context, struct config *config, struct sources *texts,
	  struct diag_sink *into)
{
	(void)context;
	(void)texts;
	(void)into;
	configure_one(config, "listen", "127.0.0.1@0");
	configure_one(config, "log-level", "error");
	configure_one(config, "zones", place);
	for (size_t i = 0; i < setting_count; i++)
		configure_one(config, settings[i][0], settings[i][1]);
	return true;
}

static inline void
set_setting(const char *name, const char *value)
{
	settings[setting_count][0] = xstrndup(name, strlen(name));
	settings[setting_count++][1] = xstrndup(value, strlen(value));
}

static const struct server_source serving_source = {.configure = configure};

static inline void
serving_start(void)
{
	cr_assert_eq(server_start(&server, &serving_source), SERVER_STARTED);
}

/* End server_run(), which frees the server. */
static inline void
serving_end(void)
{
	uv_stop(server_loop(server));
}

/* Ask over UDP; how many records are in the answer section, and its RCODE. */
static inline unsigned
ask(const char *owner, uint16_t type, unsigned *rcode)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const struct sockaddr_in *address =
	    (const struct sockaddr_in *)server_address(server, 0);
	struct timeval patience = {.tv_sec = 10};
	uint8_t octets[512] = {[5] = 1};
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;
	ssize_t len;

	cr_assert_null(name_from_text(owner, strlen(owner), NULL, wire, &name));
	memcpy(octets + 12, name.wire, name.len);
	bytes_put16(octets + 12 + name.len, type);
	bytes_put16(octets + 14 + name.len, 1);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	cr_assert_eq(
	    connect(fd, (const struct sockaddr *)address, sizeof *address), 0);
	cr_assert_eq(send(fd, octets, 16U + name.len, 0), 16 + name.len);
	len = recv(fd, octets, sizeof octets, 0);
	cr_assert_geq(len, 12);
	close(fd);
	*rcode = octets[3] & 15;
	return bytes_get16(octets + 6);
}

#endif
