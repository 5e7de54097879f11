#include "answer/chaos.h"
#include "dns/rrtype.h"

enum { STRING_MAX = 255, QNAME_POINTER = 0xc000 | HEADER_LEN };

/* The text for a name; NULL when there is none. */
static const char *
find_text(struct name name, const struct answer_settings *settings)
{
	/* Wire form: the length of "server" is 6, of "bind" 4. */
	static const struct {
		const char *wire;
		bool version;
	} names[] = {
	    {"\7version\4bind", true},
	    {"\7version\6server", true},
	    {"\2id\6server", false},
	    {"\10hostname\4bind", false},
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct name known = {(const uint8_t *)names[i].wire,
				     (uint8_t)(strlen(names[i].wire) + 1), 2};

		if (name_equal(name, known))
			return names[i].version ? settings->version_bind
						: settings->id_server;
	}
	return NULL;
}

/* The text as RDATA of TXT, in as many character-strings as it takes. */
static void
write_text(struct writer *w, const char *text)
{
	size_t left = strlen(text);
	uint8_t *rdlength = writer_take(w, 2);
	size_t at = w->at;

	do {
		uint8_t len = left > STRING_MAX ? STRING_MAX : (uint8_t)left;

		writer_put8(w, len);
		writer_put(w, text, len);
		text += len;
		left -= len;
	} while (left > 0);
	if (!w->failed)
		bytes_put16(rdlength, (uint16_t)(w->at - at));
}

void
chaos_write_text(struct reply *reply, uint16_t class, const char *text)
{
	size_t at = reply->w.at;

	writer_put16(&reply->w, QNAME_POINTER);
	writer_put16(&reply->w, TYPE_TXT);
	writer_put16(&reply->w, class);
	writer_put32(&reply->w, 0); /* TTL: not to be cached */
	write_text(&reply->w, text);
	if (reply->w.failed) {
		writer_rewind(&reply->w, at);
		reply->header.flags |= FLAG_TC;
		return;
	}
	reply->header.count[SECTION_ANSWER] = 1;
}

void
chaos_answer(struct reply *reply, const struct question *question,
	     const struct answer_settings *settings)
{
	const char *text = find_text(question->name, settings);

	if (!text ||
	    (question->type != TYPE_TXT && question->type != TYPE_ANY)) {
		reply->rcode = RCODE_REFUSED;
		return;
	}
	reply->header.flags |= FLAG_AA;
	chaos_write_text(reply, CLASS_CH, text);
}
