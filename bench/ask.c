/*
 * Ask a server as fast as it answers:
 * ask [-t CONNECTIONS] [-w WINDOW] [-n COUNT] [-s SECONDS] [-r RCODE]
 *     PORT QUESTIONS
 *
 * QUESTIONS has lines "NAME TYPE", asked in turn, over and over. One line of
 * JSON says what came of it.
 */
#include "ask.h"

#include "base/alloc.h"
#include "support/queries.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

_Noreturn void
fail(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static uint64_t
now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* questions */

/* One line as a query with an OPT, as resolvers send it; 0: not understood. */
static size_t
encode(char *line, uint8_t into[static ASK_QUERY_MAX])
{
	uint8_t wire[NAME_WIRE_MAX];
	struct test_query query;
	struct name qname;
	uint16_t type;
	char *rest;
	char *name = strtok_r(line, " \t\n", &rest);
	char *word = strtok_r(NULL, " \t\n", &rest);

	if (!word || !rrtype_from_text(word, strlen(word), &type) ||
	    name_from_text(name, strlen(name), &name_root, wire, &qname))
		return 0;
	query_init(&query, qname, type);
	query.edns = true;
	return query_write(&query, into, ASK_QUERY_MAX);
}

static struct questions
read_questions(const char *path)
{
	FILE *file = fopen(path, "r");
	struct questions all = {0};
	size_t room = 0;
	size_t end = 0;
	char line[2048];

	if (!file)
		fail(path);
	while (fgets(line, sizeof line, file)) {
		if (all.count == room) {
			room = room ? 2 * room : 1024;
			all.ends = xrealloc(all.ends, room * sizeof(size_t));
			all.octets = xrealloc(all.octets, room * ASK_QUERY_MAX);
		}
		size_t len = encode(line, all.octets + end);

		if (len == 0) {
			fprintf(stderr, "%s: no question: %s\n", path, line);
			exit(EXIT_FAILURE);
		}
		end += len;
		all.ends[all.count++] = end;
	}
	fclose(file);
	if (all.count == 0) {
		fprintf(stderr, "%s: no questions\n", path);
		exit(EXIT_FAILURE);
	}
	return all;
}

static const uint8_t *
question_octets(const struct questions *all, size_t i, size_t *len)
{
	size_t start = i > 0 ? all->ends[i - 1] : 0;

	*len = all->ends[i] - start;
	return all->octets + start;
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
	query = question_octets(&load->questions, to->question, &len);
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
	    question_octets(&load->questions, slot->question, &query_len);
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
	fputs("usage: ask [-t CONNECTIONS] [-w WINDOW] [-n COUNT] "
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

	while ((option = getopt(argc, argv, "t:w:n:s:r:")) != -1) {
		if (option == 't')
			load->connections = number(optarg, 1, ASK_WINDOW_MAX);
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
	    load->window < load->connections)
		usage();
	load->server = (struct sockaddr_in){
	    .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)number(argv[optind], 1, UINT16_MAX)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	load->questions = read_questions(argv[optind + 1]);
}

int
main(int argc, char **argv)
{
	static struct load load = {.window = 128};
	double seconds = 0;
	uint64_t start;

	read_arguments(&load, &seconds, argc, argv);
	for (unsigned i = 0; i < ASK_WINDOW_MAX; i++)
		load.slots[i].id = (uint16_t)i;
	start = now_ns();
	if (seconds > 0)
		load.until_ns = start + (uint64_t)(seconds * 1e9);
	if (load.connections > 0)
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
	free(load.questions.octets);
	free(load.questions.ends);
	return EXIT_SUCCESS;
}
