#include "check/dkim.h"
#include "base/alloc.h"
#include "check/publickey.h"
#include "check/taglist.h"
#include "dns/encoding.h"

#include <stdlib.h>
#include <string.h>

/* What verifiers take (RFC 8301 §3.2). */
enum { RSA_LEAST = 1024, RSA_ADVISED = 2048, RSA_MOST = 4096 };

enum key_type { KEY_RSA, KEY_ED25519, KEY_UNKNOWN };

/* One record being read. */
struct dkim {
	struct taglist tags;
	const char *text;
	struct faults *faults;
	enum key_type type;
};

#define WRONG(dkim, part, ...)                                                 \
	fault_add((dkim)->faults, DKIM_SYNTAX, RULE_WARN, part, __VA_ARGS__)

/* v= is left out or stands first, and is DKIM1 as it is written here. */
static void
read_version(struct dkim *dkim)
{
	const struct tag *v = taglist_find(&dkim->tags, "v");

	if (!v)
		return;
	if (v != dkim->tags.items)
		WRONG(dkim, v->name,
		      "v= stands behind another tag; it comes first");
	if (!part_is(dkim->text, v->value, "DKIM1"))
		WRONG(dkim, v->value.len ? v->value : v->name,
		      "\"v=%.*s\" is no version of a key record; write "
		      "v=DKIM1",
		      PART_SHOWN(dkim->text, v->value));
}

static void
read_type(struct dkim *dkim)
{
	const struct tag *k = taglist_find(&dkim->tags, "k");

	dkim->type = KEY_RSA;
	if (!k || part_is(dkim->text, k->value, "rsa"))
		return;
	if (part_is(dkim->text, k->value, "ed25519")) {
		dkim->type = KEY_ED25519;
		return;
	}
	dkim->type = KEY_UNKNOWN;
	WRONG(dkim, k->value.len ? k->value : k->name,
	      "no verifier knows keys of type \"%.*s\"; k= is rsa or ed25519",
	      PART_SHOWN(dkim->text, k->value));
}

static bool
is_word(const char *text, struct part item)
{
	static const char octets[] = "abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

	if (item.len == 0 || text[item.at] == '-' ||
	    (text[item.at] >= '0' && text[item.at] <= '9') ||
	    text[item.at + item.len - 1] == '-')
		return false;
	for (size_t i = 0; i < item.len; i++) {
		if (!memchr(octets, text[item.at + i], sizeof octets - 1))
			return false;
	}
	return true;
}

/*
 * The words of a tag, parted by colons; which of two known ones it has. What
 * is unknown is ignored, as RFC 6376 says, as long as it is a word.
 */
static void
read_words(struct dkim *dkim, const struct tag *tag, const char *const known[2],
	   bool has[2])
{
	struct part rest = tag->value;
	struct part item;

	while (part_next(dkim->text, &rest, ':', &item)) {
		has[0] |= part_is(dkim->text, item, known[0]);
		has[1] |= part_is(dkim->text, item, known[1]);
		if (!is_word(dkim->text, item) &&
		    !part_is(dkim->text, item, "*"))
			WRONG(dkim, item.len ? item : tag->name,
			      "\"%.*s\" is no word of %.*s=; words are parted "
			      "by colons",
			      PART_SHOWN(dkim->text, item),
			      PART_SHOWN(dkim->text, tag->name));
	}
}

/* h=: the hashes that signatures may use. SHA-1 is no more (RFC 8301 §3.1). */
static void
read_hashes(struct dkim *dkim)
{
	static const char *const known[2] = {"sha256", "sha1"};
	const struct tag *h = taglist_find(&dkim->tags, "h");
	bool has[2] = {false};

	if (!h)
		return;
	read_words(dkim, h, known, has);
	if (has[1])
		fault_add(dkim->faults, DKIM_KEY,
			  has[0] ? RULE_NOTE : RULE_WARN, h->value,
			  has[0] ? "signatures with SHA-1 are not taken any "
				   "more; write h=sha256"
				 : "the key is for signatures with SHA-1 "
				   "only, which nobody takes any more; write "
				   "h=sha256");
	else if (!has[0])
		WRONG(dkim, h->value.len ? h->value : h->name,
		      "h= names no hash that verifiers know; write h=sha256");
}

/* s=: what the key is for; t=: flags. */
static void
read_uses(struct dkim *dkim)
{
	static const char *const services[2] = {"*", "email"};
	static const char *const flags[2] = {"y", "s"};
	const struct tag *s = taglist_find(&dkim->tags, "s");
	const struct tag *t = taglist_find(&dkim->tags, "t");
	bool has[2] = {false};

	if (s) {
		read_words(dkim, s, services, has);
		if (!has[0] && !has[1])
			WRONG(dkim, s->value.len ? s->value : s->name,
			      "s= does not name mail; write s=email or s=*");
	}
	if (t)
		read_words(dkim, t, flags, has);
}

static void
judge_bits(struct dkim *dkim, struct part p, unsigned bits)
{
	if (bits < RSA_LEAST)
		fault_add(dkim->faults, DKIM_KEY, RULE_WARN, p,
			  "the RSA key has %u bits; verifiers take no "
			  "signature by less than %u: make one of %u",
			  bits, RSA_LEAST, RSA_ADVISED);
	else if (bits < RSA_ADVISED)
		fault_add(dkim->faults, DKIM_KEY, RULE_NOTE, p,
			  "the RSA key has %u bits; %u are advised", bits,
			  RSA_ADVISED);
	else if (bits > RSA_MOST)
		fault_add(dkim->faults, DKIM_KEY, RULE_NOTE, p,
			  "the RSA key has %u bits; verifiers need not take "
			  "more than %u",
			  bits, RSA_MOST);
}

static void
judge_rsa(struct dkim *dkim, struct part p, struct publickey key)
{
	switch (key.kind) {
	case PUBLICKEY_RSA:
		judge_bits(dkim, p, key.bits);
		break;
	case PUBLICKEY_ED25519:
	case PUBLICKEY_ED25519_DER:
		WRONG(dkim, p,
		      "the key is one of Ed25519, which does not fit k=rsa; "
		      "write k=ed25519 and its 32 octets");
		break;
	case PUBLICKEY_CUT:
		WRONG(dkim, p, "the key is cut short: its end is missing");
		break;
	case PUBLICKEY_OTHER:
		WRONG(dkim, p,
		      "the key is no RSA key, which does not fit k=rsa");
		break;
	case PUBLICKEY_NONE:
		WRONG(dkim, p, "what p= holds is no RSA public key in DER");
		break;
	}
}

static void
judge_ed25519(struct dkim *dkim, struct part p, struct publickey key,
	      size_t len)
{
	if (key.kind == PUBLICKEY_RSA)
		WRONG(dkim, p,
		      "the key is one of RSA, which does not fit k=ed25519; "
		      "write k=rsa");
	else if (key.kind == PUBLICKEY_ED25519_DER)
		fault_add(dkim->faults, DKIM_KEY, RULE_WARN, p,
			  "the Ed25519 key has a wrapping of 12 octets around "
			  "it; write its last 32 octets alone");
	else if (key.kind != PUBLICKEY_ED25519)
		fault_add(dkim->faults, DKIM_KEY, RULE_WARN, p,
			  "the Ed25519 key has %zu octets; it is one of 32",
			  len);
}

/* The first octet that base64 does not have; blanks may stand anywhere. */
static bool
only_base64(struct dkim *dkim, struct part p)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789+/= \t\r\n";

	for (size_t i = 0; i < p.len; i++) {
		char octet = dkim->text[p.at + i];

		if (memchr(digits, octet, sizeof digits - 1))
			continue;
		if ((uint8_t)octet >= 0x7f) /* told by the tag list */
			return false;
		WRONG(dkim, ((struct part){p.at + i, 1}),
		      "\"%.*s\" is no digit of base64", 1, &octet);
		return false;
	}
	return true;
}

static bool
is_blank(char octet)
{
	return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
}

/* Without blanks; whether it is base64. */
static bool
decode(struct dkim *dkim, struct part p, struct writer *out)
{
	struct decoder decoder = {0};
	const char *wrong = NULL;
	size_t at = p.at;
	size_t end = p.at + p.len;

	while (at < end && !wrong) {
		size_t from = at;

		while (at < end && !is_blank(dkim->text[at]))
			at++;
		wrong =
		    base64_decode(&decoder, dkim->text + from, at - from, out);
		while (at < end && is_blank(dkim->text[at]))
			at++;
	}
	if (!wrong)
		wrong = base64_end(&decoder);
	/* A digit that is none is told of where it stands. */
	if (wrong && only_base64(dkim, p))
		WRONG(dkim, p, "p= holds no key: %s", wrong);
	return !wrong;
}

static void
read_key(struct dkim *dkim, struct part p)
{
	uint8_t *octets = xalloc(p.len);
	struct writer out = writer_init(octets, p.len);

	if (decode(dkim, p, &out)) {
		size_t len = out.at;
		struct publickey key = publickey_read(octets, len);

		if (dkim->type == KEY_RSA)
			judge_rsa(dkim, p, key);
		else if (dkim->type == KEY_ED25519)
			judge_ed25519(dkim, p, key, len);
	}
	free(octets);
}

static void
find_key(struct dkim *dkim, size_t len)
{
	const struct tag *p = taglist_find(&dkim->tags, "p");

	if (!p)
		WRONG(dkim, ((struct part){0, len}),
		      "there is no p=, so this is no key; write v=DKIM1; "
		      "k=rsa; p= and the key");
	else if (p->value.len == 0)
		fault_add(dkim->faults, DKIM_KEY, RULE_NOTE, p->name,
			  "p= is empty: the key is revoked, and no signature "
			  "with this selector counts");
	else
		read_key(dkim, p->value);
}

void
dkim_read(const char *text, size_t len, struct faults *faults)
{
	struct dkim dkim = {.tags.folds = true, .text = text, .faults = faults};

	taglist_read(&dkim.tags, text, len, faults, DKIM_SYNTAX);
	read_version(&dkim);
	read_type(&dkim);
	read_hashes(&dkim);
	read_uses(&dkim);
	find_key(&dkim, len);
	taglist_free(&dkim.tags);
}
