#include "api/openapi.h"
#include "api/handlers.h"
#include "api/route.h"
#include "api/schema.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static json_t *
reference(const char *name)
{
	return json_pack("{s:s+}", "$ref", "#/components/schemas/", name);
}

static json_t *
content(const char *type, json_t *schema)
{
	return json_pack("{s:{s:o}}", type, "schema", schema);
}

static json_t *
text_schema(void)
{
	return json_pack("{s:s}", "type", "string");
}

static void
add_parameter(json_t *list, const char *in, const char *name, size_t len,
	      const char *says)
{
	json_t *parameter = json_pack(
	    "{s:s%, s:s, s:b, s:o}", "name", name, len, "in", in, "required",
	    strcmp(in, "path") == 0, "schema", text_schema());

	if (says)
		json_object_set_new(parameter, "description",
				    json_string(says));
	json_array_append_new(list, parameter);
}

static json_t *
parameters(const struct api_route *row)
{
	json_t *list = json_array();

	for (const char *at = strchr(row->path, '{'); at;
	     at = strchr(at + 1, '{'))
		add_parameter(list, "path", at + 1, strcspn(at + 1, "}"), NULL);
	for (size_t i = 0; i < ROUTE_PARAMETERS_MAX && row->query[i].name; i++)
		add_parameter(list, "query", row->query[i].name,
			      strlen(row->query[i].name), row->query[i].says);
	return list;
}

static json_t *
request_body(const struct api_route *row)
{
	json_t *types =
	    row->flags & ROUTE_TEXT
		? json_pack("{s:{s:o}, s:{s:o}}", "text/dns", "schema",
			    text_schema(), "application/yaml", "schema",
			    text_schema())
		: content("application/json", reference(row->request));

	return json_pack("{s:b, s:o}", "required",
			 !(row->flags & ROUTE_OPTIONAL), "content", types);
}

static json_t *
success(const struct api_route *row)
{
	json_t *schema;

	if (row->type)
		schema = strcmp(row->type, "application/json") == 0
			     ? json_pack("{s:s}", "type", "object")
			     : text_schema();
	else
		schema = json_pack("{s:s, s:[s, s], s:{s:{s:s}, s:o}}", "type",
				   "object", "required", "status", "data",
				   "properties", "status", "const", "success",
				   "data", reference(row->answer));
	return json_pack(
	    "{s:s, s:o}", "description", "Success", "content",
	    content(row->type ? row->type : "application/json", schema));
}

static json_t *
failure(void)
{
	json_t *schema =
	    json_pack("{s:s, s:[s, s], s:{s:{s:s}, s:o}}", "type", "object",
		      "required", "status", "error", "properties", "status",
		      "const", "error", "error", reference("Error"));

	return json_pack("{s:s, s:o}", "description", "Failure", "content",
			 content("application/json", schema));
}

static json_t *
operation(const struct api_route *row)
{
	char status[4];
	json_t *json =
	    json_pack("{s:s, s:s, s:o}", "operationId", row->id, "summary",
		      row->summary, "parameters", parameters(row));

	status[0] = (char)('0' + row->status / 100);
	status[1] = (char)('0' + row->status / 10 % 10);
	status[2] = (char)('0' + row->status % 10);
	status[3] = '\0';
	json_object_set_new(json, "responses",
			    json_pack("{s:o, s:o}", status, success(row),
				      "default", failure()));
	if (row->request || (row->flags & ROUTE_TEXT))
		json_object_set_new(json, "requestBody", request_body(row));
	if (row->flags & ROUTE_OPEN)
		json_object_set_new(json, "security", json_pack("[{}]"));
	return json;
}

/* "GET" as the document has it. */
static void
set_operation(json_t *path, const struct api_route *row)
{
	char *method = xstrndup(row->method, strlen(row->method));

	for (char *at = method; *at != '\0'; at++)
		*at = (char)(*at | 0x20);
	json_object_set_new(path, method, operation(row));
	free(method);
}

static json_t *
paths(void)
{
	json_t *json = json_object();
	size_t count;
	const struct api_route *rows = api_route_rows(&count);

	for (size_t i = 0; i < count; i++) {
		json_t *path = json_object_get(json, rows[i].path);

		if (!path) {
			path = json_object();
			json_object_set_new(json, rows[i].path, path);
		}
		set_operation(path, &rows[i]);
	}
	return json;
}

static json_t *
schemas(void)
{
	json_t *json = json_object();
	size_t count;
	const struct schema *rows = schema_rows(&count);

	for (size_t i = 0; i < count; i++)
		json_object_set_new(json, rows[i].name,
				    schema_to_json(&rows[i]));
	return json;
}

json_t *
openapi_document(void)
{
	return json_pack(
	    "{s:s, s:{s:s, s:s, s:s, s:{s:s, s:s}}, s:[{s:s}], s:[{s:[]}, {}], "
	    "s:o, s:{s:o, s:{s:{s:s, s:s}}}}",
	    "openapi", "3.1.0", "info", "title", "mxd", "version", MXD_VERSION,
	    "summary", "Read and change what mxd serves.", "license", "name",
	    "MIT", "identifier", "MIT", "servers", "url", "/", "security",
	    "bearer", "paths", paths(), "components", "schemas", schemas(),
	    "securitySchemes", "bearer", "type", "http", "scheme", "bearer");
}

void
api_get_openapi(struct call *call)
{
	call_answer_json(call, openapi_document());
}
