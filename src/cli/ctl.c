#include "cli/ctl.h"
#include "base/alloc.h"
#include "base/nearest.h"
#include "cli/control_client.h"

#include <stdlib.h>
#include <string.h>

/* What is shown of a list; the API has no more on a page. */
#define PAGE "limit=10000"

/* "/v1/zones/ZONE", and what follows, %-encoded where it must be. */
static char *
zone_path(const char *zone, const char *rest)
{
	char *encoded = control_encode(zone);
	char *path = xasprintf("/v1/zones/%s%s", encoded, rest);

	free(encoded);
	return path;
}

static char *
rrset_path(const struct ctl_words *words, const char *type)
{
	char *name = control_encode(words->items[1]);
	char *code = control_encode(type);
	char *rest =
	    xasprintf("/records/by-name/%s/%s%s", name, code, words->query);
	char *path = zone_path(words->items[0], rest);

	free(name);
	free(code);
	free(rest);
	return path;
}

/* The words from number `first` on, a blank between them. */
static char *
content_of(const struct ctl_words *words, int first)
{
	char *content = xasprintf("%s", "");

	for (int i = first; i < words->count; i++) {
		char *longer = xasprintf("%s%s%s", content,
					 i > first ? " " : "", words->items[i]);

		free(content);
		content = longer;
	}
	return content;
}

static json_t *
record_data(const struct ctl_words *words, int first)
{
	char *content = content_of(words, first);
	json_t *json = json_pack("{s:s}", "content", content);

	free(content);
	if (words->ttl >= 0)
		json_object_set_new(json, "ttl", json_integer(words->ttl));
	return json;
}

static const char not_utf8[] = "what is given must be UTF-8";

static const char *
ask_add(const struct ctl_words *words, struct ctl_request *request)
{
	char *rest = xasprintf("/records%s", words->query);

	request->method = "POST";
	request->path = zone_path(words->items[0], rest);
	request->body = record_data(words, 3);
	free(rest);
	json_object_set_new(request->body, "name",
			    json_string(words->items[1]));
	json_object_set_new(request->body, "type",
			    json_string(words->items[2]));
	return json_object_size(request->body) < 3 ? not_utf8 : NULL;
}

static const char *
ask_set(const struct ctl_words *words, struct ctl_request *request)
{
	request->method = "PUT";
	request->path = rrset_path(words, words->items[2]);
	request->body = record_data(words, 3);
	return request->body ? NULL : not_utf8;
}

static const char *
ask_del(const struct ctl_words *words, struct ctl_request *request)
{
	request->method = "DELETE";
	request->path =
	    rrset_path(words, words->count > 2 ? words->items[2] : "ANY");
	return NULL;
}

static const char *
ask_list(const struct ctl_words *words, struct ctl_request *request)
{
	(void)words;
	request->method = "GET";
	request->path = xasprintf("/v1/zones?" PAGE);
	return NULL;
}

static const char *
ask_show(const struct ctl_words *words, struct ctl_request *request)
{
	char *name = words->count > 1 ? control_encode(words->items[1]) : NULL;
	char *type = words->count > 2 ? control_encode(words->items[2]) : NULL;
	char *rest =
	    xasprintf("/records?" PAGE "%s%s%s%s", name ? "&name=" : "",
		      name ? name : "", type ? "&type=" : "", type ? type : "");

	request->method = "GET";
	request->path = zone_path(words->items[0], rest);
	free(name);
	free(type);
	free(rest);
	return NULL;
}

static const char *
post(struct ctl_request *request, char *path)
{
	request->method = "POST";
	request->path = path;
	return NULL;
}

static const char *
ask_reload(const struct ctl_words *words, struct ctl_request *request)
{
	(void)words;
	return post(request, xasprintf("/v1/reload"));
}

static const char *
ask_flush(const struct ctl_words *words, struct ctl_request *request)
{
	return post(request, zone_path(words->items[0], "/flush"));
}

static const char *
ask_reset(const struct ctl_words *words, struct ctl_request *request)
{
	(void)words;
	return post(request, xasprintf("/v1/reset"));
}

static const char *
ask_snapshot(const struct ctl_words *words, struct ctl_request *request)
{
	const char *what = words->count > 0 ? words->items[0] : "make";
	char *id = words->count > 1 ? control_encode(words->items[1]) : NULL;
	bool restore = strcmp(what, "restore") == 0;
	bool delete = strcmp(what, "delete") == 0;

	if (restore && id)
		post(request, xasprintf("/v1/snapshots/%s/restore", id));
	else if (delete &&id) {
		request->method = "DELETE";
		request->path = xasprintf("/v1/snapshots/%s", id);
	} else if (!id && strcmp(what, "make") == 0)
		post(request, xasprintf("/v1/snapshots"));
	else if (!id && strcmp(what, "list") == 0) {
		request->method = "GET";
		request->path = xasprintf("/v1/snapshots");
	}
	free(id);
	return request->path ? NULL
			     : "must be make, list, restore ID or delete ID";
}

/* queries */

/* The operands [TYPE [NAME]] among what options say. */
static bool
take_match(const struct ctl_words *words)
{
	static const char *const names[] = {"type", "name"};
	int failed = 0;

	for (int i = 0; i < 2 && i < words->count; i++)
		failed |= json_object_set_new(words->match, names[i],
					      json_string(words->items[i]));
	return failed == 0;
}

static void
add_parameter(char **path, const char *name, const char *value)
{
	char *encoded = control_encode(value);
	char *longer = xasprintf("%s&%s=%s", *path, name, encoded);

	free(encoded);
	free(*path);
	*path = longer;
}

static const char *
ask_queries(const struct ctl_words *words, struct ctl_request *request)
{
	const char *since =
	    json_string_value(json_object_get(words->expect, "since"));
	const char *name;
	json_t *value;

	if (!take_match(words))
		return not_utf8;
	request->method = "GET";
	request->path = xasprintf("/v1/queries?" PAGE);
	json_object_foreach(words->match, name, value)
	{
		add_parameter(&request->path, name, json_string_value(value));
	}
	if (since)
		add_parameter(&request->path, "since", since);
	return NULL;
}

static const char *
ask_expect(const struct ctl_words *words, struct ctl_request *request)
{
	if (!take_match(words))
		return not_utf8;
	request->body = json_copy(words->expect);
	json_object_set(request->body, "match", words->match);
	return post(request, xasprintf("/v1/expect"));
}

enum { MANY = 1 << 16 };

// clang-format off
static const struct ctl_verb rows[] = {
    {"add", "ZONE NAME TYPE DATA...",
     "add a record, such as: add example.com @ MX 10 mail", 4, MANY, ask_add},
    {"set", "ZONE NAME TYPE DATA...",
     "have this record alone, of its name and type", 4, MANY, ask_set},
    {"del", "ZONE NAME [TYPE]",
     "delete all records of a name, or those of a type", 2, 3, ask_del},
    {"list", "", "list the zones", 0, 0, ask_list},
    {"show", "ZONE [NAME [TYPE]]",
     "show the records of a zone, a name, a type", 1, 3, ask_show},
    {"reload", "", "read settings and files again; changes stay", 0, 0,
     ask_reload},
    {"flush", "ZONE", "write what is served of a zone to its file", 1, 1,
     ask_flush},
    {"reset", "", "serve what the files say, and forget all changes", 0, 0,
     ask_reset},
    {"snapshot", "[make|list|restore ID|delete ID]",
     "remember all zones as they are, and serve them again later", 0, 2,
     ask_snapshot},
    {"queries", "[TYPE [NAME]]",
     "show the last queries, such as those for MX records", 0, 2, ask_queries},
    {"expect", "TYPE [NAME]",
     "wait until queries have been seen, such as: expect MX example.com", 1, 2,
     ask_expect},
};
// clang-format on

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct ctl_verb *
ctl_rows(size_t *count)
{
	*count = ROWS;
	return rows;
}

const struct ctl_verb *
ctl_get(const char *name)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

const char *
ctl_nearest(const char *name)
{
	struct nearest nearest = nearest_to(name, strlen(name));

	for (size_t i = 0; i < ROWS; i++)
		nearest_try(&nearest, rows[i].name);
	return nearest.word;
}
