#include "control/listening.h"
#include "base/alloc.h"
#include "config/setting.h"
#include "control/activation.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

/* what to do about it */

/* A reason that the machine lacks the address, rather than the right to it. */
static bool
is_lacking(int error)
{
	return error == UV_EADDRNOTAVAIL || error == UV_EAFNOSUPPORT ||
	       error == UV_ENODEV;
}

static const char *
remedy(int error)
{
	switch (error) {
	case UV_EADDRINUSE:
		return "another program (or another address to listen on, like "
		       "0.0.0.0) has that port; stop it, or choose another "
		       "port (0 takes a free one)";
	case UV_EACCES:
		return "ports under 1024 need root or CAP_NET_BIND_SERVICE; "
		       "choose a port above, as in --listen 127.0.0.1@5300";
	case UV_EADDRNOTAVAIL:
		return "this machine does not have that address; `ip address` "
		       "shows those it has";
	case UV_EAFNOSUPPORT:
		return "this machine has no IPv6 (or no IPv4); leave that "
		       "address out";
	case UV_ENODEV:
		return "no interface has the name behind the %; `ip link` "
		       "shows those there are";
	case UV_EMFILE:
		return "too many files are open; raise `ulimit -n`";
	default:
		return "check the address";
	}
}

static void
complain(struct diag_sink *sink, const struct endpoint *endpoint,
	 enum transport transport, int error)
{
	char *address = endpoint_to_text(endpoint);

	diag_error(sink, (struct pos){0}, "cannot listen on %s (%s): %s; %s",
		   address, transport == TRANSPORT_UDP ? "UDP" : "TCP",
		   uv_strerror(error), remedy(error));
	free(address);
}

/* opening */

/* Open the next address for all workers. */
static int
open_for_all(struct listening *listening, union address *address,
	     enum transport *failed)
{
	enum socket_sharing sharing = SOCKET_ALONE;
	int error = 0;

	/* Sockets that share a port would share it with strangers too. */
	if (listening->workers > 1) {
		sharing = SOCKET_SHARED;
		error = listener_probe(address, failed);
	}
	for (size_t i = 0; i < listening->workers && !error; i++)
		error =
		    listener_open(&listening_of(listening, i)[listening->count],
				  address, sharing, failed);
	return error;
}

static bool
is_twice(const struct endpoints *endpoints, size_t i)
{
	const struct endpoint *endpoint = &endpoints->items[i];

	for (size_t j = 0; j < i && endpoint->port != 0; j++) {
		if (strcmp(endpoints->items[j].address, endpoint->address) ==
			0 &&
		    endpoints->items[j].port == endpoint->port)
			return true;
	}
	return false;
}

static bool
open_endpoint(struct listening *listening, const struct endpoint *endpoint,
	      bool optional, struct diag_sink *sink)
{
	union address address;
	enum transport failed = TRANSPORT_UDP;
	int error = address_from_endpoint(&address, endpoint);

	if (!error)
		error = open_for_all(listening, &address, &failed);
	if (!error) {
		listening->count++;
		return true;
	}
	if (!optional || !is_lacking(error)) {
		complain(sink, endpoint, failed, error);
		return false;
	}
	diag_warning(sink, (struct pos){0},
		     "not listening on %s: this machine lacks that address",
		     endpoint->address);
	return true;
}

static void
make_room(struct listening *listening, size_t addresses, size_t workers)
{
	size_t count = addresses * workers;

	listening->workers = workers;
	listening->room = addresses;
	listening->listeners = xcalloc(count, sizeof(struct listener));
	for (size_t i = 0; i < count; i++)
		listening->listeners[i].udp = listening->listeners[i].tcp = -1;
}

static bool
open_endpoints(struct listening *listening, const struct config *config,
	       size_t workers, struct diag_sink *sink)
{
	const struct endpoints *endpoints = &config->listen;
	const struct setting *setting = setting_get("listen", strlen("listen"));
	bool standard = config_origin(config, setting) == CONFIG_DEFAULT;

	make_room(listening, endpoints->count, workers);
	for (size_t i = 0; i < endpoints->count; i++) {
		if (!is_twice(endpoints, i) &&
		    !open_endpoint(listening, &endpoints->items[i], standard,
				   sink))
			return false;
	}
	if (listening->count == 0)
		diag_error(sink, (struct pos){0},
			   "no address to listen on; name one, as in "
			   "--listen 127.0.0.1@5300");
	return listening->count > 0;
}

/* All workers read the same sockets: each has descriptors of its own. */
static bool
share(struct listening *listening, const struct listeners *passed,
      size_t workers, struct diag_sink *sink)
{
	make_room(listening, passed->count, workers);
	listening->count = passed->count;
	memcpy(listening->listeners, passed->items,
	       passed->count * sizeof *passed->items);
	for (size_t i = passed->count; i < passed->count * workers; i++) {
		int error = listener_copy(&listening->listeners[i],
					  &passed->items[i % passed->count]);

		if (error) {
			diag_error(sink, (struct pos){0},
				   "cannot share sockets among workers: %s; %s",
				   uv_strerror(error), remedy(error));
			return false;
		}
	}
	return true;
}

bool
listening_open(struct listening *listening, const struct config *config,
	       size_t workers, struct diag_sink *sink)
{
	struct listeners passed = {0};
	bool good = activation_take(&passed, sink);

	if (good && passed.count > 0)
		good = share(listening, &passed, workers, sink);
	else if (good)
		good = open_endpoints(listening, config, workers, sink);
	free(passed.items);
	if (!good)
		listening_free(listening);
	return good;
}

struct listener *
listening_of(const struct listening *listening, size_t worker)
{
	return &listening->listeners[worker * listening->room];
}

void
listening_give(struct listening *listening, size_t worker)
{
	struct listener *listeners = listening_of(listening, worker);

	for (size_t i = 0; i < listening->count; i++)
		listeners[i].udp = listeners[i].tcp = -1;
}

void
listening_free(struct listening *listening)
{
	for (size_t i = 0; i < listening->room * listening->workers; i++)
		listener_close(&listening->listeners[i]);
	free(listening->listeners);
	*listening = (struct listening){0};
}
