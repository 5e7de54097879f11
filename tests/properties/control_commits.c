/*
 * Random commits to two zones that name each other, beside a model that knows
 * nothing of ledgers: lists of lines. After each commit, what is served is what
 * the model's lines say when they are read and judged from scratch; one that is
 * refused changes nothing.
 */
#include "../support/booking.h"

#include <stdio.h>

enum { ZONES = 2, LINES_MAX = 64, COMMITS = 4000, CHANGES_MAX = 3 };

static const char *const origins[ZONES] = {"a.test.", "b.test."};
static const char *const owners[] = {"@",   "h",     "i",    "*.w",
				     "x.w", "y.x.w", "c.sub"};

/* What a record may say: a type, and the text of its RDATA. */
static const struct {
	uint16_t type;
	const char *text;
} values[] = {
    {TYPE_A, "A 192.0.2.1"},
    {TYPE_A, "A 192.0.2.2"},
    {TYPE_MX, "MX 10 h"},
    {TYPE_MX, "MX 20 h.b.test."},
    {TYPE_MX, "MX 10 y.x.w.a.test."},
    {TYPE_MX, "MX 0 ."},
    {TYPE_CNAME, "CNAME i"},
    {TYPE_CNAME, "CNAME h.a.test."},
    {TYPE_TXT, "TXT \"t\""},
    {TYPE_NS, "NS ns.b.test."},
    {TYPE_DNAME, "DNAME i.a.test."},
};

enum {
	OWNERS = sizeof owners / sizeof owners[0],
	VALUES = sizeof values / sizeof values[0],
};

struct line {
	uint64_t id;
	unsigned owner, value, ttl;
	bool disabled;
};

struct model {
	struct line lines[LINES_MAX];
	unsigned count;
	uint64_t next_id;
	uint32_t serial;
};

static struct model models[ZONES];

static unsigned
pick(unsigned limit)
{
	return (unsigned)rand() % limit;
}

/* the model */

static bool
is_at(const struct line *line, unsigned owner, uint16_t type)
{
	return line->owner == owner && values[line->value].type == type;
}

static struct line *
find_id(struct model *model, uint64_t id)
{
	for (unsigned i = 0; i < model->count; i++) {
		if (model->lines[i].id == id)
			return &model->lines[i];
	}
	return NULL;
}

static bool
has(const struct model *model, unsigned owner, unsigned value)
{
	for (unsigned i = 0; i < model->count; i++) {
		if (model->lines[i].owner == owner &&
		    model->lines[i].value == value)
			return true;
	}
	return false;
}

static enum commit_status
model_add(struct model *model, uint64_t id, const struct line *line)
{
	if (has(model, line->owner, line->value))
		return COMMIT_CONFLICT;
	cr_assert_lt(model->count, LINES_MAX);
	model->lines[model->count] = *line;
	model->lines[model->count++].id = id ? id : model->next_id++;
	return COMMIT_DONE;
}

static enum commit_status
model_delete(struct model *model, uint64_t id)
{
	struct line *line = find_id(model, id);

	if (!line)
		return COMMIT_NOT_FOUND;
	*line = model->lines[--model->count];
	return COMMIT_DONE;
}

static enum commit_status
model_replace(struct model *model, uint64_t id, const struct line *by)
{
	enum commit_status status = model_delete(model, id);

	return status == COMMIT_DONE ? model_add(model, id, by) : status;
}

static enum commit_status
model_delete_rrset(struct model *model, unsigned owner, uint16_t type)
{
	unsigned kept = 0;
	unsigned before = model->count;

	for (unsigned i = 0; i < before; i++) {
		if (!is_at(&model->lines[i], owner, type))
			model->lines[kept++] = model->lines[i];
	}
	model->count = kept;
	return kept < before ? COMMIT_DONE : COMMIT_NOT_FOUND;
}

static enum commit_status
model_put(struct model *model, const struct line *line)
{
	uint64_t id = 0;

	for (unsigned i = 0; i < model->count; i++) {
		if (model->lines[i].owner == line->owner &&
		    model->lines[i].value == line->value)
			id = model->lines[i].id;
	}
	model_delete_rrset(model, line->owner, values[line->value].type);
	return model_add(model, id, line);
}

static void
put_text(struct text *text, const struct model *model)
{
	char line[256];

	snprintf(line, sizeof line,
		 "@ 3600 SOA ns hostmaster %u 7200 3600 1209600 3600\n"
		 "@ 3600 NS ns\nns 3600 A 192.0.2.53\n",
		 model->serial);
	text_put_word(text, line);
	for (unsigned i = 0; i < model->count; i++) {
		const struct line *at = &model->lines[i];

		if (at->disabled)
			continue;
		snprintf(line, sizeof line, "%s %u %s\n", owners[at->owner],
			 at->ttl, values[at->value].text);
		text_put_word(text, line);
	}
}

/* judging from scratch */

static struct book *
book_of_models(const struct model *from)
{
	struct text_of_zone texts[ZONES];
	struct text written[ZONES] = {0};
	struct book *book;

	for (unsigned i = 0; i < ZONES; i++) {
		put_text(&written[i], &from[i]);
		texts[i] =
		    (struct text_of_zone){origins[i], text_finish(&written[i])};
	}
	book = book_of_texts(texts, ZONES);
	for (unsigned i = 0; i < ZONES; i++)
		free(written[i].items);
	return book;
}

static bool
is_good(const struct book *book)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct check_zone zones[ZONES] = {0};
	struct draft drafts[ZONES];
	bool good = true;

	for (unsigned i = 0; i < ZONES; i++) {
		drafts[i] = draft_without_text(book->zones[i]->zone);
		zones[i].draft = &drafts[i];
	}
	check_zones(&policy, book->view, zones, &sink);
	for (unsigned i = 0; i < ZONES; i++) {
		good = good && !zones[i].refusal;
		free(zones[i].refusal);
		draft_free(&drafts[i]);
	}
	diag_free(&sink);
	return good;
}

static void
expect_same_zone(const struct zone *served, const struct zone *read)
{
	cr_assert_eq(served->size, read->size);
	cr_assert_eq(memcmp(served->base, read->base, read->size), 0);
}

static void
expect_served(const struct book *book, const struct book *scratch)
{
	for (unsigned i = 0; i < ZONES; i++) {
		struct book_zone *zone = book->zones[i];
		const struct ledger *ledger = book_ledger(zone);

		expect_same_zone(zone->zone, scratch->zones[i]->zone);
		cr_assert_eq(ledger_count(ledger), models[i].count + 3);
		for (unsigned k = 0; k < models[i].count; k++) {
			const struct line *line = &models[i].lines[k];
			const struct record *record =
			    ledger_find(ledger, line->id, NULL);

			cr_assert(record);
			cr_assert_eq(record->type, values[line->value].type);
			cr_assert_eq(record->disabled, line->disabled);
		}
	}
}

/* random commits */

struct plan {
	unsigned zone, kind;
	uint64_t id;
	struct line line;
};

static struct plan
random_plan(const struct model *now)
{
	struct plan plan = {
	    .zone = pick(ZONES),
	    .kind = pick(6),
	    .line = {.owner = pick(OWNERS),
		     .value = pick(VALUES),
		     .ttl = 60 + 60 * pick(2),
		     .disabled = pick(8) == 0},
	};
	const struct model *model = &now[plan.zone];

	/* The apex has an NS record that the model does not know. */
	if (values[plan.line.value].type == TYPE_NS && plan.line.owner == 0)
		plan.line.owner = 1 + pick(OWNERS - 1);
	plan.id = model->count > 0 && pick(8) > 0
		      ? model->lines[pick(model->count)].id
		      : 1000000;
	/* Small zones, so that rules are met with and kept as well. */
	if (model->count > 12)
		plan.kind = 2;
	return plan;
}

static enum commit_status
model_make(struct model *now, const struct plan *plan)
{
	struct model *model = &now[plan->zone];

	switch (plan->kind) {
	case 2:
		return model_delete(model, plan->id);
	case 3:
		return model_replace(model, plan->id, &plan->line);
	case 4:
		return model_delete_rrset(model, plan->line.owner,
					  values[plan->line.value].type);
	case 5:
		return model_put(model, &plan->line);
	default:
		return model_add(model, 0, &plan->line);
	}
}

static struct change
change_of(const struct plan *plan)
{
	static const enum change_kind kinds[] = {
	    CHANGE_ADD,     CHANGE_ADD,          CHANGE_DELETE,
	    CHANGE_REPLACE, CHANGE_DELETE_RRSET, CHANGE_PUT_RRSET,
	};
	const char *origin = origins[plan->zone];
	const struct line *line = &plan->line;
	char text[128];
	struct change change;

	snprintf(text, sizeof text, "%s %u %s", owners[line->owner], line->ttl,
		 values[line->value].text);
	change = add(origin, text);
	change.kind = kinds[plan->kind];
	change.id = plan->id;
	change.owner = change.records[0].owner;
	change.type = change.records[0].type;
	if (line->disabled) {
		struct change_record *record = kept_record(origin, text);

		record->disabled = true;
		change.records = record;
	}
	return change;
}

static unsigned counts[COMMIT_FAILED + 1];

static struct book *
commit_once(struct book *book)
{
	struct model next[ZONES];
	struct plan plans[CHANGES_MAX];
	struct change changes[CHANGES_MAX];
	unsigned count = 1 + pick(CHANGES_MAX);
	enum commit_status status = COMMIT_DONE;
	bool touched[ZONES] = {false};
	struct book *made, *scratch;

	memcpy(next, models, sizeof next);
	for (unsigned i = 0; i < count; i++) {
		plans[i] = random_plan(next);
		changes[i] = change_of(&plans[i]);
		touched[plans[i].zone] = true;
		if (status == COMMIT_DONE)
			status = model_make(next, &plans[i]);
	}
	for (unsigned i = 0; i < ZONES; i++)
		next[i].serial += touched[i];
	scratch = book_of_models(next);
	if (status == COMMIT_DONE && !is_good(scratch))
		status = COMMIT_REFUSED;
	made = commit_all(book, changes, count);
	cr_assert_eq(verdict.result.status, status, "%d, not %d: %s",
		     verdict.result.status, status, verdict.result.reason);
	counts[status]++;
	if (status == COMMIT_DONE) {
		memcpy(models, next, sizeof next);
		expect_served(made, scratch);
		book_unref(book);
		book = made;
	}
	book_unref(scratch);
	return book;
}

Test(commits, serve_what_the_records_say_when_they_are_read_from_scratch)
{
	struct book *book, *scratch;

	srand(5);
	for (unsigned i = 0; i < ZONES; i++)
		models[i] = (struct model){.next_id = 4, .serial = 7};
	book = book_of_models(models);
	for (unsigned i = 0; i < COMMITS; i++) {
		book = commit_once(book);
		booking_stop();
	}
	scratch = book_of_models(models);
	expect_served(book, scratch);
	book_unref(scratch);
	book_unref(book);
	booking_stop();
	/* All kinds of verdicts were met with. */
	cr_expect_gt(counts[COMMIT_DONE], COMMITS / 10);
	cr_expect_gt(counts[COMMIT_REFUSED], COMMITS / 20);
	cr_expect_gt(counts[COMMIT_CONFLICT], COMMITS / 100);
	cr_expect_gt(counts[COMMIT_NOT_FOUND], COMMITS / 100);
}
