/*
 * Tag lists (RFC 6376 §3.2), and fields as RFC 8461 §3.1 has them.
 */
#include "check/taglist.h"
#include "support/faults.h"

#include <criterion/criterion.h>
#include <string.h>

/* "name=value|..." of the tags that were read, then "/" and the faults. */
static char *
read_as(struct taglist list, const char *text, size_t len)
{
	struct faults faults = {0};
	char *read = xasprintf("%s", "");

	taglist_read(&list, text, len, &faults, 0);
	for (size_t i = 0; i < list.count; i++) {
		const struct tag *tag = &list.items[i];
		char *more = xasprintf("%s%.*s=%.*s|", read, (int)tag->name.len,
				       text + tag->name.at, (int)tag->value.len,
				       text + tag->value.at);

		free(read);
		read = more;
	}

	char *wrong = faults_text(&faults);
	char *both = xasprintf("%s/%s", read, wrong);

	free(wrong);
	free(read);
	taglist_free(&list);
	return both;
}

static void
expect(struct taglist list, const char *text, const char *expected)
{
	char *read = read_as(list, text, strlen(text));

	cr_expect_str_eq(read, expected, "\"%s\": %s", text, read);
	free(read);
}

static const struct taglist plain = {0};
static const struct taglist folds = {.folds = true};
static const struct taglist fields = {.fields = true};

Test(taglist, blanks_around_names_and_values_are_no_part_of_them)
{
	expect(plain, "a=1;b=2", "a=1|b=2|/");
	expect(plain, " a\t= 1 2 ; B_9 = ; ", "a=1 2|B_9=|/");
	expect(plain, "a=b=c;", "a=b=c|/");
}

Test(taglist, each_fault_is_told_and_the_rest_is_read)
{
	expect(plain, "", "/0+1 warn 0");
	expect(plain, "a=1;;b=2", "a=1|b=2|/4+1 warn 0");
	expect(plain, ";a=1", "a=1|/0+1 warn 0");
	expect(plain, "a=1; b ;c=3", "a=1|c=3|/5+1 warn 0");
	expect(plain, "1=1; a-b=2; =3; c=4",
	       "c=4|/0+1 warn 0, 5+3 warn 0, 12+1 warn 0");
	expect(plain, "a=1;b=\303\244\001x", "a=1|b=\303\244\001x|/6+3 warn 0");
}

Test(taglist, a_tag_that_stands_twice_is_told_where_it_does_so_again)
{
	expect(plain, "a=1;b=2;a=3;a=4",
	       "a=1|b=2|a=3|a=4|/8+1 warn 0, 12+1 warn 0");
	expect(plain, "a=1;A=2;aa=3", "a=1|A=2|aa=3|/");
}

Test(taglist, lines_are_folded_where_that_is_allowed)
{
	expect(folds, "a=1;\r\n b=2\r\n\t3", "a=1|b=2\r\n\t3|/");
	expect(folds, "a=1\n;b=2", "a=1|b=2|/3+1 warn 0");
	expect(plain, "a=1;\r\n b=2", "a=1|/4+2 warn 0");
}

Test(taglist, fields_have_names_of_their_own_and_no_blanks_around_the_sign)
{
	expect(fields, "v=STSv1; x-1.a_=b;9=c", "v=STSv1|x-1.a_=b|9=c|/");
	expect(fields, "-a=b", "/0+2 warn 0");
	expect(fields, "a =b;c= d", "a=b|c=d|/2+1 warn 0, 6+1 warn 0");
}

/* What is compared is a list of 16,000 tags: it must not take long. */
Test(taglist, many_tags_take_no_more_than_sorting_them, .timeout = 5)
{
	enum { TAGS = 16000 };
	char *text = xalloc(TAGS * 4);
	struct taglist list = {0};
	struct faults faults = {0};

	for (unsigned i = 0; i < TAGS; i++)
		memcpy(text + (size_t)i * 4, "ab=;", 4);
	taglist_read(&list, text, TAGS * 4, &faults, 0);
	cr_expect_eq(list.count, TAGS);
	cr_expect_eq(faults.count, TAGS - 1);
	faults_free(&faults);
	taglist_free(&list);
	free(text);
}

Test(taglist, items_of_a_value_are_parted)
{
	const char *text = "x a , b,,c ";
	struct part rest = {2, 9};
	struct part item;
	char *items = xasprintf("%s", "");

	while (part_next(text, &rest, ',', &item)) {
		char *more =
		    xasprintf("%s<%.*s>", items, (int)item.len, text + item.at);

		free(items);
		items = more;
	}
	cr_expect_str_eq(items, "<a><b><><c>", "%s", items);
	free(items);
}
