/*
 * The texts that people wrote (zone files, configuration), kept whole while
 * they are read and judged, and positions in them.
 *
 * A position is an octet offset; line and column are worked out only when a
 * message needs them. So a record costs eight octets to remember, and a
 * finding can go back to the text to point at the very field.
 */
#ifndef MXD_BASE_SOURCE_H
#define MXD_BASE_SOURCE_H

#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pos {
	uint32_t file;   /* index in struct sources plus 1; 0 = nowhere */
	uint32_t offset; /* octets from the start of the text */
};

/*
 * A part of something in a text, for texts of which it could not be found again
 * without reading all: "field 1 of what stands at 120 is at 133, 4 octets".
 */
struct source_part {
	uint32_t of, number;   /* what it belongs to: offset; from 0 */
	uint32_t offset, span; /* where it is */
};

/* By which one sees that a file is still the one that was read. */
struct stamp {
	uint64_t device, inode; /* 0 and 0: of no file */
	uint64_t size;
	int64_t modified, changed; /* ns since 1970; the latter by the system */
};

struct source {
	char *path; /* as the user gave it or as $INCLUDE named it; owned */
	char *text; /* size octets and a NUL behind them; owned */
	size_t size;
	struct stamp stamp; /* from before it was read */
	uint32_t modified;  /* when it was, seconds since 1970; 0: unknown */
	uint32_t *lines; /* newlines before each SOURCE_STRIDE octets, so that
			  * a place is found without reading all before it;
			  * NULL: the text has no more than one; owned */
	VEC(struct source_part)
	parts;       /* by what they are of, then number,
					* once `parted`; owned */
	bool parted; /* all parts are known */
	bool alone;  /* it may not name files: see sources_add_alone() */
};

enum { SOURCE_STRIDE = 1 << 16 };

/* Zero-initialise; release with sources_free(). */
struct sources {
	VEC(struct source) list;
	VEC(uint32_t)
	followed; /* the texts that were named by others, each as
				 * often as it was */
};

/* Where a position is, for a person: line and column count from 1, columns
 * in octets; line_text points to line_len octets without the newline. */
struct place {
	const char *path;
	uint32_t line, column;
	const char *line_text;
	size_t line_len;
};

/* Largest text that is taken, so that an offset fits struct pos. */
#define SOURCE_SIZE_MAX UINT32_C(0xfffffff0)

/* What sources_read() failed of, in words: for messages. */
#define SOURCE_WHY_MAX 256

/*
 * Read the file at path ("-" is standard input) and keep it. On success
 * *file is its number for struct pos. On failure `why` says why in words
 * ("No such file or directory"), and nothing is kept.
 */
bool sources_read(struct sources *sources, const char *path, uint32_t *file,
		  char why[static SOURCE_WHY_MAX]);

/* That of the file that is at a path now; false when there is none. */
bool stamp_now(const char *path, struct stamp *stamp);
bool stamp_equal(const struct stamp *a, const struct stamp *b);

/* A file that a text names. */
struct source_link {
	uint32_t from;    /* the text; its folder is where the name starts */
	uint32_t within;  /* a text whose folder must not be left, neither by
			   * .. nor by a symbolic link; 0: go anywhere */
	const char *name; /* len octets without NUL */
	size_t len;
};

/*
 * Read the file that a text names, like sources_read(). One that was read
 * before, by whatever path, keeps its number and is not read again.
 */
bool sources_follow(struct sources *sources, const struct source_link *link,
		    uint32_t *file, char why[static SOURCE_WHY_MAX]);

/* Keep a copy of a text that is not a file's; returns its number. */
uint32_t sources_add(struct sources *sources, const char *path,
		     const char *text, size_t size);

/* The same of a text whose author may not read our files: one that names a
 * file is told so. */
uint32_t sources_add_alone(struct sources *sources, const char *path,
			   const char *text, size_t size);

static inline const struct source *
sources_get(const struct sources *sources, uint32_t file)
{
	return &sources->list.items[file - 1];
}

/* Remember a part of what stands at `of`, unless all of that text's parts are
 * known. sources_parted() says that they are. */
void sources_add_part(struct sources *sources, struct pos of,
		      struct source_part part);
void sources_parted(struct sources *sources, uint32_t file);

/* Part number `number` of what stands at `of` in a parted text; the last one
 * for a number beyond it; NULL when nothing is known. */
const struct source_part *sources_part(const struct sources *sources,
				       struct pos of, uint32_t number);

/* pos.file must not be 0. */
struct place sources_place(const struct sources *sources, struct pos pos);

void sources_free(struct sources *sources);

#endif
