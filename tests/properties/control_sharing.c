/* Loading again, with what is not new taken as it was, ends where loading all
 * of it does: the same zones, octet for octet, and the same reasons. */
#include "../support/loading.h"
#include "base/clock.h"
#include "control/overlay.h"

enum { ZONES = 6, ROUNDS = 120 };

/* What a zone may say, of its neighbours too: between the
 * halves is the number of one. */
static const struct {
	const char *text, *rest;
} bodies[] = {
    {"@ MX 10 ns\n", NULL},
    {"mail A 192.0.2.7\n@ MX 10 mail.z", ".test.\n"},
    {"@ MX 10 mail.z", ".test.\n"},
    {"mail A 192.0.2.8\nmail AAAA 2001:db8::8\n", NULL},
    {"mail CNAME ns\n", NULL},
    {"@ MX 10 ns.sub.z", ".test.\n"},
    {"* A 192.0.2.9\n@ MX 10 any.z", ".test.\n"},
    {"@ MX ten ns\n", NULL},
    {"@ MX 10 mail.z", ".test. ; mxd: allow mx-exchange-alias\n"},
};

static struct book *shared;
static struct view *scratch;
static unsigned seed = 4;

static unsigned
any(unsigned below)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % below;
}

/* No two texts of a zone have the same length, so that none is taken for
 * another however fast they follow. */
static void
write_any(unsigned zone, unsigned round)
{
	char text[4096];
	char name[32];
	int len = snprintf(text, sizeof text, SOA "ns A 192.0.2.53\n");
	unsigned body = any(sizeof bodies / sizeof bodies[0]);

	if (bodies[body].rest)
		len +=
		    snprintf(text + len, sizeof text - (size_t)len, "%s%u%s",
			     bodies[body].text, any(ZONES), bodies[body].rest);
	else
		len += snprintf(text + len, sizeof text - (size_t)len, "%s",
				bodies[body].text);
	snprintf(text + len, sizeof text - (size_t)len, ";%*s\n",
		 (int)(round * 9 + body), "x");
	if (zone == 0)
		snprintf(name, sizeof name, "sub.z1.test.zone");
	else
		snprintf(name, sizeof name, "z%u.test.zone", zone);
	if (any(12) == 0)
		(void)unlink(in_place(name));
	else
		write_zone(name, text);
}

static size_t
texts_read(void)
{
	size_t count = 0;

	for (size_t i = 0; i < sources.list.count; i++)
		count += sources.list.items[i].size > 0;
	return count;
}

static size_t
load_shared(void)
{
	struct book *before = shared ? shared : book_new(0, 0);
	struct overlay *overlay = overlay_new(before);
	struct view *view;
	size_t read;

	forget();
	options.overlay = overlay;
	options.known = before;
	options.now = (int64_t)clock_real_ns() + INT64_C(60000000000);
	view = load_zones(&options, before->view, &sources, &sink);
	options.overlay = NULL;
	options.known = NULL;
	read = texts_read();
	if (view) {
		shared = overlay_book(overlay, view);
		book_unref(before);
	} else if (before != shared) {
		book_unref(before);
	}
	overlay_free(overlay);
	return read;
}

static void
load_scratch(void)
{
	struct view *view = load(scratch);

	if (!view)
		return;
	view_unref(scratch);
	scratch = view;
}

static void
expect_same(unsigned round)
{
	const struct view *a = shared->view;

	cr_assert_eq(a->count, scratch->count, "round %u", round);
	for (uint32_t i = 0; i < a->count; i++) {
		const struct view_zone *one = &a->zones[i];
		const struct view_zone *other = &scratch->zones[i];

		cr_assert(name_equal(one->apex, other->apex));
		cr_assert_eq(!one->zone, !other->zone, "round %u zone %u: %s",
			     round, i, other->refusal);
		if (!one->zone) {
			cr_assert_str_eq(one->refusal, other->refusal);
			continue;
		}
		cr_assert_eq(one->zone->size, other->zone->size, "round %u",
			     round);
		cr_assert_eq(
		    memcmp(one->zone->base, other->zone->base, one->zone->size),
		    0, "round %u", round);
	}
}

Test(sharing, ends_where_loading_all_does, .init = loading_start,
     .fini = loading_stop)
{
	size_t read = 0;

	argue(place);
	write_zone("fixed.test.zone", good);
	for (unsigned i = 0; i < ZONES; i++)
		write_any(i, 1);
	scratch = load(NULL);
	cr_assert(scratch);
	load_shared();
	for (unsigned round = 2; round < ROUNDS; round++) {
		for (unsigned i = any(3); i > 0; i--)
			write_any(any(ZONES), round);
		read += load_shared();
		load_scratch();
		expect_same(round);
	}
	/* It did share: of six zones about one changes, one names another. */
	cr_expect_lt(read, (size_t)ROUNDS * (ZONES + 1) * 3 / 4, "%zu", read);
	book_unref(shared);
	view_unref(scratch);
}
