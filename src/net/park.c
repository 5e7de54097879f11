#include "net/park.h"

#include <stdlib.h>

static void
on_closed(uv_handle_t *timer)
{
	free(timer->data);
}

void
park_remove(struct parked *parked)
{
	struct park *park = parked->park;

	if (parked->previous)
		parked->previous->next = parked->next;
	else
		park->first = parked->next;
	if (parked->next)
		parked->next->previous = parked->previous;
	park->count--;
	park->octets -= parked->octets;
	uv_close((uv_handle_t *)&parked->timer, on_closed);
}

static void
on_timer(uv_timer_t *timer)
{
	struct parked *parked = timer->data;
	uint32_t more = parked->on_time(parked);

	if (more > 0)
		uv_timer_start(timer, on_timer, more, 0);
	else
		park_remove(parked);
}

bool
park_add(struct park *park, struct parked *parked, uint32_t ms, uint32_t limit)
{
	uint32_t held;

	if (park->count >= limit ||
	    park->octets + parked->octets > PARK_OCTETS_MAX) {
		if (log_allow(&park->full, &held))
			log_warning("answers not delayed but lost",
				    "waiting=%zu held=%u", park->count, held);
		free(parked);
		return false;
	}
	parked->park = park;
	parked->previous = NULL;
	parked->next = park->first;
	if (park->first)
		park->first->previous = parked;
	park->first = parked;
	park->count++;
	park->octets += parked->octets;
	uv_timer_init(park->loop, &parked->timer);
	parked->timer.data = parked;
	/* The loop's time is when it last looked. */
	uv_update_time(park->loop);
	uv_timer_start(&parked->timer, on_timer, ms, 0);
	return true;
}

void
park_stop(struct park *park)
{
	while (park->first)
		park_remove(park->first);
}
