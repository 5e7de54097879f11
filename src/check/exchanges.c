#include "check/exchanges.h"
#include "base/alloc.h"
#include "base/bytes.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"

#include <pthread.h>
#include <stdlib.h>

/* Open addressing; at most half of the slots are taken. */
struct exchanges {
	const struct view *view;
	pthread_mutex_t gathering;
	struct name *slots; /* wire NULL: free; else in a zone's arena. NULL:
			     * nobody has asked yet */
	size_t mask;
};

/* FNV-1a, of letters in one case. */
static size_t
hash(struct name name)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (unsigned i = 0; i < name.len; i++)
		sum =
		    (sum ^ bytes_fold(name.wire[i])) * UINT64_C(0x100000001b3);
	return (size_t)(sum ^ sum >> 32);
}

static struct name *
slot_of(const struct exchanges *exchanges, struct name name)
{
	size_t at = hash(name) & exchanges->mask;

	while (exchanges->slots[at].wire &&
	       !name_equal(exchanges->slots[at], name))
		at = (at + 1) & exchanges->mask;
	return &exchanges->slots[at];
}

/* MX records that are answered: not below a zone cut. */
static const struct rrset *
mx_of(const struct node *node)
{
	return node->cut == 0 ? node_rrset(node, TYPE_MX) : NULL;
}

static size_t
count(const struct zone *zone)
{
	size_t sum = 0;

	for (uint32_t rank = 0; rank < zone->node_count; rank++) {
		const struct rrset *mx = mx_of(zone_node_ranked(zone, rank));

		sum += mx ? mx->count : 0;
	}
	return sum;
}

static void
add(struct exchanges *exchanges, const struct zone *zone,
    const struct rrset *mx)
{
	struct rdata rdata = zone_first_rdata(zone, mx);
	struct name host;

	for (unsigned i = 0; i < mx->count; i++) {
		if (i > 0)
			rdata = rdata_next(rdata);
		if (rdata_target(rrtype_get(TYPE_MX), rdata.octets, rdata.len,
				 &host))
			*slot_of(exchanges, host) = host;
	}
}

static void
gather(struct exchanges *exchanges)
{
	const struct view *view = exchanges->view;
	size_t sum = 0;
	size_t slots = 16;

	for (uint32_t i = 0; i < view->count; i++)
		sum += view->zones[i].zone ? count(view->zones[i].zone) : 0;
	while (slots < sum * 2)
		slots *= 2;
	exchanges->slots = xcalloc(slots, sizeof *exchanges->slots);
	exchanges->mask = slots - 1;
	for (uint32_t i = 0; i < view->count; i++) {
		const struct zone *zone = view->zones[i].zone;

		for (uint32_t rank = 0; zone && rank < zone->node_count;
		     rank++) {
			const struct rrset *mx =
			    mx_of(zone_node_ranked(zone, rank));

			if (mx)
				add(exchanges, zone, mx);
		}
	}
}

struct exchanges *
exchanges_new(const struct view *view)
{
	struct exchanges *exchanges = xcalloc(1, sizeof *exchanges);

	exchanges->view = view;
	pthread_mutex_init(&exchanges->gathering, NULL);
	return exchanges;
}

void
exchanges_free(struct exchanges *exchanges)
{
	pthread_mutex_destroy(&exchanges->gathering);
	free(exchanges->slots);
	free(exchanges);
}

bool
exchanges_has(struct exchanges *exchanges, struct name host)
{
	pthread_mutex_lock(&exchanges->gathering);
	if (!exchanges->slots)
		gather(exchanges);
	pthread_mutex_unlock(&exchanges->gathering);
	return slot_of(exchanges, host)->wire != NULL;
}
