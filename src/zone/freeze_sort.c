/*
 * Owners and RRs in canonical order. People and programs write zones nearly in
 * order, so what is in order already costs one look.
 */
#include "base/alloc.h"
#include "base/bytes.h"
#include "dns/rdata.h"
#include "zone/freeze_private.h"

#include <stdlib.h>

static uint64_t
key_prefix(const struct owner_run *run)
{
	uint8_t first[8] = {0};

	memcpy(first, run->key, run->key_len < 8 ? run->key_len : 8);
	return (uint64_t)bytes_get32(first) << 32 | bytes_get32(first + 4);
}

/* Behind a prefix that is equal. */
static int
compare_rest(const struct owner_run *a, const struct owner_run *b)
{
	uint16_t shorter = a->key_len < b->key_len ? a->key_len : b->key_len;
	int order = memcmp(a->key, b->key, shorter);

	return order != 0 ? order : (int)a->key_len - (int)b->key_len;
}

static bool
stands_behind(const struct sorted_run *a, const struct sorted_run *b)
{
	if (a->prefix != b->prefix)
		return a->prefix > b->prefix;
	return compare_rest(a->run, b->run) > 0;
}

bool
freeze_same_owner(const struct sorted_run *a, const struct sorted_run *b)
{
	return a->prefix == b->prefix && compare_rest(a->run, b->run) == 0;
}

/* Where the stretch in order that begins at `from` ends. */
static size_t
in_order(const struct sorted_run *runs, size_t from, size_t count)
{
	size_t at = from + 1;

	while (at < count && !stands_behind(&runs[at - 1], &runs[at]))
		at++;
	return at;
}

/* Two stretches in order, from[..middle] and the rest, into one. */
static void
merge(const struct sorted_run *from, size_t middle, size_t count,
      struct sorted_run *into)
{
	size_t left = 0;
	size_t right = middle;

	for (size_t i = 0; i < count; i++) {
		if (right == count ||
		    (left < middle &&
		     !stands_behind(&from[left], &from[right])))
			into[i] = from[left++];
		else
			into[i] = from[right++];
	}
}

/*
 * A merge sort that begins with the stretches that are in order already.
 * Returns whether there was more than one.
 */
static bool
merge_neighbours(const struct sorted_run *from, size_t count,
		 struct sorted_run *into)
{
	bool several = false;

	for (size_t at = 0; at < count;) {
		size_t middle = in_order(from, at, count);
		size_t end =
		    middle < count ? in_order(from, middle, count) : count;

		merge(from + at, middle - at, end - at, into + at);
		several |= at > 0 || end < count;
		at = end;
	}
	return several;
}

struct sorted_run *
freeze_sort_runs(const struct zone_builder *builder)
{
	size_t count = builder->runs.count;
	struct sorted_run *runs = xcalloc(count, sizeof *runs);
	struct sorted_run *other;
	bool several;

	for (size_t i = 0; i < count; i++)
		runs[i] =
		    (struct sorted_run){key_prefix(&builder->runs.items[i]),
					&builder->runs.items[i]};
	if (count == 0 || in_order(runs, 0, count) == count)
		return runs;
	other = xalloc(count * sizeof *other);
	do {
		struct sorted_run *merged = other;

		several = merge_neighbours(runs, count, merged);
		other = runs;
		runs = merged;
	} while (several);
	free(other);
	return runs;
}

/* RRSIGs of different types covered are different RRsets (RFC 4035 §2.2). */
static uint16_t
type_covered(const struct kept_rr *rr)
{
	return rr->type == TYPE_RRSIG && rr->rdlength >= 2
		   ? bytes_get16(rr->rdata)
		   : 0;
}

static int
rrset_order(const struct kept_rr *a, const struct kept_rr *b)
{
	if (a->type != b->type)
		return (int)a->type - (int)b->type;
	return (int)type_covered(a) - (int)type_covered(b);
}

bool
freeze_same_rrset(const struct kept_rr *a, const struct kept_rr *b)
{
	return rrset_order(a, b) == 0;
}

int
freeze_rdata_order(const struct kept_rr *a, const struct kept_rr *b)
{
	return rdata_compare(a->type, a->rdata, a->rdlength, b->rdata,
			     b->rdlength);
}

/* All RRs stand in one array, as they came. */
static int
by_rrset_and_rdata(const void *a, const void *b)
{
	const struct kept_rr *left = *(const struct kept_rr *const *)a;
	const struct kept_rr *right = *(const struct kept_rr *const *)b;
	int order = rrset_order(left, right);

	if (order == 0)
		order = freeze_rdata_order(left, right);
	if (order == 0)
		order = left < right ? -1 : left > right;
	return order;
}

enum { FEW = 12 };

void
freeze_sort_rrs(const struct kept_rr **rrs, size_t count)
{
	if (count > FEW) {
		qsort(rrs, count, sizeof(const struct kept_rr *),
		      by_rrset_and_rdata);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		const struct kept_rr *rr = rrs[i];
		size_t at = i;

		while (at > 0 && by_rrset_and_rdata(&rrs[at - 1], &rr) > 0) {
			rrs[at] = rrs[at - 1];
			at--;
		}
		rrs[at] = rr;
	}
}
