#include "control/route_report.h"
#include "control/tojson.h"

#include <arpa/inet.h>
#include <uv.h>

void
route_address_text(const struct route_address *address,
		   char text[static ROUTE_ADDRESS_MAX])
{
	inet_ntop(address->len == 4 ? AF_INET : AF_INET6, address->octets, text,
		  ROUTE_ADDRESS_MAX);
}

static const char *
state_word(enum route_host_state state)
{
	switch (state) {
	case HOST_READY:
		return "ready";
	case HOST_OUTSIDE:
		return "outside";
	case HOST_DOWN:
		return "down";
	case HOST_ALIAS:
		return "alias";
	case HOST_NO_ADDRESS:
		return "no-address";
	case HOST_NO_NAME:
		return "no-name";
	case HOST_FAILED:
		return "failed";
	case HOST_SELF:
		return "self";
	case HOST_BEHIND_SELF:
		return "behind-self";
	case HOST_OVER_LIMIT:
		return "over-limit";
	}
	return NULL;
}

static json_t *
host_json(const struct route_report *report, size_t i)
{
	const struct route_host *host = &report->route->hosts.items[i];
	json_t *json = json_object();
	json_t *addresses = json_array();

	tojson_set_number(json, "preference", host->preference);
	tojson_set_name(json, "name", host->name);
	tojson_set_text(json, "state", state_word(host->state));
	json_object_set_new(json, "tried",
			    json_boolean(route_host_is_tried(host)));
	json_object_set_new(json, "alias", json_boolean(host->alias));
	for (size_t k = 0; k < host->addresses.count; k++) {
		char text[ROUTE_ADDRESS_MAX];

		route_address_text(&host->addresses.items[k], text);
		json_array_append_new(addresses, json_string(text));
	}
	json_object_set_new(json, "addresses", addresses);
	if (report->tally->messages > 0)
		tojson_set_number(json, "messages", report->tally->counts[i]);
	return json;
}

/* An array of arrays: within one of these the order is random. */
static json_t *
groups_json(const struct route_report *report)
{
	const struct route *route = report->route;
	json_t *groups = json_array();
	size_t group;

	for (size_t i = 0; i < route->hosts.count; i += group) {
		json_t *hosts = json_array();

		group = route_group(route, i);
		for (size_t k = i; k < i + group; k++)
			json_array_append_new(hosts, host_json(report, k));
		json_array_append_new(groups, hosts);
	}
	return groups;
}

static json_t *
greeted_json(const struct route_report *report,
	     const struct route_greeted *greeted)
{
	const struct probe *probe = &greeted->probe;
	json_t *json = json_object();
	json_t *capabilities = json_array();
	char address[ROUTE_ADDRESS_MAX];

	route_address_text(greeted->address, address);
	tojson_set_name(json, "name",
			report->route->hosts.items[greeted->host].name);
	tojson_set_text(json, "address", address);
	json_object_set_new(json, "ready", json_boolean(probe->ready));
	if (probe->error)
		tojson_set_text(json, "error", uv_strerror(probe->error));
	if (probe->greeting)
		tojson_set_text(json, "greeting", probe->greeting);
	for (size_t i = 0; i < probe->capabilities.count; i++)
		json_array_append_new(
		    capabilities, json_string(probe->capabilities.items[i]));
	json_object_set_new(json, "capabilities", capabilities);
	json_object_set_new(json, "starttls", json_boolean(probe->starttls));
	return json;
}

static json_t *
greetings_json(const struct route_report *report)
{
	json_t *json = json_array();

	for (size_t i = 0; i < report->greetings->list.count; i++)
		json_array_append_new(
		    json,
		    greeted_json(report, &report->greetings->list.items[i]));
	return json;
}

json_t *
tojson_route(const struct route_report *report)
{
	const struct route *route = report->route;
	json_t *json = json_object();

	tojson_set_name(json, "domain", report->domain);
	tojson_set_text(json, "mta", route->sender->name);
	tojson_set_text(json, "verdict", route_verdict_word(route->verdict));
	if (route->reply) {
		tojson_set_text(json, "code", route->reply->code);
		tojson_set_text(json, "reason", route->reply->words);
	}
	json_object_set_new(json, "implicit", json_boolean(route->implicit));
	json_object_set_new(json, "alias", json_boolean(route->alias));
	json_object_set_new(json, "groups", groups_json(report));
	if (report->tally->messages > 0) {
		tojson_set_number(json, "messages", report->tally->messages);
		tojson_set_number(json, "undelivered", report->tally->kept);
	}
	if (report->greetings)
		json_object_set_new(json, "greeted", greetings_json(report));
	return json;
}
