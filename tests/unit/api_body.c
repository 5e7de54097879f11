/* JSON of peers, and what a body must be. */
#include "api/body.h"
#include "api/schema.h"

#include <criterion/criterion.h>
#include <string.h>

static char why[BODY_WHY_MAX];

static json_t *
parse(const char *text)
{
	return body_parse(text, strlen(text), why);
}

static void
is_wrong(const char *text, const char *reason)
{
	cr_expect_null(parse(text), "%s", text);
	cr_expect(strstr(why, reason), "%s: %s", text, why);
}

Test(body, is_json)
{
	json_t *json = parse("{\"a\": [1, {\"b\": \"\\\"[[[\"}]}");

	cr_assert(json, "%s", why);
	json_decref(json);
	is_wrong("", "line 1, column 0");
	is_wrong("{\"a\": 1", "line 1");
	is_wrong("{\"a\": 1} x", "line 1");
	is_wrong("{\"a\": 1,\n \"a\": 2}", "line 2");
	is_wrong("{\"a\": \"\377\"}", "line 1");
	is_wrong("{\"a\": \"\\u0000\"}", "line 1");
}

Test(body, is_not_deep)
{
	char text[2 * BODY_DEPTH_MAX + 3];
	json_t *json;

	memset(text, '[', BODY_DEPTH_MAX);
	memset(text + BODY_DEPTH_MAX, ']', BODY_DEPTH_MAX);
	text[2 * BODY_DEPTH_MAX] = '\0';
	json = parse(text);
	cr_expect(json, "%s", why);
	json_decref(json);
	memset(text, '[', BODY_DEPTH_MAX + 1);
	memset(text + BODY_DEPTH_MAX + 1, ']', BODY_DEPTH_MAX + 1);
	text[2 * BODY_DEPTH_MAX + 2] = '\0';
	is_wrong(text, "nested more than 16 deep");
}

static void
judge(const char *text, const char *reason)
{
	json_t *json = parse(text);
	bool good;

	cr_assert(json, "%s: %s", text, why);
	why[0] = '\0';
	good = schema_check(schema_get("Error"), json, why);
	cr_expect_eq(good, *reason == '\0', "%s: %s", text, why);
	cr_expect_str_eq(why, reason, "%s: %s", text, why);
	json_decref(json);
}

Test(body, is_as_its_schema_says)
{
	judge("{\"code\":\"a\",\"message\":\"b\"}", "");
	judge("[]", "the body must be an object");
	judge("{\"code\":\"a\"}", "message must be there");
	judge("{\"code\":1,\"message\":\"b\"}", "code must be a text");
	judge("{\"code\":\"\",\"message\":\"b\"}", "code must not be empty");
	judge("{\"code\":null,\"message\":\"b\"}", "code must be a text");
	judge("{\"code\":\"a\",\"mesage\":\"b\"}",
	      "mesage is not known; did you mean message?");
	judge("{\"code\":\"a\",\"message\":\"b\",\"findings\":{}}",
	      "findings must be a list");
	judge("{\"code\":\"a\",\"message\":\"b\",\"findings\":[1]}",
	      "findings[0] must be an object");
}

Test(body, says_where_it_is_wrong)
{
	judge("{\"code\":\"a\",\"message\":\"b\",\"findings\":["
	      "{\"severity\":\"note\",\"message\":\"c\",\"line\":1},"
	      "{\"severity\":\"note\",\"message\":\"c\",\"line\":-1}]}",
	      "findings[1].line must be a number from 0 to 9007199254740991");
	judge("{\"code\":\"a\",\"message\":\"b\",\"findings\":["
	      "{\"severity\":\"note\",\"message\":\"c\",\"line\":1.5}]}",
	      "findings[0].line must be a number from 0 to 9007199254740991");
}
