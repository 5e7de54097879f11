/*
 * Ask a server as fast as it answers:
 * ask [-t] [-c SOCKETS] [-w WINDOW] [-n COUNT] [-s SECONDS] [-r RCODE]
 *     PORT QUESTIONS
 *
 * QUESTIONS has lines "NAME TYPE", asked in turn, over and over. One line of
 * JSON says what came of it.
 */
#include "ask.h"

#include "dns/message.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static uint64_t
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* load */

bool
load_goes_on(struct load *load)
{
	load->now_ns = now_ns();
	return (load->count == 0 || load->next < load->count) &&
	       (load->until_ns == 0 || load->now_ns < load->until_ns);
}

size_t
load_ask(struct load *load, unsigned slot, uint8_t *into)
{
	struct slot *to = &load->slots[slot];
	size_t len;
	const uint8_t *query;

	to->question = load->next++ % load->questions.count;
	to->id = (uint16_t)(to->id + ASK_WINDOW_MAX);
	to->sent_ns = load->now_ns;
	to->waiting = true;
	load->waiting++;
	query = questions_at(&load->questions, to->question, &len);
	memcpy(into, query, len);
	bytes_put16(into, to->id);
	return len;
}

/* The answer to this very question, whole, with records if it should have. */
static bool
is_right(const struct load *load, const struct slot *slot,
	 const uint8_t *octets, size_t len)
{
	enum { OPT_LEN = 11, QR = 0x80, TC = 0x02 };

	size_t query_len;
	const uint8_t *query =
	    questions_at(&load->questions, slot->question, &query_len);
	size_t question = query_len - OPT_LEN - HEADER_LEN;

	return len >= HEADER_LEN + question && (octets[2] & QR) &&
	       !(octets[2] & TC) && (octets[3] & 15u) == load->rcode &&
	       (load->rcode != 0 || bytes_get16(octets + 6) > 0) &&
	       memcmp(octets + HEADER_LEN, query + HEADER_LEN, question) == 0;
}

int
load_judge(struct load *load, const uint8_t *octets, size_t len)
{
	unsigned slot;
	struct slot *of;

	if (len < HEADER_LEN) {
		load->wrong++;
		return -1;
	}
	slot = bytes_get16(octets) % ASK_WINDOW_MAX;
	of = &load->slots[slot];
	if (!of->waiting || of->id != bytes_get16(octets)) {
		load->late++;
		return -1;
	}
	of->waiting = false;
	load->waiting--;
	if (!is_right(load, of, octets, len)) {
		load->wrong++;
		return (int)slot;
	}
	load->right++;
	load->octets += len;
	load->additional += bytes_get16(octets + 10);
	return (int)slot;
}

void
load_give_up(struct load *load)
{
	for (unsigned i = 0; i < load->window; i++) {
		struct slot *slot = &load->slots[i];

		if (slot->waiting &&
		    load->now_ns > slot->sent_ns + ASK_LOST_MS * 1000000ull) {
			slot->waiting = false;
			load->waiting--;
			load->lost++;
		}
	}
}

/* the program */

static _Noreturn void
usage(void)
{
	fputs("usage: ask [-t] [-c SOCKETS] [-w WINDOW] [-n COUNT] "
	      "[-s SECONDS] [-r RCODE] PORT QUESTIONS\n",
	      stderr);
	exit(64);
}

static unsigned
number(const char *text, unsigned least, unsigned most)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (end == text || *end || value < least || value > most)
		usage();
	return (unsigned)value;
}

static void
read_arguments(struct load *load, double *seconds, int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "tc:w:n:s:r:")) != -1) {
		if (option == 't')
			load->tcp = true;
		else if (option == 'c')
			load->sockets = number(optarg, 1, ASK_WINDOW_MAX);
		else if (option == 'w')
			load->window = number(optarg, 1, ASK_WINDOW_MAX);
		else if (option == 'n')
			load->count = number(optarg, 1, UINT32_MAX);
		else if (option == 's')
			*seconds = strtod(optarg, NULL);
		else if (option == 'r')
			load->rcode = number(optarg, 0, 15);
		else
			usage();
	}
	if (argc - optind != 2 || (load->count == 0 && *seconds <= 0) ||
	    load->window < load->sockets)
		usage();
	load->server = (struct sockaddr_in){
	    .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)number(argv[optind], 1, UINT16_MAX)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	load->questions = questions_read(argv[optind + 1]);
}

int
main(int argc, char **argv)
{
	static struct load load = {.window = 128, .sockets = 1};
	double seconds = 0;
	uint64_t start;

	read_arguments(&load, &seconds, argc, argv);
	for (unsigned i = 0; i < ASK_WINDOW_MAX; i++)
		load.slots[i].id = (uint16_t)i;
	start = now_ns();
	if (seconds > 0)
		load.until_ns = start + (uint64_t)(seconds * 1e9);
	if (load.tcp)
		ask_tcp(&load);
	else
		ask_udp(&load);
	printf("{\"seconds\": %.6f, \"right\": %" PRIu64 ", \"wrong\": %" PRIu64
	       ", \"lost\": %" PRIu64 ", \"late\": %" PRIu64
	       ", \"reconnected\": %" PRIu64 ", \"octets\": %" PRIu64
	       ", \"additional\": %" PRIu64 "}\n",
	       (double)(now_ns() - start) / 1e9, load.right, load.wrong,
	       load.lost, load.late, load.reconnected, load.octets,
	       load.additional);
	questions_free(&load.questions);
	return EXIT_SUCCESS;
}
