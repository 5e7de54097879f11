#include "api/api.h"
#include "api/api_private.h"
#include "api/body.h"
#include "api/call.h"
#include "api/expect.h"
#include "api/guard.h"
#include "api/route.h"
#include "api/schema.h"
#include "base/alloc.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

_Static_assert((size_t)SCHEMA_WHY_MAX >= BODY_WHY_MAX, "room for a reason");

/* who may ask */

static bool
passes_guard(struct call *call)
{
	struct api *api = call->api;
	struct guard guard = {
	    .hosts = (const char *const *)api->hosts.items,
	    .host_count = api->hosts.count,
	    .any_host = api->door.address.kind == CONTROL_UNIX,
	};
	struct guard_claim claim = {
	    .host = http_header(call->exchange, "Host"),
	    .origin = http_header(call->exchange, "Origin"),
	    .fetch_site = http_header(call->exchange, "Sec-Fetch-Site"),
	};

	switch (guard_judge(&guard, &claim)) {
	case GUARD_PASS:
		return true;
	case GUARD_NO_HOST:
		call_fail(call, CALL_BAD_REQUEST, "Host is missing");
		break;
	case GUARD_WRONG_HOST:
		call_fail(call, CALL_WRONG_HOST,
			  "this machine is not called %s; control-host in "
			  "mxd.yaml lists more names",
			  claim.host);
		break;
	case GUARD_CROSS_SITE:
		call_fail(call, CALL_CROSS_SITE,
			  "a web page of another site made this request");
		break;
	}
	return false;
}

static bool
has_token(struct call *call)
{
	const struct api *api = call->api;

	if (api->bearers.count == 0 ||
	    (call->route && (call->route->flags & ROUTE_OPEN)) ||
	    bearers_accept(&api->bearers,
			   http_header(call->exchange, "Authorization")))
		return true;
	call_fail(call, CALL_UNAUTHORIZED,
		  "a token is needed: Authorization: Bearer TOKEN");
	return false;
}

/* what is asked for */

static bool
find_route(struct call *call)
{
	struct target *target = &call->target;
	const char *wrong = target_parse(call->exchange->target, target);
	bool known;

	if (wrong) {
		call_fail(call, CALL_BAD_REQUEST, "%s", wrong);
		return false;
	}
	call->route = api_route_find(call->exchange->method, target,
				     call->arguments, &known);
	if (call->route && (call->route->flags & ROUTE_CHALLTESTSRV) &&
	    !call->api->challtestsrv) {
		call->route = NULL;
		known = false;
	}
	if (!has_token(call))
		return false;
	if (call->route)
		return true;
	if (known)
		call_fail(call, CALL_METHOD, "%s is no method of this path",
			  call->exchange->method);
	else
		call_fail(call, CALL_NOT_FOUND,
			  "there is no such path; /openapi.json has all");
	return false;
}

static bool
is_parameter(const struct api_route *route, const char *name)
{
	for (size_t i = 0; i < ROUTE_PARAMETERS_MAX && route->query[i].name;
	     i++) {
		if (strcmp(route->query[i].name, name) == 0)
			return true;
	}
	return false;
}

static bool
knows_query(struct call *call)
{
	for (size_t i = 0; i < call->target.pair_count; i++) {
		const char *name = call->target.pairs[i].name;

		if (!is_parameter(call->route, name)) {
			call_fail(call, CALL_BAD_REQUEST,
				  "?%s= is no parameter of this path", name);
			return false;
		}
	}
	return true;
}

/* The media type without its parameters (RFC 9110 §8.3.1). */
static bool
is_type(const char *header, const char *type)
{
	size_t len = strlen(type);

	return strncasecmp(header, type, len) == 0 &&
	       strchr("; \t", header[len]) != NULL;
}

static bool
takes_type(struct call *call)
{
	unsigned flags = call->route->flags;
	const char *type = http_header(call->exchange, "Content-Type");
	const char *length = http_header(call->exchange, "Content-Length");
	bool sent = http_header(call->exchange, "Transfer-Encoding") ||
		    (length && strcmp(length, "0") != 0);

	if (!sent || (flags & ROUTE_ANY_TYPE))
		return true;
	if (flags & ROUTE_TEXT) {
		if (type && (is_type(type, "text/dns") ||
			     is_type(type, "application/yaml") ||
			     is_type(type, "application/json")))
			return true;
		call_fail(call, CALL_MEDIA_TYPE,
			  "Content-Type must be text/dns or application/yaml");
		return false;
	}
	if (type && is_type(type, "application/json"))
		return true;
	call_fail(call, CALL_MEDIA_TYPE,
		  "Content-Type must be application/json");
	return false;
}

static void
on_head(void *context, struct http_exchange *exchange)
{
	struct call *call = xcalloc(1, sizeof *call);

	call->api = context;
	call->exchange = exchange;
	exchange->data = call;
	if (passes_guard(call) && find_route(call) && knows_query(call) &&
	    takes_type(call))
		exchange->body_max = call->route->flags & ROUTE_TEXT
					 ? ROUTE_TEXT_MAX
					 : ROUTE_BODY_MAX;
}

static void
on_large(void *context, struct http_exchange *exchange)
{
	(void)context;
	call_fail(exchange->data, CALL_TOO_LARGE,
		  "the body has more than %zu octets", exchange->body_max);
}

/* Read the body as the route wants it; false when it is answered. */
static bool
read_body(struct call *call)
{
	const struct http_exchange *exchange = call->exchange;
	const struct api_route *route = call->route;
	char why[SCHEMA_WHY_MAX];

	if (!route->request || (route->flags & ROUTE_TEXT))
		return true;
	if (exchange->body_len == 0 && (route->flags & ROUTE_OPTIONAL))
		return true;
	call->body = body_parse(exchange->body, exchange->body_len, why);
	if (!call->body) {
		call_fail(call, CALL_BAD_REQUEST, "%s", why);
		return false;
	}
	if (schema_check(schema_get(route->request), call->body, why))
		return true;
	call_fail(call, CALL_INVALID, "%s", why);
	return false;
}

static void
on_request(void *context, struct http_exchange *exchange)
{
	struct call *call = exchange->data;

	(void)context;
	if (read_body(call))
		call->route->run(call);
}

static void
on_over(void *context, struct http_exchange *exchange)
{
	struct call *call = exchange->data;

	(void)context;
	if (call->api->expects)
		expects_forget(call->api->expects, call);
	target_free(&call->target);
	json_decref(call->body);
	free(call);
}

/* settings */

static bool
read_bearers(struct bearers *bearers, const struct config *config,
	     struct diag_sink *sink)
{
	const char *token = getenv("MXD_TOKEN");
	char why[BEARER_WHY_MAX];

	if (token && *token != '\0')
		bearers_add(bearers, token, strlen(token));
	if (!config->control_tokens ||
	    bearers_read(bearers, config->control_tokens, why))
		return true;
	diag_error(sink, (struct pos){0}, "control-tokens: %s: %s",
		   config->control_tokens, why);
	return false;
}

static void
add_host(struct texts *hosts, const char *name)
{
	*VEC_PUSH(hosts) = xstrndup(name, strlen(name));
}

static void
hosts_free(struct texts *hosts)
{
	for (size_t i = 0; i < hosts->count; i++)
		free(hosts->items[i]);
	free(hosts->items);
	*hosts = (struct texts){0};
}

static void
set_hosts(struct api *api, const struct config *config)
{
	char own[UV_MAXHOSTNAMESIZE];
	size_t size = sizeof own;

	hosts_free(&api->hosts);
	if (uv_os_gethostname(own, &size) == 0)
		add_host(&api->hosts, own);
	for (size_t i = 0; i < config->control_hosts.count; i++)
		add_host(&api->hosts, config->control_hosts.items[i]);
}

/* Settings that a reload may change; on failure nothing is changed. */
static bool
adopt(struct api *api, const struct config *config, struct diag_sink *sink)
{
	struct bearers bearers = {0};
	bool local = control_address_is_local(&config->control);
	bool good = read_bearers(&bearers, config, sink);

	if (good && bearers.count == 0 && !local) {
		char *address = control_address_to_text(&config->control);

		good = false;
		diag_error(
		    sink, (struct pos){0},
		    "control %s: without a token (control-tokens, or "
		    "MXD_TOKEN in the environment) it must be a loopback "
		    "address or a Unix socket",
		    address);
		free(address);
	}
	if (!good) {
		bearers_free(&bearers);
		return false;
	}
	bearers_free(&api->bearers);
	api->bearers = bearers;
	api->challtestsrv = config->challtestsrv;
	set_hosts(api, config);
	return true;
}

/* start and stop */

static int
serve(struct api *api)
{
	struct http_service service = {
	    .head = on_head,
	    .large = on_large,
	    .request = on_request,
	    .over = on_over,
	    .context = api,
	};
	int error = 0;
	int fd = api->door.fd;

	api->door.fd = -1;
	api->http = http_start(server_loop(api->server), fd, &service, &error);
	if (api->http)
		api->expects = expects_start(api);
	return error;
}

static enum server_outcome
on_start(void *context, struct server *server, const struct config *config,
	 struct diag_sink *sink)
{
	struct api *api = context;
	char *address;
	int error;

	if (config->control.kind == CONTROL_OFF)
		return SERVER_STARTED;
	if (!adopt(api, config, sink))
		return SERVER_NO_CONFIGURATION;
	api->server = server;
	error = door_open(&api->door, &config->control);
	if (!error)
		error = serve(api);
	address = control_address_to_text(error ? &config->control
						: &api->door.address);
	if (error)
		diag_error(sink, (struct pos){0},
			   "cannot listen on %s (control): %s", address,
			   uv_strerror(error));
	else
		log_info("control", "address=%s tokens=%zu", address,
			 api->bearers.count);
	free(address);
	return error ? SERVER_NO_SOCKETS : SERVER_STARTED;
}

static bool
is_same(const struct control_address *a, const struct control_address *b)
{
	char *a_text = control_address_to_text(a);
	char *b_text = control_address_to_text(b);
	bool same = strcmp(a_text, b_text) == 0;

	free(a_text);
	free(b_text);
	return same;
}

static void
on_reload(void *context, const struct config *old, const struct config *new,
	  struct diag_sink *sink)
{
	struct api *api = context;

	if (!is_same(&old->control, &new->control))
		log_warning("setting not changed before a restart",
			    "name=control");
	if (api->http && !adopt(api, new, sink))
		log_error("settings of control not changed", "reason=tokens");
}

static void
on_stop(void *context)
{
	struct api *api = context;

	if (api->http)
		http_stop(api->http);
	api->http = NULL;
	if (api->expects)
		expects_stop(api->expects);
	api->expects = NULL;
	door_close(&api->door);
}

struct server_companion
api_companion(struct api *api)
{
	return (struct server_companion){on_start, on_reload, on_stop, api};
}

struct api *
api_new(void)
{
	struct api *api = xcalloc(1, sizeof *api);

	api->door.fd = -1;
	return api;
}

void
api_free(struct api *api)
{
	bearers_free(&api->bearers);
	hosts_free(&api->hosts);
	free(api);
}

char *
api_address(const struct api *api)
{
	return api->http ? control_address_to_text(&api->door.address) : NULL;
}
