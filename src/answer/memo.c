#include "answer/memo.h"
#include "base/alloc.h"

#include <stdlib.h>

enum {
	PLACES = 1024, /* a power of two */
	WORDS = 8,     /* of a qname; a longer one is not kept */
	BODY_MAX = 416,
	NOWHERE = PLACES,
};

/* A question: its folded name, zeros behind it, and its type. */
struct asked {
	uint64_t qname[WORDS];
	unsigned words;
	uint32_t mark;
	uint16_t qtype;
};

/* One answer: what stands between the question and OPT. */
struct kept {
	struct asked asked;
	const struct view_zone *zone;
	uint16_t count[SECTIONS];
	uint16_t flags, rcode, len;
	bool secure;
	uint8_t body[BODY_MAX];
};

/* Which question came last at a place. These stand apart from the answers, so
 * that for questions that come once nothing more is touched. */
struct place {
	uint32_t mark; /* 0: none has come */
	bool full;     /* its answer is kept */
};

struct memo {
	struct asked asked; /* the question in hand */
	unsigned wanted;    /* where its answer is to be kept, or NOWHERE */
	struct place places[PLACES];
	struct kept kept[PLACES];
};

struct memo *
memo_new(void)
{
	return xcalloc(1, sizeof(struct memo));
}

void
memo_free(struct memo *memo)
{
	free(memo);
}

void
memo_clear(struct memo *memo)
{
	memset(memo->places, 0, sizeof memo->places);
	memo->wanted = NOWHERE;
}

static inline uint64_t
mix(uint64_t hash, uint64_t word)
{
	uint64_t product = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);

	return product ^ product >> 32;
}

/* Eight octets of a name, of which the first `len` count. */
static inline uint64_t
read_word(const uint8_t *at, size_t len)
{
	static const uint8_t masks[2 * sizeof(uint64_t)] = {
	    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	uint64_t word, mask;

	memcpy(&word, at, sizeof word);
	if (len >= sizeof word)
		return bytes_fold8(word);
	memcpy(&mask, masks + sizeof mask - len, sizeof mask);
	return bytes_fold8(word & mask);
}

/* False for a name that is too long. Words are read from the reply's buffer,
 * where MESSAGE_UDP_PLAIN octets may be read wherever the name ends. */
static bool
recognise(struct asked *asked, const struct reply *reply, uint16_t qtype)
{
	size_t left = reply->qname.len;
	const uint8_t *at = reply->qname.wire;
	uint64_t hash = qtype;
	unsigned words = 0;

	if (left > WORDS * sizeof(uint64_t))
		return false;
	for (;;) {
		uint64_t word = read_word(at, left);

		asked->qname[words++] = word;
		hash = mix(hash, word);
		if (left <= sizeof word)
			break;
		left -= sizeof word;
		at += sizeof word;
	}
	asked->words = words;
	asked->mark = (uint32_t)hash | 1;
	asked->qtype = qtype;
	return true;
}

/* No name is another one's beginning with zeros behind it. */
static bool
same_question(const struct asked *a, const struct asked *b)
{
	if (a->qtype != b->qtype || a->words != b->words)
		return false;
	for (unsigned i = 0; i < a->words; i++) {
		if (a->qname[i] != b->qname[i])
			return false;
	}
	return true;
}

static bool
repeat(const struct kept *kept, struct reply *reply)
{
	if (writer_left(&reply->w) < kept->len)
		return false;
	writer_put(&reply->w, kept->body, kept->len);
	for (unsigned s = SECTION_ANSWER; s < SECTIONS; s++)
		reply->header.count[s] = kept->count[s];
	reply->header.flags |= kept->flags;
	reply->rcode = kept->rcode;
	reply->secure = kept->secure;
	reply->zone = kept->zone;
	return true;
}

bool
memo_recall(struct memo *memo, struct reply *reply, uint16_t qtype)
{
	struct asked *asked;
	struct place *place;
	unsigned at;

	if (!memo)
		return false;
	asked = &memo->asked;
	memo->wanted = NOWHERE;
	if (!recognise(asked, reply, qtype))
		return false;
	at = (asked->mark >> 1) % PLACES;
	place = &memo->places[at];
	if (place->mark != asked->mark) {
		*place = (struct place){.mark = asked->mark};
		return false;
	}
	if (!place->full) {
		memo->wanted = at;
		return false;
	}
	return same_question(&memo->kept[at].asked, asked) &&
	       repeat(&memo->kept[at], reply);
}

void
memo_keep(struct memo *memo, const struct reply *reply)
{
	size_t start = (size_t)HEADER_LEN + reply->qname.len + 4;
	size_t len = reply->w.at - start;
	struct kept *kept;

	if (!memo || memo->wanted == NOWHERE || !reply->repeatable ||
	    len > BODY_MAX)
		return;
	kept = &memo->kept[memo->wanted];
	kept->asked = memo->asked;
	kept->zone = reply->zone;
	memcpy(kept->count, reply->header.count, sizeof kept->count);
	kept->flags = reply->header.flags & FLAG_AA;
	kept->rcode = reply->rcode;
	kept->secure = reply->secure;
	kept->len = (uint16_t)len;
	memcpy(kept->body, reply->w.base + start, len);
	memo->places[memo->wanted].full = true;
	memo->wanted = NOWHERE;
}
