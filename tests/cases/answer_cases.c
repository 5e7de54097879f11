/*
 * answer_cases [--replies] FILE.case...: run the cases of README.md here, as
 * TAP; or print each case's place, query and reply, in hexadecimal, for others
 * to decode.
 */
#include "case_file.h"

#include "../support/reply_text.h"

#include "answer/memo.h"

#include <assert.h>

/* No memory may be allocated while a query is answered: the linker leads the
 * calls of mxd's own code through these. */
static bool poisoned;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

void *
__wrap_malloc(size_t size)
{
	assert(!poisoned);
	return __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	assert(!poisoned);
	return __real_calloc(count, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
	assert(!poisoned);
	return __real_realloc(old, size);
}

/* What became of a case. */
struct outcome {
	uint8_t reply[ANSWER_TCP_MAX];
	size_t len;
	struct reply_text text;
	char wrong[256]; /* empty when all is right */
};

static size_t
ask(const struct case_file *file, const struct test_case *test,
    struct memo *memo, uint8_t *reply, size_t size)
{
	/* Of the exact size, so that a sanitizer sees reads past the end. */
	uint8_t *query = malloc(test->query_len);
	size_t len;

	assert(query);
	memcpy(query, test->query, test->query_len);
	poisoned = true;
	len = answer(file->view, &file->settings, memo, &file->client, query,
		     test->query_len, reply, size)
		  .len;
	poisoned = false;
	free(query);
	return len;
}

/* The same query, the same octets: also those that are kept from a time before,
 * which the third time are. */
static void
check_again(const struct case_file *file, const struct test_case *test,
	    struct outcome *outcome)
{
	static uint8_t again[ANSWER_TCP_MAX];
	struct memo *memo = memo_new();

	for (unsigned time = 1; time <= 3; time++) {
		size_t len;

		memset(again, 0xa5, sizeof again);
		len = ask(file, test, memo, again, sizeof again);
		if (len != outcome->len ||
		    memcmp(again, outcome->reply, outcome->len) != 0)
			snprintf(outcome->wrong, sizeof outcome->wrong,
				 "another reply after %u", time);
	}
	memo_free(memo);
}

static size_t
size_allowed(const struct case_file *file, const struct test_case *test)
{
	struct reader r = reader_init(test->query, test->query_len);
	uint8_t owner[NAME_WIRE_MAX];
	struct question question;
	struct message_rr rr;
	struct header header;
	size_t allowed = MESSAGE_UDP_PLAIN;

	if (test->transport == TRANSPORT_TCP)
		return ANSWER_TCP_MAX;
	if (!header_read(&r, &header) || header.count[SECTION_QUESTION] != 1 ||
	    !question_read(&r, &question))
		return allowed;
	while (message_read_rr(&r, owner, &rr)) {
		if (rr.type == TYPE_OPT && rr.class > allowed)
			allowed = rr.class;
	}
	if (allowed > file->settings.udp_size)
		allowed = file->settings.udp_size;
	return allowed < MESSAGE_UDP_PLAIN ? MESSAGE_UDP_PLAIN : allowed;
}

/* The question comes back octet for octet, or not at all. */
static bool
same_question(const struct test_case *test, const struct outcome *outcome)
{
	struct reader r = reader_init(outcome->reply, outcome->len);
	struct header header;
	struct question question;

	if (!header_read(&r, &header))
		return false;
	if (header.count[SECTION_QUESTION] == 0)
		return true;
	if (!question_read(&r, &question))
		return false;

	size_t len = (size_t)(r.at - outcome->reply) - HEADER_LEN;

	return HEADER_LEN + len <= test->query_len &&
	       memcmp(outcome->reply + HEADER_LEN, test->query + HEADER_LEN,
		      len) == 0 &&
	       memcmp(outcome->reply, test->query, 2) == 0;
}

static const char *
find_twice(const struct lines *lines)
{
	for (size_t i = 1; i < lines->count; i++) {
		for (size_t j = 1; j < i && lines->count < 300; j++) {
			if (strcasecmp(lines->items[i], lines->items[j]) == 0)
				return lines->items[i];
		}
	}
	return NULL;
}

static void
check_always(const struct case_file *file, const struct test_case *test,
	     struct outcome *outcome)
{
	const char *twice = find_twice(&outcome->text.front);
	size_t allowed = size_allowed(file, test);

	if (outcome->len > allowed)
		snprintf(outcome->wrong, sizeof outcome->wrong,
			 "%zu octets, %zu are allowed", outcome->len, allowed);
	else if (!same_question(test, outcome))
		snprintf(outcome->wrong, sizeof outcome->wrong,
			 "not the query's question");
	else if (twice)
		snprintf(outcome->wrong, sizeof outcome->wrong, "twice: %s",
			 twice);
}

/* One line of blanks and words like the other, whatever the blanks. */
static bool
same_words(const char *a, const char *b)
{
	for (;;) {
		size_t blanks_a = strspn(a, " \t");
		size_t blanks_b = strspn(b, " \t");

		a += blanks_a;
		b += blanks_b;
		if (*a == '\0' || *b == '\0')
			return *a == *b;
		if ((blanks_a > 0) != (blanks_b > 0) || *a++ != *b++)
			return false;
	}
}

/* "answer 1200": the RRs are counted, not compared. Returns how many lines of
 * the reply that stands for; 0 when it is no such line. */
static size_t
counted(const char *expected, const struct lines *lines, size_t at)
{
	char heading[16];
	unsigned count;

	if (sscanf(expected, "%15[a-z] %u", heading, &count) != 2 ||
	    strcmp(heading, "opt") == 0 || strcmp(heading, "ede") == 0 ||
	    at + count >= lines->count ||
	    strcmp(lines->items[at], heading) != 0)
		return 0;
	return 1 + count;
}

static void
compare(const struct test_case *test, struct outcome *outcome)
{
	const struct lines *lines = &outcome->text.front;
	unsigned count = test->expected_count;
	size_t at = 0;
	size_t length;

	if (sscanf(test->expected[count - 1], "length %zu", &length) == 1) {
		count--;
		if (length != outcome->len)
			snprintf(outcome->wrong, sizeof outcome->wrong,
				 "%zu octets instead of %zu", outcome->len,
				 length);
	}
	for (unsigned i = 0; i < count; i++) {
		const char *expected = test->expected[i];
		size_t skip =
		    at < lines->count ? counted(expected, lines, at) : 0;

		if (skip == 0 && at < lines->count &&
		    same_words(expected, lines->items[at]))
			skip = 1;
		if (skip == 0) {
			snprintf(outcome->wrong, sizeof outcome->wrong,
				 "expected: %.200s", expected);
			return;
		}
		at += skip;
	}
	if (at < lines->count)
		snprintf(outcome->wrong, sizeof outcome->wrong,
			 "not expected: %.200s", lines->items[at]);
}

static void
run(const struct case_file *file, const struct test_case *test,
    struct outcome *outcome)
{
	bool silent = strcmp(test->expected[0], "no reply") == 0;

	outcome->wrong[0] = '\0';
	outcome->text = (struct reply_text){0};
	memset(outcome->reply, 0x5a, sizeof outcome->reply);
	outcome->len =
	    ask(file, test, NULL, outcome->reply, sizeof outcome->reply);
	if ((outcome->len == 0) != silent) {
		snprintf(outcome->wrong, sizeof outcome->wrong, "%s",
			 silent ? "a reply" : "no reply");
		return;
	}
	if (silent)
		return;
	if (!reply_text_make(&outcome->text, outcome->reply, outcome->len)) {
		snprintf(outcome->wrong, sizeof outcome->wrong,
			 "a malformed reply");
		return;
	}
	compare(test, outcome);
	if (!outcome->wrong[0])
		check_always(file, test, outcome);
	if (!outcome->wrong[0])
		check_again(file, test, outcome);
}

static void
report(const struct test_case *test, const struct outcome *outcome,
       unsigned number)
{
	const char *name = strrchr(test->path, '/');

	printf("%sok %u - %s: %s\n", outcome->wrong[0] ? "not " : "", number,
	       name ? name + 1 : test->path, test->title);
	if (!outcome->wrong[0])
		return;
	printf("  %s:%u: %s\n", test->path, test->line, outcome->wrong);
	for (size_t i = 0; i < outcome->text.front.count; i++)
		printf("  | %s\n", outcome->text.front.items[i]);
	printf("  | length %zu\n", outcome->len);
}

static void
print_hex(const uint8_t *octets, size_t len)
{
	putchar(' ');
	if (len == 0)
		putchar('-');
	for (size_t i = 0; i < len; i++)
		printf("%02x", octets[i]);
}

static void
print_reply(const struct test_case *test, const struct outcome *outcome)
{
	printf("%s:%u", test->path, test->line);
	print_hex(test->query, test->query_len);
	print_hex(outcome->reply, outcome->len);
	putchar('\n');
}

int
main(int argc, char **argv)
{
	bool replies = argc > 1 && strcmp(argv[1], "--replies") == 0;
	static struct outcome outcome;
	static struct case_file file;
	static struct test_case test;
	unsigned number = 0;
	bool failed = false;

	for (int i = replies ? 2 : 1; i < argc; i++) {
		case_file_open(&file, argv[i]);
		while (case_file_next(&file, &test)) {
			run(&file, &test, &outcome);
			if (replies)
				print_reply(&test, &outcome);
			else
				report(&test, &outcome, ++number);
			failed |= outcome.wrong[0] != '\0';
			reply_text_free(&outcome.text);
		}
		case_file_close(&file);
	}
	if (!replies)
		printf("1..%u\n", number);
	return failed && !replies ? EXIT_FAILURE : EXIT_SUCCESS;
}
