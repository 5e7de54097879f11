/*
 * New zones are judged as they would be by `mxd check`, before they are
 * written anywhere.
 */
#include "base/alloc.h"
#include "check/check.h"
#include "control/newzone.h"
#include "dns/text.h"
#include "zone/master.h"
#include "zone/print.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A zone on its way to be judged. */
struct judged {
	uint8_t wire[NAME_WIRE_MAX];
	struct draft draft; /* zone NULL: its text has errors */
	struct check_zone check;
	struct view_zone view;
};

static void
read_text(struct judged *into, const struct newzone_text *text,
	  struct sources *sources, struct diag_sink *sink)
{
	char *path = xasprintf("%s.zone", text->name);
	struct master_options options = {0};
	struct zone_builder *builder;

	into->check.file =
	    sources_add(sources, path, text->text, strlen(text->text));
	free(path);
	name_from_text(text->name, strlen(text->name), &name_root, into->wire,
		       &options.origin);
	into->view.apex = options.origin;
	builder = zone_builder_new(options.origin);
	if (!master_read(sources, into->check.file, &options, builder, sink)) {
		zone_builder_free(builder);
		return;
	}
	into->draft = zone_builder_freeze(builder);
	into->check.draft = &into->draft;
	into->view.zone = into->draft.zone;
}

static int
by_apex(const void *a, const void *b)
{
	const struct judged *const *left = a;
	const struct judged *const *right = b;

	return name_compare((*left)->view.apex, (*right)->view.apex);
}

/* All of them, in the order that a view has. */
static void
judge_all(struct judged **order, size_t count, struct diag_sink *sink)
{
	const struct check_policy policy = {.profile = CHECK_PUBLIC};
	struct view_zone *zones = xcalloc(count, sizeof *zones);
	struct check_zone *checks = xcalloc(count, sizeof *checks);
	struct view *view;

	qsort(order, count, sizeof(struct judged *), by_apex);
	for (size_t i = 0; i < count; i++) {
		zones[i] = order[i]->view;
		checks[i] = order[i]->check;
	}
	view = view_new(zones, count);
	check_zones(&policy, view, checks, sink);
	view_unref(view);
	for (size_t i = 0; i < count; i++)
		free(checks[i].refusal);
	free(checks);
	free(zones);
}

void
newzone_judge(const struct newzone_texts *texts, struct sources *sources,
	      struct diag_sink *sink)
{
	size_t count = texts->list.count;
	struct judged *zones = xcalloc(count, sizeof *zones);
	struct judged **order = xcalloc(count, sizeof(struct judged *));

	for (size_t i = 0; i < count; i++) {
		read_text(&zones[i], &texts->list.items[i], sources, sink);
		order[i] = &zones[i];
	}
	if (sink->errors == 0)
		judge_all(order, count, sink);
	for (size_t i = 0; i < count; i++) {
		if (zones[i].draft.zone)
			draft_free(&zones[i].draft);
	}
	free(order);
	free(zones);
}

static void
put_line(void *context, const char *line, size_t len)
{
	text_put(context, line, len);
}

static void
text_to_yaml(struct newzone_text *text)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct judged zone = {0};
	struct text yaml = {0};
	struct print_to to = {put_line, &yaml};

	read_text(&zone, text, &sources, &sink);
	assert(zone.draft.zone);
	text_put_word(&yaml, "# The zone ");
	text_put_word(&yaml, text->name);
	text_put_word(&yaml, ": names are relative to it, and '' is itself.\n");
	zone_print_yaml(zone.draft.zone, &to);
	draft_free(&zone.draft);
	diag_free(&sink);
	sources_free(&sources);
	free(text->text);
	text->text = text_finish(&yaml);
}

void
newzone_to_yaml(struct newzone_texts *texts)
{
	for (size_t i = 0; i < texts->list.count; i++)
		text_to_yaml(&texts->list.items[i]);
	texts->yaml = true;
}
