/*
 * A list that is answered a page at a time: ?limit= and ?offset=.
 */
#ifndef MXD_API_PAGE_H
#define MXD_API_PAGE_H

#include "api/call.h"

enum { PAGE_LIMIT = 100, PAGE_LIMIT_MAX = 10000 };

struct page {
	uint64_t limit, offset;
	uint64_t total; /* items seen, on the page or not */
	json_t *items;
};

/* False: the query makes no sense, and the call is answered. */
bool page_start(struct page *page, struct call *call);

/* One more item was found: whether it is on the page, and must be added. */
bool page_takes(struct page *page);
void page_add(struct page *page, json_t *item);

void page_answer(struct page *page, struct call *call);
void page_drop(struct page *page);

#endif
