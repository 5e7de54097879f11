#include "base/source.h"
#include "base/alloc.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { READ_STEP = 1 << 16 };

static uint32_t
keep(struct sources *sources, const char *path, char *text, size_t size)
{
	assert(size <= SOURCE_SIZE_MAX);
	*VEC_PUSH(&sources->list) =
	    (struct source){xstrndup(path, strlen(path)), text, size};
	return (uint32_t)sources->list.count;
}

/* All of the stream, with a NUL behind it; NULL with errno when it fails. */
static char *
read_all(FILE *stream, size_t *size)
{
	struct stat st;
	size_t room = READ_STEP;
	size_t got = 0;
	size_t n;

	if (fstat(fileno(stream), &st) == 0 && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return NULL;
	}
	if (fstat(fileno(stream), &st) == 0 && S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_size < SOURCE_SIZE_MAX)
		room = (size_t)st.st_size + 2;

	char *text = xalloc(room);

	while ((n = fread(text + got, 1, room - 1 - got, stream)) > 0) {
		got += n;
		if (got + 1 < room)
			continue;
		if (got > SOURCE_SIZE_MAX) {
			errno = EFBIG;
			free(text);
			return NULL;
		}
		room = room * 2;
		text = xrealloc(text, room);
	}
	if (ferror(stream) || got > SOURCE_SIZE_MAX) {
		errno = ferror(stream) ? errno : EFBIG;
		free(text);
		return NULL;
	}
	text[got] = '\0';
	*size = got;
	return text;
}

bool
sources_read(struct sources *sources, const char *path, uint32_t *file,
	     char why[static SOURCE_WHY_MAX])
{
	bool standard_input = strcmp(path, "-") == 0;
	FILE *stream = standard_input ? stdin : fopen(path, "rbe");
	char *text = NULL;
	size_t size = 0;

	if (stream)
		text = read_all(stream, &size);
	if (!text)
		snprintf(why, SOURCE_WHY_MAX, "%s", strerror(errno));
	if (stream && !standard_input)
		fclose(stream);
	if (!text)
		return false;
	*file = keep(sources, standard_input ? "<stdin>" : path, text, size);
	return true;
}

uint32_t
sources_add(struct sources *sources, const char *path, const char *text,
	    size_t size)
{
	return keep(sources, path, xstrndup(text, size), size);
}

struct place
sources_place(const struct sources *sources, struct pos pos)
{
	const struct source *source = sources_get(sources, pos.file);
	const char *text = source->text;
	size_t offset = pos.offset < source->size ? pos.offset : source->size;
	struct place place = {source->path, 1, 1, text, 0};

	for (const char *nl = text;
	     (nl = memchr(nl, '\n', (size_t)(text + offset - nl))); nl++) {
		place.line++;
		place.line_text = nl + 1;
	}
	place.column = (uint32_t)(text + offset - place.line_text) + 1;

	size_t left = (size_t)(text + source->size - place.line_text);
	const char *end = memchr(place.line_text, '\n', left);

	place.line_len = end ? (size_t)(end - place.line_text) : left;
	return place;
}

void
sources_free(struct sources *sources)
{
	for (size_t i = 0; i < sources->list.count; i++) {
		free(sources->list.items[i].path);
		free(sources->list.items[i].text);
	}
	free(sources->list.items);
	*sources = (struct sources){0};
}
