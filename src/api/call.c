#include "api/call.h"
#include "api/route.h"
#include "base/alloc.h"
#include "base/log.h"
#include "control/tojson.h"

#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MAX = 1024 };

// clang-format off
static const struct call_error_row errors[CALL_ERRORS] = {
    [CALL_BAD_REQUEST] = {400, "bad_request",
	"the request is not understood"},
    [CALL_UNAUTHORIZED] = {401, "unauthorized",
	"a token is needed, and none of those known was shown"},
    [CALL_CROSS_SITE] = {403, "cross_site",
	"a web page of another site made the request"},
    [CALL_NOT_FOUND] = {404, "not_found",
	"there is no such zone, record, snapshot or path"},
    [CALL_METHOD] = {405, "method_not_allowed",
	"the path has other methods: those in Allow"},
    [CALL_CONFLICT] = {409, "conflict",
	"it is there already, or it was changed meanwhile"},
    [CALL_TOO_LARGE] = {413, "too_large",
	"the body is too large"},
    [CALL_MEDIA_TYPE] = {415, "unsupported_media_type",
	"the body's Content-Type is another one than is taken"},
    [CALL_WRONG_HOST] = {421, "wrong_host",
	"Host is no name of this machine: see control-host in mxd.yaml(5)"},
    [CALL_INVALID] = {422, "invalid",
	"a member of the body, or a part of the path, is not what it must be"},
    [CALL_REFUSED] = {422, "refused",
	"the zone would break a rule: see rule and findings"},
    [CALL_FAILED] = {500, "failed",
	"the system refuses what is needed, such as room on the disk"},
    [CALL_NOT_READY] = {503, "not_ready",
	"not now"},
};
// clang-format on

const struct call_error_row *
call_error_row(enum call_error error)
{
	return &errors[error];
}

static void
answer(struct call *call, const char *type, char *text)
{
	http_answer(call->exchange, &(struct http_answer){
					.status = call->route->status,
					.type = type,
					.body = text,
					.len = strlen(text),
				    });
}

void
call_answer_json(struct call *call, json_t *json)
{
	answer(call, "application/json", json_dumps(json, JSON_COMPACT));
	json_decref(json);
}

void
call_answer(struct call *call, json_t *data)
{
	call_answer_json(
	    call, json_pack("{s:s, s:o}", "status", "success", "data", data));
}

void
call_answer_text(struct call *call, char *text)
{
	answer(call, call->route->type, text);
}

static json_t *
start_error(enum call_error error, const char *message)
{
	json_t *json = json_object();

	tojson_set_text(json, "code", errors[error].code);
	tojson_set_text(json, "message", message);
	return json;
}

static void
fail(struct call *call, enum call_error error, json_t *json)
{
	char *allow = NULL;
	char *text;

	json = json_pack("{s:s, s:o}", "status", "error", "error", json);
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	if (error == CALL_METHOD)
		allow = api_route_allow(&call->target);
	http_answer(call->exchange, &(struct http_answer){
					.status = errors[error].status,
					.type = "application/json",
					.body = text,
					.len = strlen(text),
					.allow = allow,
				    });
	free(allow);
}

void
call_fail(struct call *call, enum call_error error, const char *format, ...)
{
	char message[MESSAGE_MAX];
	va_list args;

	va_start(args, format);
	log_format(message, sizeof message, format, args);
	va_end(args);
	fail(call, error, start_error(error, message));
}

void
call_fail_findings(struct call *call, enum call_error error,
		   const char *message, const char *rule, json_t *findings)
{
	json_t *json = start_error(error, message);

	if (rule)
		tojson_set_text(json, "rule", rule);
	if (findings)
		json_object_set_new(json, "findings", findings);
	fail(call, error, json);
}

const char *
call_query(const struct call *call, const char *name)
{
	return target_value(&call->target, name);
}

const char *
call_text(const struct call *call, const char *name)
{
	return json_string_value(json_object_get(call->body, name));
}
