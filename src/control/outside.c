#include "control/outside.h"
#include "base/alloc.h"
#include "control/backdrop.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum {
	TOKEN_LEN = 16,                 /* octets that nobody can guess */
	TOKEN_TEXT = 2 * TOKEN_LEN + 1, /* in hex */
};

/* Under a name that resolvers ask others about, as they do not with those of
 * RFC 6761. */
#define LOOP_PARENT "mxd-loop.internal."

struct secure_zone {
	uint8_t wire[NAME_WIRE_MAX];
};

struct outside_policy {
	unsigned references;
	struct view *backdrop;
	enum outside outside;
	bool sink;
	size_t secure_count;
	struct name *secure;
	struct secure_zone *secure_wires;
	size_t server_count;
	union address *servers;
	uint32_t limit, timeout_ms;
	uint64_t number;
	struct name loop_name;
	uint8_t loop_wire[NAME_WIRE_MAX];
	char loop_text[TOKEN_TEXT];
};

/* settings that do not go together */

static enum config_outside
outside_of(const struct config *config)
{
	/* Who names servers means them to be asked. */
	if (config->outside == CONFIG_OUTSIDE_REFUSED &&
	    config->forward.count > 0)
		return CONFIG_OUTSIDE_FORWARD;
	return config->outside;
}

static bool
goes_together(const struct config *config, struct diag_sink *sink)
{
	const char *wrong = NULL;

	if (config->outside == CONFIG_OUTSIDE_FORWARD &&
	    config->forward.count == 0)
		wrong = "outside is forward, but there is no server to forward "
			"to; name one, as in --forward 192.0.2.53@53";
	else if (config->outside == CONFIG_OUTSIDE_SINK &&
		 config->sink.count == 0)
		wrong = "outside is sink, but there is no sink; name its "
			"address, as in --sink 192.0.2.25";
	if (wrong)
		diag_error(sink, (struct pos){0}, "%s", wrong);
	return !wrong;
}

/* servers that are this one */

static bool
same_host(const union address *a, const union address *b)
{
	uint8_t a_len, b_len;
	const uint8_t *a_octets = address_octets(a, &a_len);
	const uint8_t *b_octets = address_octets(b, &b_len);

	return a_len == b_len && memcmp(a_octets, b_octets, a_len) == 0;
}

/* Whether an address is one of this machine's. */
static bool
is_here(const union address *address)
{
	uv_interface_address_t *interfaces;
	int count;
	bool here = address_is_wildcard(address);

	if (uv_interface_addresses(&interfaces, &count) != 0)
		return here;
	for (int i = 0; i < count && !here; i++) {
		union address own = {0};

		if (interfaces[i].address.address4.sin_family == AF_INET)
			own.v4 = interfaces[i].address.address4;
		else
			own.v6 = interfaces[i].address.address6;
		here = same_host(address, &own);
	}
	uv_free_interface_addresses(interfaces, count);
	return here;
}

/* Of 127.0.0.0/8 all are this machine's. */
static bool
is_loopback(const union address *address)
{
	return !address_is_ipv6(address) &&
	       ntohl(address->v4.sin_addr.s_addr) >> 24 == 127;
}

static bool
is_ours(const union address *address, const struct listening *listening)
{
	const struct listener *own = listening_of(listening, 0);

	for (size_t i = 0; i < listening->count; i++) {
		if (address_port(&own[i].address) != address_port(address))
			continue;
		if (same_host(&own[i].address, address))
			return true;
		if (address_is_wildcard(&own[i].address) &&
		    (is_loopback(address) || is_here(address)))
			return true;
	}
	return false;
}

static bool
take_server(struct outside_policy *policy, const struct endpoint *endpoint,
	    const struct listening *listening, struct diag_sink *sink)
{
	union address *address = &policy->servers[policy->server_count];
	int error = address_from_endpoint(address, endpoint);
	const char *wrong = NULL;

	if (error)
		wrong = uv_strerror(error);
	else if (strchr(endpoint->address, '%'))
		wrong = "a server must have an address without an interface";
	else if (endpoint->port == 0)
		wrong = "a server must have a port, as in 192.0.2.53@53";
	else if (is_ours(address, listening))
		wrong = "that is this server itself: a query would go round "
			"for ever; name the server that resolves other names";
	if (wrong) {
		char *text = endpoint_to_text(endpoint);

		diag_error(sink, (struct pos){0}, "cannot forward to %s: %s",
			   text, wrong);
		free(text);
		return false;
	}
	policy->server_count++;
	return true;
}

static bool
take_servers(struct outside_policy *policy, const struct config *config,
	     const struct listening *listening, struct diag_sink *sink)
{
	bool good = true;

	policy->servers =
	    xcalloc(config->forward.count + 1, sizeof *policy->servers);
	for (size_t i = 0; i < config->forward.count; i++)
		good &= take_server(policy, &config->forward.items[i],
				    listening, sink);
	policy->limit = config->forward_limit;
	policy->timeout_ms = config->forward_timeout * 1000;
	return good;
}

/* a name by which a loop is found */

static void
to_hex(const uint8_t *octets, char text[static TOKEN_TEXT])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < TOKEN_LEN; i++) {
		*text++ = digits[octets[i] >> 4];
		*text++ = digits[octets[i] & 0xf];
	}
	*text = '\0';
}

/* False when the system has no random octets. */
static bool
make_loop_name(struct outside_policy *policy)
{
	uint8_t octets[2][TOKEN_LEN];
	char token[TOKEN_TEXT];
	char *text;

	if (uv_random(NULL, NULL, octets, sizeof octets, 0, NULL) != 0)
		return false;
	memcpy(&policy->number, octets[0], sizeof policy->number);
	to_hex(octets[0], token);
	to_hex(octets[1], policy->loop_text);
	text = xasprintf("%s." LOOP_PARENT, token);
	name_from_text(text, strlen(text), NULL, policy->loop_wire,
		       &policy->loop_name);
	free(text);
	return true;
}

static void
take_secure(struct outside_policy *policy, const struct texts *ad)
{
	policy->secure = xcalloc(ad->count + 1, sizeof *policy->secure);
	policy->secure_wires =
	    xcalloc(ad->count + 1, sizeof *policy->secure_wires);
	for (size_t i = 0; i < ad->count; i++)
		name_from_text(ad->items[i], strlen(ad->items[i]), NULL,
			       policy->secure_wires[i].wire,
			       &policy->secure[i]);
	policy->secure_count = ad->count;
}

struct outside_policy *
outside_new(const struct config *config, const struct listening *listening,
	    struct diag_sink *sink)
{
	static const enum outside outsides[] = {
	    [CONFIG_OUTSIDE_REFUSED] = OUTSIDE_REFUSE,
	    [CONFIG_OUTSIDE_NXDOMAIN] = OUTSIDE_DENY,
	    [CONFIG_OUTSIDE_SINK] = OUTSIDE_DENY,
	    [CONFIG_OUTSIDE_FORWARD] = OUTSIDE_FORWARD,
	};
	struct outside_policy *policy = xcalloc(1, sizeof *policy);

	policy->references = 1;
	policy->outside = outsides[outside_of(config)];
	policy->sink = config->sink.count > 0;
	policy->backdrop = backdrop_new(config);
	take_secure(policy, &config->ad);
	if (goes_together(config, sink) &&
	    take_servers(policy, config, listening, sink) &&
	    make_loop_name(policy))
		return policy;
	outside_unref(policy);
	return NULL;
}

struct outside_policy *
outside_ref(struct outside_policy *policy)
{
	policy->references++;
	return policy;
}

void
outside_unref(struct outside_policy *policy)
{
	if (!policy || --policy->references > 0)
		return;
	view_unref(policy->backdrop);
	free(policy->secure);
	free(policy->secure_wires);
	free(policy->servers);
	free(policy);
}

void
outside_apply(const struct outside_policy *policy, size_t workers,
	      struct serving *serving)
{
	struct answer_settings *answer = &serving->answer;

	answer->backdrop = policy->backdrop;
	answer->outside = policy->outside;
	answer->sink = policy->sink;
	answer->secure = policy->secure;
	answer->secure_count = policy->secure_count;
	if (policy->outside != OUTSIDE_FORWARD)
		return;
	answer->loop_name = policy->loop_name;
	answer->loop_text = policy->loop_text;
	serving->forward = (struct forward_settings){
	    .servers = policy->servers,
	    .count = policy->server_count,
	    .timeout_ms = policy->timeout_ms,
	    .limit = (uint32_t)((policy->limit + workers - 1) / workers),
	    .number = policy->number,
	};
}

/* Whether a zone of the view answers for that name. */
static bool
is_hidden(const struct view *view, const char *text)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;

	name_from_text(text, strlen(text), NULL, wire, &name);
	return view_find(view, name) != NULL;
}

static void
log_sink(const struct view *view)
{
	log_info("mail of all other domains goes to the sink",
		 "host=" BACKDROP_SINK_HOST);
	if (is_hidden(view, BACKDROP_SINK_HOST))
		log_warning("a zone that is served hides the sink's host",
			    "host=" BACKDROP_SINK_HOST);
}

void
outside_log(const struct outside_policy *policy, const struct view *view)
{
	if (policy->sink)
		log_sink(view);
	if ((policy->sink || policy->outside != OUTSIDE_REFUSE) &&
	    is_hidden(view, "."))
		log_warning("no name is outside: the root is served", "zone=.");
	for (size_t i = 0; i < policy->secure_count; i++) {
		char name[NAME_TEXT_MAX];

		name_to_text(policy->secure[i], name);
		log_warning("answers claim to be validated; this is for a lab",
			    "setting=ad zone=%s", name);
	}
	for (size_t i = 0;
	     policy->outside == OUTSIDE_FORWARD && i < policy->server_count;
	     i++) {
		char address[ADDRESS_TEXT_MAX];

		address_to_text(&policy->servers[i], address);
		log_info("forwarding other names", "address=%s", address);
	}
}
