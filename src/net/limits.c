#include "net/limits.h"

#include <string.h>

/* A client's place among the buckets: the octets mixed by multiplication. */
static size_t
bucket_of(const uint8_t client[static LIMITS_CLIENT_LEN])
{
	uint64_t mixed;

	memcpy(&mixed, client, sizeof mixed);
	mixed *= UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(mixed >> 56) % LIMITS_BUCKETS;
}

static struct limits_list *
list_of(struct limits *limits, const struct limits_entry *entry)
{
	return entry->busy ? &limits->busy : &limits->idle;
}

static void
append(struct limits_list *list, struct limits_entry *entry)
{
	entry->older = list->newest;
	entry->newer = NULL;
	if (list->newest)
		list->newest->newer = entry;
	else
		list->oldest = entry;
	list->newest = entry;
}

static void
take_out(struct limits_list *list, struct limits_entry *entry)
{
	if (entry->older)
		entry->older->newer = entry->newer;
	else
		list->oldest = entry->newer;
	if (entry->newer)
		entry->newer->older = entry->older;
	else
		list->newest = entry->older;
}

void
limits_enter(struct limits *limits, struct limits_entry *entry,
	     const uint8_t *octets, uint8_t len, uint64_t now)
{
	static const uint8_t ipv4[4] = {0, 0, 0xff, 0xff};
	struct limits_entry **bucket;

	*entry = (struct limits_entry){.since = now};
	if (len == 4) {
		memcpy(entry->client, ipv4, 4);
		memcpy(entry->client + 4, octets, 4);
	} else {
		memcpy(entry->client, octets, LIMITS_CLIENT_LEN);
	}
	bucket = &limits->buckets[bucket_of(entry->client)];
	entry->next = *bucket;
	if (entry->next)
		entry->next->previous = entry;
	*bucket = entry;
	append(&limits->idle, entry);
	limits->count++;
}

void
limits_leave(struct limits *limits, struct limits_entry *entry)
{
	take_out(list_of(limits, entry), entry);
	if (entry->previous)
		entry->previous->next = entry->next;
	else
		limits->buckets[bucket_of(entry->client)] = entry->next;
	if (entry->next)
		entry->next->previous = entry->previous;
	limits->count--;
}

void
limits_restart(struct limits *limits, struct limits_entry *entry, bool busy,
	       uint64_t now)
{
	take_out(list_of(limits, entry), entry);
	entry->busy = busy;
	entry->since = now;
	append(list_of(limits, entry), entry);
}

/* Idle goes before busy, older before newer; of the same millisecond the one
 * that came first, which is the later one of its bucket. */
static bool
goes_before(const struct limits_entry *entry, const struct limits_entry *other)
{
	if (!other || entry->busy != other->busy)
		return !other || other->busy;
	return entry->since <= other->since;
}

/* What is surplus among the connections of one client. */
static struct limits_entry *
surplus_of_client(const struct limits *limits,
		  const struct limits_entry *newest, size_t most)
{
	const uint8_t *client = newest->client;
	struct limits_entry *victim = NULL;
	size_t count = 0;

	for (struct limits_entry *at = limits->buckets[bucket_of(client)]; at;
	     at = at->next) {
		if (memcmp(at->client, client, LIMITS_CLIENT_LEN) != 0)
			continue;
		count++;
		if (at != newest && goes_before(at, victim))
			victim = at;
	}
	return count > most ? victim : NULL;
}

struct limits_entry *
limits_surplus(const struct limits *limits, const struct limits_entry *newest,
	       size_t connections, size_t per_client)
{
	struct limits_entry *victim = NULL;

	if (per_client > 0)
		victim = surplus_of_client(limits, newest, per_client);
	if (victim || limits->count <= connections)
		return victim;
	victim = limits->idle.oldest;
	if (victim == newest)
		victim = victim->newer;
	return victim ? victim : limits->busy.oldest;
}

struct limits_entry *
limits_first(const struct limits *limits)
{
	struct limits_entry *idle = limits->idle.oldest;
	struct limits_entry *busy = limits->busy.oldest;

	if (!idle || !busy)
		return idle ? idle : busy;
	return idle->since <= busy->since ? idle : busy;
}
