/*
 * What was changed, laid over what files say, while these are loaded: zones
 * that were changed are merged with their files (control/merge.h) before they
 * are judged; those without a file join the others; those that were deleted
 * leave them.
 *
 *	overlay_new(remembered) -> load_zones() -> overlay_book()
 *
 * A zone that was changed and of whose file nothing is new is not judged again.
 */
#ifndef MXD_CONTROL_OVERLAY_H
#define MXD_CONTROL_OVERLAY_H

#include "control/book.h"
#include "control/load.h"

struct overlay;

/* `remembered` is what is to be kept; it must live as long. */
struct overlay *overlay_new(const struct book *remembered);
void overlay_free(struct overlay *overlay);

/* For load_zones(): all is read, nothing judged. */
struct load;
void overlay_apply(struct overlay *overlay, struct load *load);

/* The book of what was loaded, while its texts are still there. The view's
 * reference is taken over. */
struct book *overlay_book(struct overlay *overlay, struct view *view);

#endif
