/* Tokens, and headers that show them. */
#include "api/bearer.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct bearers bearers;
static char path[] = "/tmp/mxd-bearer.XXXXXX";
static char why[BEARER_WHY_MAX];

static void
write_file(const char *text)
{
	int fd = mkstemp(path);
	size_t len = strlen(text);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, len), (ssize_t)len);
	close(fd);
}

static void
stop(void)
{
	bearers_free(&bearers);
	unlink(path);
}

TestSuite(bearer, .fini = stop);

Test(bearer, shows_one_of_the_tokens)
{
	bearers_add(&bearers, "secret", 6);
	bearers_add(&bearers, "other", 5);
	cr_expect(bearers_accept(&bearers, "Bearer secret"));
	cr_expect(bearers_accept(&bearers, "Bearer other"));
	cr_expect(bearers_accept(&bearers, "bearer  secret"));
	cr_expect_not(bearers_accept(&bearers, NULL));
	cr_expect_not(bearers_accept(&bearers, ""));
	cr_expect_not(bearers_accept(&bearers, "Bearer"));
	cr_expect_not(bearers_accept(&bearers, "Bearer "));
	cr_expect_not(bearers_accept(&bearers, "Bearer secre"));
	cr_expect_not(bearers_accept(&bearers, "Bearer secrets"));
	cr_expect_not(bearers_accept(&bearers, "Bearer Secret"));
	cr_expect_not(bearers_accept(&bearers, "Basic secret"));
	cr_expect_not(bearers_accept(&bearers, "Bearersecret"));
}

Test(bearer, none_is_accepted_where_there_is_none)
{
	cr_expect_not(bearers_accept(&bearers, "Bearer "));
	cr_expect_not(bearers_accept(&bearers, "Bearer x"));
}

Test(bearer, stands_on_a_line_of_a_file)
{
	write_file("# who\n\n one \r\ntwo#2\n\t# three\nlast");
	cr_assert(bearers_read(&bearers, path, why), "%s", why);
	cr_expect_eq(bearers.count, 3);
	cr_expect(bearers_accept(&bearers, "Bearer one"));
	cr_expect(bearers_accept(&bearers, "Bearer two#2"));
	cr_expect(bearers_accept(&bearers, "Bearer last"));
	cr_expect_not(bearers_accept(&bearers, "Bearer # who"));
}

Test(bearer, must_be_in_the_file)
{
	write_file("# nobody\n\n");
	cr_expect_not(bearers_read(&bearers, path, why));
	cr_expect_str_eq(why, "there is no token in it");
	cr_expect_not(bearers_read(&bearers, "/nonexistent", why));
	cr_expect_str_eq(why, "No such file or directory");
}
