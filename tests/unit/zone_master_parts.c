/* A text that several threads read makes the very zone, with the very places
 * and complaints, that one thread makes of it. */
#include "../support/loaded.h"
#include "dns/text.h"

enum { RECORDS = 150000, THREADS = 3 };

/* What stands at the top, what is done to record number i, and how it ends. */
struct sample {
	const char *top;
	void (*put)(struct text *into, unsigned i);
	const char *end;
};

static void __attribute__((format(printf, 2, 3)))
put(struct text *into, const char *format, ...)
{
	char line[256];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	text_put_word(into, line);
}

static char *
text_of(const struct sample *sample)
{
	struct text text = {0};

	text_put_word(&text, sample->top);
	for (unsigned i = 0; i < RECORDS; i++)
		sample->put(&text, i);
	text_put_word(&text, sample->end);
	return text_finish(&text);
}

static struct loaded *
load_by(const char *text, unsigned threads)
{
	struct loaded *loaded = xcalloc(1, sizeof *loaded);
	struct master_options options = {.origin = example(),
					 .threads = threads};
	uint32_t file = sources_add(&loaded->sources, "/nonexistent/zone", text,
				    strlen(text));

	load(loaded, file, &options);
	return loaded;
}

static void
expect_same_complaints(const struct loaded *a, const struct loaded *b)
{
	cr_assert_eq(a->sink.list.count, b->sink.list.count);
	for (size_t i = 0; i < a->sink.list.count; i++) {
		char *left = diag_line(&a->sink, &a->sink.list.items[i]);
		char *right = diag_line(&b->sink, &b->sink.list.items[i]);

		cr_expect_str_eq(left, right);
		free(left);
		free(right);
	}
}

static void
expect_same(const struct loaded *a, const struct loaded *b)
{
	const struct draft *left = &a->draft;
	const struct draft *right = &b->draft;
	const struct zone *zone = left->zone;

	cr_expect_eq(a->good, b->good);
	expect_same_complaints(a, b);
	cr_assert_eq(zone->rr_count, right->zone->rr_count);
	cr_assert_eq(zone->node_count, right->zone->node_count);
	cr_assert_eq(zone->size, right->zone->size);
	cr_expect_arr_eq(zone->base, right->zone->base, zone->size);
	cr_expect_arr_eq(left->rr_pos, right->rr_pos,
			 zone->rr_count * sizeof *left->rr_pos);
	cr_assert_eq(left->incident_count, right->incident_count);
	cr_assert_eq(left->allowance_count, right->allowance_count);
	for (size_t i = 0; i < left->incident_count; i++) {
		cr_expect_eq(left->incidents[i].kind, right->incidents[i].kind);
		cr_expect_eq(left->incidents[i].pos.offset,
			     right->incidents[i].pos.offset);
	}
	for (size_t i = 0; i < left->allowance_count; i++) {
		const struct allowance *x = &left->allowances[i];
		const struct allowance *y = &right->allowances[i];

		cr_expect_eq(x->pos.offset, y->pos.offset);
		cr_expect_eq(x->from, y->from);
		cr_expect_eq(x->to, y->to);
	}
}

static void
try(const struct sample *sample, uint32_t records)
{
	char *text = text_of(sample);
	struct loaded *alone = load_by(text, 1);
	struct loaded *parts = load_by(text, THREADS);

	cr_assert_gt(strlen(text), 3u << 20, "too small to be cut");
	cr_expect_eq(alone->draft.zone->rr_count, records);
	expect_same(alone, parts);
	unload(parts);
	unload(alone);
	free(text);
}

static const char soa[] = "$TTL 60\n@ SOA ns a 1 2 3 4 5\n@ NS ns\n";

static void
plain(struct text *into, unsigned i)
{
	put(into, "host%u A 10.%u.%u.%u\n", i, i >> 16, i >> 8 & 255, i & 255);
}

Test(parts, plain)
{
	try(&(struct sample){soa, plain, ""}, RECORDS + 2);
	try(&(struct sample){soa, plain, "no newline at the end A 1.2.3.4"},
	    RECORDS + 2);
	try(&(struct sample){soa, plain, "\n\n; a comment"}, RECORDS + 2);
}

static void
without_owner(struct text *into, unsigned i)
{
	plain(into, i);
	put(into, "\tAAAA 2001:db8::%x\n", i & 0xffff);
}

Test(parts, owners_left_out)
{
	try(&(struct sample){soa, without_owner, "\tTXT last\n"},
	    2 * RECORDS + 3);
}

static void
with_ttl(struct text *into, unsigned i)
{
	put(into, "host%u %u A 10.0.0.1\n", i, i);
}

static void
some_ttls(struct text *into, unsigned i)
{
	if (i % 1000 == 7)
		with_ttl(into, i);
	else
		plain(into, i);
}

Test(parts, ttls)
{
	static const char no_ttl[] = "@ 9 SOA ns a 1 2 3 4 5\n@ NS ns\n";

	try(&(struct sample){no_ttl, with_ttl, "x A 1.2.3.4\n"}, RECORDS + 3);
	/* What a part does not know makes it fail. */
	try(&(struct sample){no_ttl, some_ttls, ""}, RECORDS + 2);
	try(&(struct sample){"", plain, ""}, RECORDS - 1);
}

static void
with_directives(struct text *into, unsigned i)
{
	plain(into, i);
	if (i == 10)
		put(into, "$ORIGIN sub\n$TTL 7\n");
	if (i == RECORDS - 9)
		put(into, "; before it\n\n$ORIGIN example.\n");
}

Test(parts, directives)
{
	try(&(struct sample){soa, with_directives, "$TTL 8\n"}, RECORDS + 2);
}

/* Lines that look like records and are none. */
static void
with_quotes(struct text *into, unsigned i)
{
	plain(into, i);
	if (i % 1000 == 9)
		put(into, "text%u TXT \"a\nx%u A 1.2.3.4\ny A 1.2.3.4\n\"\n", i,
		    i);
	if (i % 1000 == 10)
		put(into, "hosts%u A ( ; comment\n\n10.1.1.1\n) ; end\n", i);
}

/* A parenthesis over much of the text, until it is given up. */
static void
within_parenthesis(struct text *into, unsigned i)
{
	if (i == 1000)
		put(into, "t TXT ( \"\"\n");
	plain(into, i);
}

Test(parts, entries_over_lines)
{
	try(&(struct sample){soa, with_quotes, ""}, RECORDS + 2 + 300);
	try(&(struct sample){soa, within_parenthesis, ""}, RECORDS + 2);
}

static void
with_comments(struct text *into, unsigned i)
{
	put(into, "; comment %u\n\n", i);
	plain(into, i);
}

static void
with_marks(struct text *into, unsigned i)
{
	put(into, "host%u A 10.0.0.1%s\n", i,
	    i % 500 == 3 ? " ; mxd: allow spf-all, zone-duplicate" : "");
	if (i % 40000 == 11)
		put(into, "; mxd: allow-zone mx-missing\n"
			  "; mxd: allow spf-all\n");
}

Test(parts, comments)
{
	try(&(struct sample){soa, with_comments, ""}, RECORDS + 2);
	try(&(struct sample){soa, with_marks, ""}, RECORDS + 2);
}

static void
with_incidents(struct text *into, unsigned i)
{
	put(into, "host%u %u A 10.0.0.1\n", i % 50000, i / 50000);
	if (i % 20000 == 3)
		put(into, "other.test. A 1.2.3.4\n");
}

Test(parts, incidents)
{
	try(&(struct sample){soa, with_incidents, ""}, 50002);
}

static void
with_warnings(struct text *into, unsigned i)
{
	put(into, "host%u %u A 10.0.0.1\n", i,
	    i % 30000 == 5 ? 3000000000U : 5U);
}

static void
with_errors(struct text *into, unsigned i)
{
	put(into, "host%u %s 10.0.0.1\n", i, i % 30000 == 5 ? "B" : "A");
}

Test(parts, complaints)
{
	try(&(struct sample){soa, with_warnings, ""}, RECORDS + 2);
	try(&(struct sample){soa, with_errors, ""}, RECORDS + 2 - 5);
	try(&(struct sample){soa, plain, "last TXT ( \"a\n"}, RECORDS + 2);
}
