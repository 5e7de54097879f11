#include "control/watch.h"
#include "base/alloc.h"
#include "base/folder.h"
#include "base/log.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((size_t)WATCH_SUM_LEN == crypto_generichash_BYTES,
	       "a sum of BLAKE2b");

/* lists of paths */

static void
add_path(struct texts *list, const char *path, size_t len)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strlen(list->items[i]) == len &&
		    memcmp(list->items[i], path, len) == 0)
			return;
	}
	*VEC_PUSH(list) = xstrndup(path, len);
}

static void
free_paths(struct texts *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct texts){0};
}

/* what files say */

static void
sum_file(crypto_generichash_state *sum, const char *path, const char *text,
	 size_t size)
{
	uint64_t length = size;

	crypto_generichash_update(sum, (const uint8_t *)path, strlen(path) + 1);
	crypto_generichash_update(sum, (const uint8_t *)&length, sizeof length);
	crypto_generichash_update(sum, (const uint8_t *)text, size);
}

/* Which files a folder has; what they say is summed up elsewhere. */
static void
sum_folder(crypto_generichash_state *sum, const char *path)
{
	struct folder folder = {0};
	char why[SOURCE_WHY_MAX];

	if (folder_read(&folder, path, ".zone", why) &&
	    folder_read(&folder, path, ".yaml", why)) {
		for (size_t i = 0; i < folder.paths.count; i++)
			sum_file(sum, folder.paths.items[i], "", 0);
	}
	folder_free(&folder);
}

/* As the files are now. */
static void
sum_now(const struct watched *watched, uint8_t into[static WATCH_SUM_LEN])
{
	crypto_generichash_state sum;

	crypto_generichash_init(&sum, NULL, 0, WATCH_SUM_LEN);
	for (size_t i = 0; i < watched->files.count; i++) {
		const char *path = watched->files.items[i];
		struct sources sources = {0};
		char why[SOURCE_WHY_MAX];
		uint32_t file;

		if (!sources_read(&sources, path, &file, why))
			file = sources_add(&sources, path, "", 0);
		sum_file(&sum, path, sources_get(&sources, file)->text,
			 sources_get(&sources, file)->size);
		sources_free(&sources);
	}
	for (size_t i = 0; i < watched->folders.count; i++)
		sum_folder(&sum, watched->folders.items[i]);
	crypto_generichash_final(&sum, into, WATCH_SUM_LEN);
}

void
watched_note(struct watched *watched, const struct config *config,
	     const struct sources *sources)
{
	crypto_generichash_state sum;

	crypto_generichash_init(&sum, NULL, 0, WATCH_SUM_LEN);
	for (size_t i = 0; i < sources->list.count; i++) {
		const struct source *source = &sources->list.items[i];

		/* What came from standard input does not come again. */
		if (strcmp(source->path, "-") == 0)
			continue;
		*VEC_PUSH(&watched->files) =
		    xstrndup(source->path, strlen(source->path));
		sum_file(&sum, source->path, source->text, source->size);
	}
	for (size_t i = 0; i < config->zones.count; i++) {
		const char *path = config->zones.items[i];

		if (!folder_exists(path))
			continue;
		*VEC_PUSH(&watched->folders) = xstrndup(path, strlen(path));
		sum_folder(&sum, path);
	}
	crypto_generichash_final(&sum, watched->sum, WATCH_SUM_LEN);
}

void
watched_free(struct watched *watched)
{
	free_paths(&watched->files);
	free_paths(&watched->folders);
}

/* handles */

struct watch {
	uv_loop_t *loop;
	uv_timer_t quiet;
	void (*changed)(void *context);
	void *context;
	struct watched watched;
	VEC(uv_fs_event_t *) folders;
};

static void
on_quiet(uv_timer_t *timer)
{
	struct watch *watch = timer->data;
	uint8_t sum[WATCH_SUM_LEN];

	sum_now(&watch->watched, sum);
	if (memcmp(sum, watch->watched.sum, sizeof sum) == 0)
		return;
	/* Once for each time, also if nothing comes of it. */
	memcpy(watch->watched.sum, sum, sizeof sum);
	log_info("files changed", "files=%zu", watch->watched.files.count);
	watch->changed(watch->context);
}

static void
on_event(uv_fs_event_t *folder, const char *name, int events, int status)
{
	struct watch *watch = folder->data;

	(void)name;
	(void)events;
	(void)status;
	uv_timer_start(&watch->quiet, on_quiet, WATCH_QUIET, 0);
}

struct watch *
watch_new(uv_loop_t *loop, void (*changed)(void *context), void *context)
{
	struct watch *watch = xcalloc(1, sizeof *watch);

	watch->loop = loop;
	watch->changed = changed;
	watch->context = context;
	uv_timer_init(loop, &watch->quiet);
	watch->quiet.data = watch;
	return watch;
}

static void
on_closed(uv_handle_t *folder)
{
	free(folder);
}

static void
forget_folders(struct watch *watch)
{
	for (size_t i = 0; i < watch->folders.count; i++)
		uv_close((uv_handle_t *)watch->folders.items[i], on_closed);
	watch->folders.count = 0;
}

static void
watch_folder(struct watch *watch, const char *path)
{
	uv_fs_event_t *folder = xcalloc(1, sizeof *folder);
	int error = uv_fs_event_init(watch->loop, folder);

	if (error) {
		free(folder);
	} else {
		folder->data = watch;
		*VEC_PUSH(&watch->folders) = folder;
		error = uv_fs_event_start(folder, on_event, path, 0);
	}
	if (error)
		log_warning("folder not watched", "path=%s error=\"%s\"", path,
			    uv_strerror(error));
}

void
watch_set(struct watch *watch, struct watched *watched)
{
	struct texts folders = {0};

	forget_folders(watch);
	watched_free(&watch->watched);
	watch->watched = *watched;
	*watched = (struct watched){0};
	for (size_t i = 0; i < watch->watched.folders.count; i++) {
		const char *path = watch->watched.folders.items[i];

		add_path(&folders, path, strlen(path));
	}
	/* Whoever replaces a file does so in its folder. */
	for (size_t i = 0; i < watch->watched.files.count; i++) {
		const char *path = watch->watched.files.items[i];
		const char *slash = strrchr(path, '/');

		if (!slash)
			add_path(&folders, ".", 1);
		else
			add_path(&folders, path,
				 slash > path ? (size_t)(slash - path) : 1);
	}
	for (size_t i = 0; i < folders.count; i++)
		watch_folder(watch, folders.items[i]);
	free_paths(&folders);
	/* What happened before the folders were watched. */
	uv_timer_start(&watch->quiet, on_quiet, WATCH_QUIET, 0);
}

static void
on_timer_closed(uv_handle_t *timer)
{
	struct watch *watch = timer->data;

	watched_free(&watch->watched);
	free(watch->folders.items);
	free(watch);
}

void
watch_close(struct watch *watch)
{
	forget_folders(watch);
	uv_close((uv_handle_t *)&watch->quiet, on_timer_closed);
}
