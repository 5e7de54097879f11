#include "base/source.h"
#include "base/alloc.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { READ_STEP = 1 << 16 };

static uint32_t
count_lines(const char *text, size_t size)
{
	uint32_t lines = 0;

	for (size_t i = 0; i < size; i++)
		lines += text[i] == '\n';
	return lines;
}

/* The newlines before each stride of a text. */
static uint32_t *
index_lines(const struct source *source)
{
	size_t strides = source->size / SOURCE_STRIDE + 1;
	uint32_t *lines;

	if (strides == 1)
		return NULL;
	lines = xcalloc(strides, sizeof *lines);
	for (size_t i = 1; i < strides; i++)
		lines[i] = lines[i - 1] +
			   count_lines(source->text + (i - 1) * SOURCE_STRIDE,
				       SOURCE_STRIDE);
	return lines;
}

static uint32_t
keep(struct sources *sources, const char *path, struct source source)
{
	assert(source.size <= SOURCE_SIZE_MAX);
	source.lines = index_lines(&source);
	source.path = xstrndup(path, strlen(path));
	*VEC_PUSH(&sources->list) = source;
	return (uint32_t)sources->list.count;
}

static int64_t
ns(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

static struct stamp
stamp_of(const struct stat *st)
{
	return (struct stamp){
	    .device = st->st_dev,
	    .inode = st->st_ino,
	    .size = (uint64_t)st->st_size,
	    .modified = ns(&st->st_mtim),
	    .changed = ns(&st->st_ctim),
	};
}

bool
stamp_now(const char *path, struct stamp *stamp)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	*stamp = stamp_of(&st);
	return true;
}

bool
stamp_equal(const struct stamp *a, const struct stamp *b)
{
	return a->device == b->device && a->inode == b->inode &&
	       a->size == b->size && a->modified == b->modified &&
	       a->changed == b->changed;
}

/* All of the stream into *source, with a NUL behind it; errno says why not. */
static bool
read_all(FILE *stream, struct source *source)
{
	struct stat st;
	size_t room = READ_STEP;
	size_t got = 0;
	size_t n;

	if (fstat(fileno(stream), &st) != 0)
		return false;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return false;
	}
	if (S_ISREG(st.st_mode) && (uint64_t)st.st_size < SOURCE_SIZE_MAX)
		room = (size_t)st.st_size + 2;

	char *text = xalloc(room);

	while ((n = fread(text + got, 1, room - 1 - got, stream)) > 0) {
		got += n;
		if (got + 1 < room)
			continue;
		if (got > SOURCE_SIZE_MAX) {
			errno = EFBIG;
			free(text);
			return false;
		}
		room = room * 2;
		text = xrealloc(text, room);
	}
	if (ferror(stream) || got > SOURCE_SIZE_MAX) {
		errno = ferror(stream) ? errno : EFBIG;
		free(text);
		return false;
	}
	text[got] = '\0';
	*source = (struct source){
	    .text = text,
	    .size = got,
	    .stamp = stamp_of(&st),
	    .modified = (uint32_t)st.st_mtime,
	};
	return true;
}

bool
sources_read(struct sources *sources, const char *path, uint32_t *file,
	     char why[static SOURCE_WHY_MAX])
{
	bool standard_input = strcmp(path, "-") == 0;
	FILE *stream = standard_input ? stdin : fopen(path, "rbe");
	struct source source;
	bool done = stream && read_all(stream, &source);

	if (!done)
		snprintf(why, SOURCE_WHY_MAX, "%s", strerror(errno));
	if (stream && !standard_input)
		fclose(stream);
	if (!done)
		return false;
	*file = keep(sources, standard_input ? "<stdin>" : path, source);
	return true;
}

/* The folder of a path as it was given, in new memory. */
static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrndup(".", 1);
	return xstrndup(path, slash == path ? 1 : (size_t)(slash - path));
}

/* The path of what a link names, in new memory. */
static char *
linked_path(const struct sources *sources, const struct source_link *link)
{
	const char *from = sources_get(sources, link->from)->path;
	const char *slash = strrchr(from, '/');
	int folder_len = slash ? (int)(slash + 1 - from) : 0;

	if (link->len > 0 && link->name[0] == '/')
		folder_len = 0;
	return xasprintf("%.*s%.*s", folder_len, from, (int)link->len,
			 link->name);
}

/* Whether a path, all links resolved, is below the folder of a text. */
static bool
is_within(const struct source *text, const char *path,
	  char why[static SOURCE_WHY_MAX])
{
	char *folder = folder_of(text->path);
	char *real_folder = realpath(folder, NULL);
	char *real_path = realpath(path, NULL);
	bool within = false;

	if (!real_folder || !real_path) {
		snprintf(why, SOURCE_WHY_MAX, "%s", strerror(errno));
	} else {
		size_t len = strlen(real_folder);

		if (real_folder[len - 1] == '/')
			len--;
		within = strncmp(real_path, real_folder, len) == 0 &&
			 real_path[len] == '/';
		if (!within)
			snprintf(why, SOURCE_WHY_MAX,
				 "it is outside the folder of %s", text->path);
	}
	free(folder);
	free(real_folder);
	free(real_path);
	return within;
}

static bool
find_file(const struct sources *sources, const char *path, uint32_t *file)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	for (size_t i = 0; i < sources->list.count; i++) {
		const struct source *source = &sources->list.items[i];

		if (source->stamp.inode == st.st_ino &&
		    source->stamp.device == st.st_dev &&
		    source->stamp.inode != 0) {
			*file = (uint32_t)i + 1;
			return true;
		}
	}
	return false;
}

bool
sources_follow(struct sources *sources, const struct source_link *link,
	       uint32_t *file, char why[static SOURCE_WHY_MAX])
{
	char *path;
	bool found;

	if (sources_get(sources, link->from)->alone) {
		snprintf(why, SOURCE_WHY_MAX,
			 "this text is not a file's, and must say all itself");
		return false;
	}
	if (link->len > PATH_MAX) {
		snprintf(why, SOURCE_WHY_MAX, "%s", strerror(ENAMETOOLONG));
		return false;
	}
	path = linked_path(sources, link);
	found = (link->within == 0 ||
		 is_within(sources_get(sources, link->within), path, why)) &&
		(find_file(sources, path, file) ||
		 sources_read(sources, path, file, why));
	free(path);
	if (found)
		*VEC_PUSH(&sources->followed) = *file;
	return found;
}

uint32_t
sources_add(struct sources *sources, const char *path, const char *text,
	    size_t size)
{
	struct source source = {.text = xstrndup(text, size), .size = size};

	return keep(sources, path, source);
}

uint32_t
sources_add_alone(struct sources *sources, const char *path, const char *text,
		  size_t size)
{
	uint32_t file = sources_add(sources, path, text, size);

	sources->list.items[file - 1].alone = true;
	return file;
}

struct place
sources_place(const struct sources *sources, struct pos pos)
{
	const struct source *source = sources_get(sources, pos.file);
	const char *text = source->text;
	size_t offset = pos.offset < source->size ? pos.offset : source->size;
	size_t stride = source->lines ? offset / SOURCE_STRIDE : 0;
	struct place place = {source->path, 1, 1, text, 0};
	const char *before = memrchr(text, '\n', offset);

	if (source->lines)
		place.line += source->lines[stride];
	place.line += count_lines(text + stride * SOURCE_STRIDE,
				  offset - stride * SOURCE_STRIDE);
	if (before)
		place.line_text = before + 1;
	place.column = (uint32_t)(text + offset - place.line_text) + 1;

	size_t left = (size_t)(text + source->size - place.line_text);
	const char *end = memchr(place.line_text, '\n', left);

	place.line_len = end ? (size_t)(end - place.line_text) : left;
	return place;
}

void
sources_add_part(struct sources *sources, struct pos of,
		 struct source_part part)
{
	struct source *source = &sources->list.items[of.file - 1];

	part.of = of.offset;
	if (!source->parted)
		*VEC_PUSH(&source->parts) = part;
}

static int
by_part(const void *a, const void *b)
{
	const struct source_part *left = a;
	const struct source_part *right = b;

	if (left->of != right->of)
		return left->of < right->of ? -1 : 1;
	return left->number < right->number ? -1 : left->number > right->number;
}

void
sources_parted(struct sources *sources, uint32_t file)
{
	struct source *source = &sources->list.items[file - 1];

	if (!source->parted && source->parts.count > 0)
		qsort(source->parts.items, source->parts.count,
		      sizeof *source->parts.items, by_part);
	source->parted = true;
}

const struct source_part *
sources_part(const struct sources *sources, struct pos of, uint32_t number)
{
	const struct source *source = sources_get(sources, of.file);
	const struct source_part *parts = source->parts.items;
	size_t low = 0;
	size_t high = source->parts.count;

	/* The first part behind the one that is looked for. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (parts[middle].of > of.offset ||
		    (parts[middle].of == of.offset &&
		     parts[middle].number > number))
			high = middle;
		else
			low = middle + 1;
	}
	return low > 0 && parts[low - 1].of == of.offset ? &parts[low - 1]
							 : NULL;
}

void
sources_free(struct sources *sources)
{
	for (size_t i = 0; i < sources->list.count; i++) {
		free(sources->list.items[i].path);
		free(sources->list.items[i].text);
		free(sources->list.items[i].lines);
		free(sources->list.items[i].parts.items);
	}
	free(sources->list.items);
	free(sources->followed.items);
	*sources = (struct sources){0};
}
