#include "lab/ring.h"
#include "base/alloc.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
	WORD = sizeof(uint64_t),
	HEAD_WORDS = offsetof(struct sighting, name) / WORD,
	TIME_AT = offsetof(struct sighting, time) / WORD,
	LATENCY_AT = offsetof(struct sighting, latency) / WORD,
	FAULT_AT = offsetof(struct sighting, fault) / WORD,
	ALL_WORDS = sizeof(struct sighting) / WORD,
};

_Static_assert(offsetof(struct sighting, name) % WORD == 0 &&
		   offsetof(struct sighting, fault) % WORD == 0 &&
		   sizeof(struct sighting) % WORD == 0,
	       "a sighting is words, and so are its parts");

struct slot {
	_Atomic uint64_t number; /* position + 1; 0: nothing whole */
	_Atomic uint64_t words[ALL_WORDS];
};

_Static_assert(sizeof(struct slot) % 64 == 0, "whole lines of the cache");

struct ring {
	_Atomic uint64_t end;
	size_t capacity;

	/* the worker's */
	uint64_t put; /* position of the next one; `end` or later */
	size_t next;  /* its slot */

	struct slot *slots;
};

struct ring *
ring_new(size_t capacity)
{
	struct ring *ring = xcalloc(1, sizeof *ring);

	assert(capacity > 0);
	ring->capacity = capacity;
	ring->slots = xcalloc(capacity, sizeof *ring->slots);
	return ring;
}

void
ring_free(struct ring *ring)
{
	if (ring)
		free(ring->slots);
	free(ring);
}

/* The words with the name; what is behind it need not be copied. */
static size_t
words_of(const struct sighting *sighting)
{
	size_t name_len = sighting_name(sighting).len;

	return HEAD_WORDS + (name_len + WORD - 1) / WORD;
}

static void
put_words(struct slot *slot, const struct sighting *sighting, size_t from,
	  size_t to)
{
	const uint8_t *octets = (const uint8_t *)sighting;

	for (size_t i = from; i < to; i++) {
		uint64_t word;

		memcpy(&word, octets + i * WORD, WORD);
		atomic_store_explicit(&slot->words[i], word,
				      memory_order_release);
	}
}

/*
 * Who acquires one of the words released here sees that the number was cleared
 * before, and so does not find the number that it began with again.
 */
void
ring_put(struct ring *ring, const struct sighting *sighting)
{
	struct slot *slot = &ring->slots[ring->next];

	atomic_store_explicit(&slot->number, 0, memory_order_relaxed);
	put_words(slot, sighting, 0, words_of(sighting));
	if (sighting->bits & SIGHTING_FAULT)
		put_words(slot, sighting, FAULT_AT, ALL_WORDS);
	ring->put++;
	ring->next = ring->next + 1 == ring->capacity ? 0 : ring->next + 1;
	/* It is long since that one was written: have its memory here by the
	 * time of the next query. */
	__builtin_prefetch(&ring->slots[ring->next], 1);
	__builtin_prefetch((char *)&ring->slots[ring->next] + 64, 1);
}

static void
publish(struct slot *slot, uint64_t position, uint64_t now)
{
	uint64_t time =
	    atomic_load_explicit(&slot->words[TIME_AT], memory_order_relaxed);

	/* A clock may be set back. */
	atomic_store_explicit(&slot->words[LATENCY_AT],
			      now > time ? now - time : 0,
			      memory_order_release);
	atomic_store_explicit(&slot->number, position + 1,
			      memory_order_release);
}

void
ring_publish(struct ring *ring, uint64_t now)
{
	uint64_t end = atomic_load_explicit(&ring->end, memory_order_relaxed);
	uint64_t left = ring->put - end;
	size_t at = ring->next;

	/* Backwards; of more than there is room for, the last ones. */
	if (left > ring->capacity)
		left = ring->capacity;
	for (uint64_t i = 1; i <= left; i++) {
		at = at == 0 ? ring->capacity - 1 : at - 1;
		publish(&ring->slots[at], ring->put - i, now);
	}
	atomic_store_explicit(&ring->end, ring->put, memory_order_release);
}

uint64_t
ring_end(const struct ring *ring)
{
	return atomic_load_explicit(&ring->end, memory_order_acquire);
}

uint64_t
ring_begin(const struct ring *ring)
{
	uint64_t end = ring_end(ring);

	return end > ring->capacity ? end - ring->capacity : 0;
}

bool
ring_get(const struct ring *ring, uint64_t position, struct sighting *sighting)
{
	struct slot *slot = &ring->slots[position % ring->capacity];
	uint8_t *octets = (uint8_t *)sighting;

	if (atomic_load_explicit(&slot->number, memory_order_acquire) !=
	    position + 1)
		return false;
	for (size_t i = 0; i < ALL_WORDS; i++) {
		uint64_t word =
		    atomic_load_explicit(&slot->words[i], memory_order_acquire);

		memcpy(octets + i * WORD, &word, WORD);
	}
	return atomic_load_explicit(&slot->number, memory_order_relaxed) ==
	       position + 1;
}
