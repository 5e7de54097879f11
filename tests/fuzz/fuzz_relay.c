/*
 * Any octets as what another server answers. The first says what the client
 * asked, and how; then flags and numbers of records of the answer, whose
 * question is right (that others are not taken is tested elsewhere), and the
 * records. The reply must be well formed to the last octet and within its
 * limit.
 */
#include "fuzz.h"

#include "../support/queries.h"
#include "../support/zones.h"
#include "checked_reply.h"

enum { OVER_TCP = 1, SMALL_UDP = 2, WITH_OPT = 4, BY_ALIAS = 8, HEAD = 6 };

static const char zone[] = "@ 60 SOA a b 1 2 3 4 5\n"
			   "c 60 CNAME a.y.\n";

static struct view *
make_view(void)
{
	struct zones zones = {0};

	zones_add_text(&zones, "z.", zone);

	struct view *view = zones_view(&zones);

	zones_free(&zones);
	return view;
}

static size_t
make_query(unsigned how, uint8_t query[static 512])
{
	struct test_query asked;
	uint8_t wire[NAME_WIRE_MAX];

	query_init(&asked, zones_name(how & BY_ALIAS ? "c.z." : "A.y.", wire),
		   TYPE_MX);
	asked.flags = FLAG_RD;
	asked.edns = (how & WITH_OPT) != 0;
	asked.udp_size = 4096;
	return query_write(&asked, query, 512);
}

/* The answer, of its exact size, so that a sanitizer sees reads past it. */
static uint8_t *
make_answer(const uint8_t *octets, size_t size, size_t *len)
{
	static const uint8_t question[] = {1, 'a', 1, 'y', 0, 0, 15, 0, 1};
	size_t rest = size - HEAD;
	uint8_t *made;

	*len = HEADER_LEN + sizeof question + rest;
	made = malloc(*len);
	assert(made);
	memset(made, 0, HEADER_LEN);
	made[2] = octets[1] | FLAG_QR >> 8;
	made[3] = octets[2];
	made[5] = 1;
	for (size_t i = 0; i < 3; i++)
		made[7 + 2 * i] = octets[3 + i];
	memcpy(made + HEADER_LEN, question, sizeof question);
	memcpy(made + HEADER_LEN + sizeof question, octets + HEAD, rest);
	return made;
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static struct view *view;
	static uint8_t reply[ANSWER_TCP_MAX], scratch[MESSAGE_MAX];
	static const uint8_t address[4] = {192, 0, 2, 1};
	struct answer_settings settings = {.udp_size = 1232,
					   .outside = OUTSIDE_FORWARD};
	struct client client = {address, 4, TRANSPORT_UDP, 1559731985};
	struct relayed relayed = {.scratch = scratch};
	struct answered answered;
	uint8_t query[512];
	uint8_t *made;
	size_t len;

	if (!view)
		view = make_view();
	if (size < HEAD || size > MESSAGE_MAX - 64)
		return 0;
	if (octets[0] & OVER_TCP)
		client.transport = TRANSPORT_TCP;
	if (octets[0] & SMALL_UDP)
		settings.udp_size = MESSAGE_UDP_PLAIN;
	len = make_query(octets[0], query);
	answered = answer(view, &settings, NULL, &client, query, len, reply,
			  sizeof reply);
	assert(answered.forward);
	made = make_answer(octets, size, &relayed.len);
	relayed.octets = made;
	answered = answer_relayed(view, &settings, &client, query, len,
				  &relayed, reply, sizeof reply);
	free(made);
	assert(!answered.forward && answered.len > 0);
	assert(answered.len <= (client.transport == TRANSPORT_TCP
				    ? ANSWER_TCP_MAX
				: octets[0] & WITH_OPT ? settings.udp_size
						       : MESSAGE_UDP_PLAIN));
	check_reply(reply, &answered, query);
	return 0;
}
