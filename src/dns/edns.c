#include "dns/edns.h"
#include "dns/rrtype.h"

#include <assert.h>

enum { OPTION_HEAD = 4 };

static bool
nsid_read(const uint8_t *data, uint16_t len, struct edns_query *edns)
{
	/* RFC 5001 §2.1: it should be empty, which nobody insists on. */
	(void)data;
	(void)len;
	(void)edns;
	return true;
}

static size_t
nsid_size(const struct edns_reply *reply)
{
	return reply->nsid_len;
}

static void
nsid_write(const struct edns_reply *reply, struct writer *w)
{
	writer_put(w, reply->nsid, reply->nsid_len);
}

/* RFC 7873 §5.2.2: 8 octets, or 16 to 40. */
static bool
cookie_read(const uint8_t *data, uint16_t len, struct edns_query *edns)
{
	if (len != COOKIE_CLIENT_LEN &&
	    (len < COOKIE_CLIENT_LEN + COOKIE_SERVER_MIN ||
	     len > COOKIE_CLIENT_LEN + COOKIE_SERVER_MAX))
		return false;
	edns->cookie = data;
	edns->cookie_len = (uint8_t)len;
	return true;
}

static size_t
cookie_size(const struct edns_reply *reply)
{
	return reply->cookie_len;
}

static void
cookie_write(const struct edns_reply *reply, struct writer *w)
{
	writer_put(w, reply->cookie, reply->cookie_len);
}

static bool
keepalive_read(const uint8_t *data, uint16_t len, struct edns_query *edns)
{
	/* RFC 7828 §3.2.1: a client leaves it empty; a timeout that it names
	 * all the same is of no use. */
	(void)data;
	(void)len;
	(void)edns;
	return true;
}

static size_t
keepalive_size(const struct edns_reply *reply)
{
	return sizeof reply->keepalive;
}

static void
keepalive_write(const struct edns_reply *reply, struct writer *w)
{
	writer_put16(w, reply->keepalive);
}

static size_t
error_size(const struct edns_reply *reply)
{
	return sizeof reply->error + reply->error_text_len;
}

static void
error_write(const struct edns_reply *reply, struct writer *w)
{
	writer_put16(w, reply->error);
	writer_put(w, reply->error_text, reply->error_text_len);
}

/* clang-format off */
const struct edns_option edns_options[EDNS_OPTIONS] = {
	[EDNS_NSID]      = { 3, "NSID",      nsid_read,      nsid_size,      nsid_write},
	[EDNS_COOKIE]    = {10, "COOKIE",    cookie_read,    cookie_size,    cookie_write},
	[EDNS_KEEPALIVE] = {11, "KEEPALIVE", keepalive_read, keepalive_size, keepalive_write},
	[EDNS_ERROR]     = {15, "EDE",       NULL,           error_size,     error_write},
};
/* clang-format on */

static void
read_option(uint16_t code, const uint8_t *data, uint16_t len,
	    struct edns_query *edns)
{
	for (unsigned id = 0; id < EDNS_OPTIONS; id++) {
		const struct edns_option *option = &edns_options[id];

		if (option->code != code || edns->options & 1u << id)
			continue;
		edns->options |= (uint8_t)(1u << id);
		if (option->read && !option->read(data, len, edns))
			edns->bad_option = true;
	}
}

bool
edns_read(const struct message_rr *opt, struct edns_query *edns)
{
	struct reader r = reader_init(opt->rdata, opt->rdlength);
	struct edns_query made = edns_from_head(opt->class, opt->ttl);

	if (opt->owner.labels != 0)
		return false;
	while (made.version == EDNS_VERSION && reader_left(&r) > 0) {
		uint16_t code = reader_get16(&r);
		uint16_t len = reader_get16(&r);
		const uint8_t *data = reader_take(&r, len);

		if (!data)
			return false;
		read_option(code, data, len, &made);
	}
	*edns = made;
	return true;
}

/* The row of the lowest bit. */
static const struct edns_option *
first_option(unsigned options)
{
	return &edns_options[__builtin_ctz(options)];
}

static size_t
options_size(const struct edns_reply *reply)
{
	size_t size = 0;

	for (unsigned left = reply->options; left != 0; left &= left - 1)
		size += OPTION_HEAD + first_option(left)->size(reply);
	return size;
}

size_t
edns_size(const struct edns_reply *reply)
{
	return EDNS_OPT_LEN + options_size(reply);
}

static void
write_option(const struct edns_option *option, const struct edns_reply *reply,
	     struct writer *w)
{
	size_t size = option->size(reply);

	writer_put16(w, option->code);
	writer_put16(w, (uint16_t)size);

	size_t start = w->at;

	option->write(reply, w);
	assert(w->failed || w->at - start == size);
}

void
edns_write(const struct edns_reply *reply, struct writer *w)
{
	uint8_t *at = writer_take(w, EDNS_OPT_LEN);

	if (!at)
		return;
	at[0] = 0; /* the root */
	bytes_put16(at + 1, TYPE_OPT);
	bytes_put16(at + 3, reply->udp_size);
	at[5] = (uint8_t)(reply->rcode >> 4);
	at[6] = EDNS_VERSION;
	bytes_put16(at + 7, reply->dnssec_ok ? EDNS_DO : 0);
	bytes_put16(at + 9, (uint16_t)options_size(reply));
	for (unsigned left = reply->options; left != 0; left &= left - 1)
		write_option(first_option(left), reply, w);
}
