#include "net/query.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "dns/edns.h"
#include "dns/rdata.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
	QUERY_MAX = HEADER_LEN + NAME_WIRE_MAX + 4 + EDNS_OPT_LEN,
	UDP_SIZE = 1232, /* RFC 9715 */
};

/* A question on its way; two octets in front for TCP's length. */
struct query {
	struct question question;
	uint16_t id;
	size_t len;
	uint8_t octets[2 + QUERY_MAX];
};

static void
query_make(struct query *query, struct name name, uint16_t type, uint16_t flags)
{
	struct edns_reply edns = {.udp_size = UDP_SIZE};
	struct header header = {.flags = FLAG_RD | flags};
	struct writer w = writer_init(query->octets + 2, QUERY_MAX);

	if (getrandom(&query->id, sizeof query->id, 0) < 0)
		query->id = (uint16_t)time(NULL);
	header.id = query->id;
	header.count[SECTION_QUESTION] = 1;
	header.count[SECTION_ADDITIONAL] = 1;
	header_write(writer_take(&w, HEADER_LEN), &header);
	writer_put(&w, name.wire, name.len);
	writer_put16(&w, type);
	writer_put16(&w, CLASS_IN);
	edns_write(&edns, &w);
	query->question = (struct question){name, type, CLASS_IN};
	query->len = w.at;
	bytes_put16(query->octets, (uint16_t)w.at);
}

/* Whether a message answers that very question. */
static bool
is_answer(const struct query *query, const uint8_t *octets, size_t len)
{
	struct reader r = reader_init(octets, len);
	struct header header;
	struct question question;

	return header_read(&r, &header) && header.id == query->id &&
	       (header.flags & FLAG_QR) &&
	       header.count[SECTION_QUESTION] == 1 &&
	       question_read(&r, &question) &&
	       name_equal(question.name, query->question.name) &&
	       question.type == query->question.type &&
	       question.class == query->question.class;
}

static int
open_socket(const struct query_server *server, int type)
{
	struct timeval wait = {.tv_sec = server->wait_ms / 1000,
			       .tv_usec = server->wait_ms % 1000 * 1000};
	int fd = socket(server->address.any.sa_family, type | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0)
		return -errno;
	/* The time limit of a send counts for connect(2), too. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) == 0 &&
	    connect(fd, &server->address.any, address_size(&server->address)) ==
		0)
		return fd;
	error = errno == EINPROGRESS ? ETIMEDOUT : errno;
	close(fd);
	return -error;
}

/* What comes until then: its length, or a negative errno. */
static ssize_t
receive(int fd, int64_t until, uint8_t *octets, size_t size)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	int64_t left = until - clock_ms();
	int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
	ssize_t len = ready > 0 ? recv(fd, octets, size, 0) : -1;

	if (ready == 0)
		return -ETIMEDOUT;
	return len < 0 ? -errno : len;
}

/* The answer to a query that was sent; others are passed over. */
static long
await_udp(int fd, const struct query *query, int wait_ms, uint8_t *reply)
{
	int64_t until = clock_ms() + wait_ms;

	for (;;) {
		ssize_t len = receive(fd, until, reply, MESSAGE_MAX);

		if (len < 0)
			return len;
		if (is_answer(query, reply, (size_t)len))
			return len;
	}
}

static long
ask_udp(const struct query_server *server, const struct query *query,
	uint8_t *reply)
{
	int fd = open_socket(server, SOCK_DGRAM);
	long len = -ETIMEDOUT;

	if (fd < 0)
		return fd;
	for (unsigned i = 0; i < server->tries && len == -ETIMEDOUT; i++) {
		if (send(fd, query->octets + 2, query->len, 0) < 0)
			len = -errno;
		else
			len = await_udp(fd, query, server->wait_ms, reply);
	}
	close(fd);
	return len;
}

/* Exactly len octets, in however many pieces; 0, or a negative errno. */
static int
receive_all(int fd, int64_t until, uint8_t *octets, size_t len)
{
	while (len > 0) {
		ssize_t got = receive(fd, until, octets, len);

		if (got <= 0)
			return got == 0 ? -ECONNRESET : (int)got;
		octets += got;
		len -= (size_t)got;
	}
	return 0;
}

static long
ask_tcp(const struct query_server *server, const struct query *query,
	uint8_t *reply)
{
	int64_t until = clock_ms() + server->wait_ms;
	uint8_t prefix[2] = {0};
	long len = open_socket(server, SOCK_STREAM);
	int fd = (int)len;
	int error = 0;

	if (fd < 0)
		return len;
	if (send(fd, query->octets, query->len + 2, MSG_NOSIGNAL) < 0)
		error = -errno;
	if (!error)
		error = receive_all(fd, until, prefix, sizeof prefix);
	if (!error)
		error = receive_all(fd, until, reply, bytes_get16(prefix));
	close(fd);
	if (error)
		return error;
	len = bytes_get16(prefix);
	return is_answer(query, reply, (size_t)len) ? len : -EPROTO;
}

long
query_exchange(struct query_server *server, struct name name, uint16_t type,
	       uint8_t reply[static MESSAGE_MAX])
{
	struct query query;
	long len;

	query_make(&query, name, type, 0);
	len = ask_udp(server, &query, reply);
	if (len > 0 && (bytes_get16(reply + 2) & FLAG_TC))
		len = ask_tcp(server, &query, reply);
	if (len < 0)
		server->error = (int)len;
	else
		server->answered = true;
	return len;
}

long
query_ask(struct query_server *server, struct name name, uint16_t type,
	  const struct query_manner *manner, uint8_t reply[static MESSAGE_MAX])
{
	struct query query;

	query_make(&query, name, type, manner->flags);
	return manner->tcp ? ask_tcp(server, &query, reply)
			   : ask_udp(server, &query, reply);
}

/* An answer while it is taken apart. */
struct answer {
	const uint8_t *octets;
	size_t len;
	struct header header;
	size_t records; /* where they begin */
	bool malformed;
};

/* The next record from r on that has that owner and type. */
static bool
next_rr(struct answer *answer, struct reader *r, unsigned *left,
	const struct question *wanted, struct message_rr *rr)
{
	uint8_t owner[NAME_WIRE_MAX];

	while (*left > 0) {
		(*left)--;
		if (!message_read_rr(r, owner, rr)) {
			answer->malformed = true;
			return false;
		}
		if (rr->type == wanted->type && rr->class == CLASS_IN &&
		    name_equal(rr->owner, wanted->name))
			return true;
	}
	return false;
}

/* The data of a record, names in it whole; 0: malformed. */
static size_t
read_data(const struct answer *answer, const struct message_rr *rr,
	  uint8_t *into, size_t size)
{
	struct reader r = reader_init(answer->octets, answer->len);
	struct writer w = writer_init(into, size);

	r.at = rr->rdata;
	return rdata_read(&r, rr->type, rr->rdlength, &w) ? w.at : 0;
}

static void
take_rr(struct answer *answer, const struct message_rr *rr, struct found *found)
{
	uint8_t data[2 + NAME_WIRE_MAX];
	size_t skip = rr->type == TYPE_MX ? 2 : 0;
	size_t len = read_data(answer, rr, data, sizeof data);
	struct found_rr *into;

	if (len == 0) {
		answer->malformed = true;
		return;
	}
	into = VEC_PUSH(&found->records);
	into->preference = skip ? bytes_get16(data) : 0;
	into->len = (uint8_t)(len - skip);
	memcpy(into->octets, data + skip, into->len);
}

static struct reader
records_of(const struct answer *answer)
{
	struct reader r = reader_init(answer->octets, answer->len);

	r.at += answer->records;
	return r;
}

/* What the answer has of a name; false: an alias, and *name is the next. */
static bool
take_name(struct answer *answer, struct name *name, uint16_t type,
	  uint8_t into[static NAME_WIRE_MAX], struct found *found)
{
	struct question wanted = {.name = *name, .type = type};
	struct reader r = records_of(answer);
	unsigned left = answer->header.count[SECTION_ANSWER];
	struct message_rr rr;

	while (next_rr(answer, &r, &left, &wanted, &rr))
		take_rr(answer, &rr, found);
	if (found->records.count > 0 || answer->malformed)
		return true;
	wanted.type = TYPE_CNAME;
	r = records_of(answer);
	left = answer->header.count[SECTION_ANSWER];
	if (!next_rr(answer, &r, &left, &wanted, &rr))
		return true;
	if (read_data(answer, &rr, into, NAME_WIRE_MAX) == 0) {
		answer->malformed = true;
		return true;
	}
	found->alias = true;
	*name = name_at(into);
	return false;
}

/* A server that only says who else may know. */
static bool
is_referral(const struct answer *answer)
{
	struct reader r = records_of(answer);
	uint8_t owner[NAME_WIRE_MAX];
	struct message_rr rr;

	if ((answer->header.flags & (FLAG_AA | FLAG_RA)) ||
	    answer->header.count[SECTION_ANSWER] > 0)
		return false;
	for (unsigned i = answer->header.count[SECTION_AUTHORITY]; i > 0; i--) {
		if (!message_read_rr(&r, owner, &rr))
			return false;
		if (rr.type == TYPE_SOA)
			return false;
	}
	return answer->header.count[SECTION_AUTHORITY] > 0;
}

static enum found_kind
kind_of(const struct answer *answer, const struct found *found)
{
	unsigned rcode = answer->header.flags & FLAGS_RCODE;

	if (answer->malformed)
		return FOUND_FAILED;
	if (found->records.count > 0)
		return FOUND_RECORDS;
	if (rcode == RCODE_NXDOMAIN)
		return FOUND_NXDOMAIN;
	if (rcode != RCODE_NOERROR)
		return FOUND_FAILED;
	return is_referral(answer) ? FOUND_UNKNOWN : FOUND_NODATA;
}

/* Names that one look-up is led through. */
struct chain {
	uint8_t wire[2][NAME_WIRE_MAX];
	unsigned steps;
};

/*
 * Follow the chain through one answer. True when it has all; false when it
 * ends in an alias, and *name is where to ask on.
 */
static bool
take_answer(struct answer *answer, struct name *name, uint16_t type,
	    struct chain *chain, struct found *found)
{
	struct reader r = reader_init(answer->octets, answer->len);
	struct question question;
	unsigned before = chain->steps;

	if (!header_read(&r, &answer->header) || !question_read(&r, &question))
		return true;
	answer->records = (size_t)(r.at - r.base);
	while (!take_name(answer, name, type, chain->wire[chain->steps % 2],
			  found)) {
		if (++chain->steps == VIEW_CHAIN_MAX)
			return true;
	}
	found->kind = kind_of(answer, found);
	return found->kind != FOUND_NODATA || chain->steps == before;
}

static void
look_up(void *context, struct name name, uint16_t type, struct found *found)
{
	struct query_server *server = context;
	uint8_t *reply = xalloc(MESSAGE_MAX);
	struct chain chain = {.steps = 0};
	bool done = false;

	while (!done) {
		struct answer answer = {.octets = reply};
		long len = query_exchange(server, name, type, reply);

		found->kind = FOUND_FAILED;
		if (len < 0)
			break;
		answer.len = (size_t)len;
		done = take_answer(&answer, &name, type, &chain, found);
	}
	free(reply);
}

struct route_source
route_source_server(struct query_server *server)
{
	return (struct route_source){look_up, server};
}
