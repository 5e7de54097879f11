/* Octets of any kind as UTF-8. */
#include "base/utf8.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static void
becomes(const char *text, const char *expected)
{
	char *printable = utf8_printable(text);

	cr_expect_str_eq(printable, expected);
	free(printable);
}

Test(utf8, keeps_characters)
{
	becomes("", "");
	becomes("mail.example.com.", "mail.example.com.");
	becomes("M\303\274nchen \342\202\254 \360\237\223\254",
		"M\303\274nchen \342\202\254 \360\237\223\254");
}

Test(utf8, replaces_control_octets)
{
	becomes("a\tb\nc\033d\177", "a?b?c?d?");
}

Test(utf8, replaces_what_is_no_character)
{
	becomes("\377\376", "??");
	becomes("a\303", "a?");
	becomes("\303(", "?(");
	becomes("\300\257", "??");           /* overlong */
	becomes("\355\240\200", "???");      /* a surrogate */
	becomes("\364\220\200\200", "????"); /* beyond the last */
}
