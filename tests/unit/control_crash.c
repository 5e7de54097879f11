/*
 * A server with a state that is killed again and again under load. Each commit
 * adds a name to two zones and takes an older one out of both, so that one half
 * of it would show.
 */
#include "../support/serving.h"
#include "control/book.h"
#include "control/commit.h"
#include "control/state.h"

#include <signal.h>
#include <sys/wait.h>

enum {
	KILLS = 200,
	IN_FLIGHT = 3, /* commits at a time */
	KEPT = 20,     /* names that a zone has */
	WAIT_MAX = 40, /* ms */
};

static const char *const origins[] = {"a.test.", "b.test."};

TestSuite(crash, .init = loading_start, .fini = loading_stop, .timeout = 300);

/* names */

static struct name
number_name(unsigned number, const char *origin,
	    uint8_t into[static NAME_WIRE_MAX])
{
	char text[64];
	struct name name;

	snprintf(text, sizeof text, "n%u.%s", number, origin);
	cr_assert_null(name_from_text(text, strlen(text), NULL, into, &name));
	return name;
}

static struct name
origin_name(const char *origin, uint8_t into[static NAME_WIRE_MAX])
{
	struct name name;

	cr_assert_null(
	    name_from_text(origin, strlen(origin), NULL, into, &name));
	return name;
}

/* the child: commits one after the other, and says which are acknowledged */

static int acknowledged; /* a pipe of unsigned numbers */
static unsigned next, oldest;
static unsigned numbers[IN_FLIGHT];

static void submit(unsigned *number);

static void
on_done(void *context, const struct commit_result *result)
{
	unsigned *number = context;

	if (result->status != COMMIT_DONE ||
	    write(acknowledged, number, sizeof *number) != sizeof *number)
		_exit(1);
	submit(number);
}

static void
submit(unsigned *number)
{
	static const uint8_t rdata[] = {1, 'x'};
	uint8_t wires[2][3][NAME_WIRE_MAX];
	struct change_record records[2];
	struct change changes[4];
	size_t count = 0;

	*number = next++;
	for (unsigned i = 0; i < 2; i++) {
		struct name zone = origin_name(origins[i], wires[i][0]);

		records[i] = (struct change_record){
		    .owner = number_name(*number, origins[i], wires[i][1]),
		    .type = TYPE_TXT,
		    .rdlength = sizeof rdata,
		    .rdata = rdata,
		};
		changes[count++] = (struct change){.kind = CHANGE_ADD,
						   .zone = zone,
						   .records = &records[i],
						   .record_count = 1};
		if (next - oldest <= KEPT)
			continue;
		changes[count++] = (struct change){
		    .kind = CHANGE_DELETE_RRSET,
		    .zone = zone,
		    .owner = number_name(oldest, origins[i], wires[i][2]),
		    .type = TYPE_TXT};
	}
	oldest += next - oldest > KEPT;
	commit_submit(server, &(struct commit_request){changes, count, NULL, 0},
		      on_done, number);
}

static _Noreturn void
run_child(void)
{
	serving_start();
	for (unsigned i = 0; i < IN_FLIGHT; i++)
		submit(&numbers[i]);
	server_run(server);
	_exit(0);
}

/* the parent: kills, and looks at what is left */

struct found {
	unsigned first, last; /* numbers; last 0: none */
	size_t count;
};

static struct found
look(const struct book *book, const char *origin)
{
	struct found found = {0};
	uint8_t wire[NAME_WIRE_MAX];
	struct book_zone *zone = book_find(book, origin_name(origin, wire));

	for (size_t i = 0; zone && i < ledger_count(zone->ledger); i++) {
		const struct record *record = ledger_at(zone->ledger, i);
		unsigned number;
		char text[NAME_TEXT_MAX];

		name_to_text(record_owner(record), text);
		if (record->type != TYPE_TXT ||
		    sscanf(text, "n%u.", &number) != 1)
			continue;
		found.count++;
		if (found.last == 0 || number < found.first)
			found.first = number;
		if (number > found.last)
			found.last = number;
	}
	return found;
}

static void
expect_whole(const char *folder, unsigned last_heard)
{
	char why[STATE_WHY_MAX];
	struct state *state = state_open(folder, why);
	struct book *book;
	struct found a, b;

	cr_assert(state, "%s", why);
	book = state_read(state, 0, why);
	cr_assert(book, "%s", why);
	a = look(book, origins[0]);
	b = look(book, origins[1]);
	cr_assert_eq(a.count, b.count);
	cr_assert_eq(a.first, b.first);
	cr_assert_eq(a.last, b.last);
	cr_assert_eq(a.count, a.last == 0 ? 0 : a.last - a.first + 1);
	cr_assert_leq(a.count, KEPT);
	cr_assert_geq(a.last, last_heard, "an acknowledged commit is lost");
	next = a.last + 1;
	oldest = a.last == 0 ? 1 : a.first;
	book_unref(book);
	state_close(state);
}

/* Returns the last number that was acknowledged. */
static unsigned
run_and_kill(unsigned last_heard)
{
	int ends[2];
	unsigned number;
	pid_t child;

	cr_assert_eq(pipe(ends), 0);
	child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		close(ends[0]);
		acknowledged = ends[1];
		run_child();
	}
	close(ends[1]);
	/* Once it works, at any moment. */
	if (read(ends[0], &number, sizeof number) == sizeof number)
		last_heard = number;
	usleep((useconds_t)rand() % (WAIT_MAX * 1000));
	kill(child, SIGKILL);
	while (read(ends[0], &number, sizeof number) == sizeof number)
		last_heard = number;
	cr_assert_eq(waitpid(child, NULL, 0), child);
	close(ends[0]);
	return last_heard;
}

Test(crash, loses_nothing_acknowledged_and_shows_no_half)
{
	char *folder = in_place("state");
	unsigned heard = 0;
	unsigned before;

	write_zone("a.test.zone", good);
	write_zone("b.test.zone", good);
	set_setting("state", folder);
	next = oldest = 1;
	srand(5);
	for (unsigned i = 0; i < KILLS; i++) {
		before = heard;
		heard = run_and_kill(heard);
		cr_assert_gt(heard, before, "it went on");
		expect_whole(settings[0][1], heard);
	}
}
