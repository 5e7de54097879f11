/*
 * URIs in records of mail (RFC 3986, RFC 6068).
 */
#include "base/alloc.h"
#include "check/uri.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char *
read_as(const char *text, bool sized)
{
	struct uri uri;

	if (uri_read(text, (struct part){0, strlen(text)}, sized, &uri))
		return xasprintf("wrong");
	return xasprintf("%.*s %.*s %.*s", (int)uri.scheme.len,
			 text + uri.scheme.at, (int)uri.host.len,
			 text + uri.host.at, (int)uri.size.len,
			 text + uri.size.at);
}

static void
expect(const char *text, const char *expected)
{
	char *read = read_as(text, true);

	cr_expect_str_eq(read, expected, "%s: %s", text, read);
	free(read);
}

Test(uri, the_host_is_that_of_the_address)
{
	expect("mailto:a@example.com", "mailto example.com ");
	expect("MAILTO:a%40b@mail.example?subject=a@b", "MAILTO mail.example ");
	expect("https://example.com:443/a?b#c", "https example.com ");
	expect("ftp:whatever", "ftp  ");
}

Test(uri, a_size_stands_behind_it)
{
	expect("mailto:a@example.com!10m", "mailto example.com !10m");
	expect("mailto:a@example.com!10", "mailto example.com !10");
	expect("mailto:a@example.com!", "wrong");
	expect("mailto:a@example.com!m", "wrong");
	expect("mailto:a@example.com!1x", "wrong");

	char *read = read_as("mailto:a@example.com!10m", false);

	cr_expect_str_eq(read, "wrong");
	free(read);
}

Test(uri, what_is_none_is_told)
{
	static const char *const wrong[] = {
	    "",
	    "a@example.com",
	    ":a",
	    "1x:a",
	    "mailto:",
	    "mailto:a",
	    "mailto:@b",
	    "mailto:a@",
	    "mailto:a@-b",
	    "mailto:a@b..c",
	    "mailto:a@b.",
	    "mailto:a b@c",
	    "mailto:%4@b",
	    "mailto:a@b\"",
	    "https:example.com",
	    "https:///a",
	    "https://a_b/",
	    "https://-a/",
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		expect(wrong[i], "wrong");
}
