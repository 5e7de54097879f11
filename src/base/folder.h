/*
 * The files of a folder, for arguments that may name either.
 */
#ifndef MXD_BASE_FOLDER_H
#define MXD_BASE_FOLDER_H

#include "base/source.h"

/* Zero-initialise; release with folder_free(). */
struct folder {
	VEC(char *) paths; /* folder and name, sorted by octets; owned */
};

/* Whether the path is a folder's (links are followed). */
bool folder_exists(const char *path);

/*
 * Add the files whose names end in `ending` ("" for all) and do not start
 * with a dot; sub-folders are left out. On failure `why` says why in words,
 * and *folder is untouched.
 */
bool folder_read(struct folder *folder, const char *path, const char *ending,
		 char why[static SOURCE_WHY_MAX]);

void folder_free(struct folder *folder);

#endif
