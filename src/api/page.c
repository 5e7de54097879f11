#include "api/page.h"
#include "api/edit.h"
#include "control/tojson.h"

bool
page_start(struct page *page, struct call *call)
{
	*page = (struct page){0};
	if (!edit_number(call, "limit", PAGE_LIMIT_MAX, PAGE_LIMIT,
			 &page->limit) ||
	    !edit_number(call, "offset", UINT32_MAX, 0, &page->offset))
		return false;
	page->items = json_array();
	return true;
}

bool
page_takes(struct page *page)
{
	uint64_t number = page->total++;

	return number >= page->offset && number - page->offset < page->limit;
}

void
page_add(struct page *page, json_t *item)
{
	json_array_append_new(page->items, item);
}

void
page_answer(struct page *page, struct call *call)
{
	json_t *data = json_pack("{s:o}", "items", page->items);

	tojson_set_number(data, "total", page->total);
	tojson_set_number(data, "limit", page->limit);
	tojson_set_number(data, "offset", page->offset);
	call_answer(call, data);
}

void
page_drop(struct page *page)
{
	json_decref(page->items);
}
