/* The sockets of the server, its own and those passed to it. */
#include "base/alloc.h"
#include "config/setting.h"
#include "control/activation.h"
#include "control/listening.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

static struct config config;
static struct diag_sink sink;
static struct listening listening;

static void
start(void)
{
	config_init(&config, NULL);
}

static void
stop(void)
{
	listening_free(&listening);
	config_free(&config);
	diag_free(&sink);
}

TestSuite(listening, .init = start, .fini = stop);

/* As if these were the defaults. */
static void
use_as_defaults(const char *first, const char *second)
{
	config.listen.count = 0;
	cr_assert_null(endpoint_from_text(first, VEC_PUSH(&config.listen)));
	cr_assert_null(endpoint_from_text(second, VEC_PUSH(&config.listen)));
}

static void
use(const char *text)
{
	char why[CONFIG_WHY_MAX];

	cr_assert(config_set_text(&config, setting_get("listen", 6), text, why),
		  "%s", why);
}

static void
expect_complaint(const char *text)
{
	cr_assert_eq(sink.list.count, 1);
	cr_expect(strstr(sink.list.items[0].text, text), "%s",
		  sink.list.items[0].text);
}

Test(listening, has_sockets_of_their_own_for_all_workers)
{
	use("127.0.0.1@0");
	use("127.0.0.2@0");
	cr_assert(listening_open(&listening, &config, 3, &sink));
	cr_assert_eq(listening.count, 2);
	for (size_t worker = 0; worker < 3; worker++) {
		const struct listener *of = listening_of(&listening, worker);

		for (size_t i = 0; i < 2; i++) {
			const struct listener *first =
			    &listening_of(&listening, 0)[i];

			cr_expect_geq(of[i].udp, 0);
			cr_expect_geq(of[i].tcp, 0);
			cr_expect_eq(address_port(&of[i].address),
				     address_port(&first->address));
		}
	}
	cr_expect_neq(listening_of(&listening, 0)[0].udp,
		      listening_of(&listening, 1)[0].udp);
}

Test(listening, a_port_in_use_is_an_error_with_address_and_remedy)
{
	struct listening other = {0};
	union address address;
	char text[ADDRESS_TEXT_MAX];

	use("127.0.0.1@0");
	cr_assert(listening_open(&other, &config, 2, &sink));
	address = listening_of(&other, 0)[0].address;
	address_to_text(&address, text);
	cr_assert_null(endpoint_from_text(text, &config.listen.items[0]));
	cr_expect_not(listening_open(&listening, &config, 2, &sink));
	expect_complaint(text);
	expect_complaint("(UDP)");
	expect_complaint("choose another port");
	listening_free(&other);
}

Test(listening, a_default_address_that_the_machine_lacks_is_left_out)
{
	use_as_defaults("127.0.0.1@0", "2001:db8::1@0");
	cr_assert(listening_open(&listening, &config, 1, &sink));
	cr_expect_eq(listening.count, 1);
	cr_expect_eq(sink.errors, 0);
	expect_complaint("not listening on 2001:db8::1");
}

Test(listening, an_address_that_was_named_must_be_there)
{
	use("127.0.0.1@0");
	use("2001:db8::1@0");
	cr_assert_not(listening_open(&listening, &config, 1, &sink));
	expect_complaint("does not have that address");
	cr_expect_null(listening.listeners);
}

Test(listening, without_any_address_there_is_no_server)
{
	use_as_defaults("192.0.2.1@0", "2001:db8::1@0");
	cr_assert_not(listening_open(&listening, &config, 1, &sink));
	cr_expect_eq(sink.errors, 1);
	cr_expect_eq(sink.warnings, 2);
}

Test(listening, an_address_that_is_named_twice_counts_once)
{
	struct listening probe = {0};
	char text[ADDRESS_TEXT_MAX];

	use("127.0.0.1@0");
	cr_assert(listening_open(&probe, &config, 1, &sink));
	address_to_text(&listening_of(&probe, 0)[0].address, text);
	listening_free(&probe);
	config.listen.count = 0;
	use(text);
	use(text);
	cr_assert(listening_open(&listening, &config, 1, &sink));
	cr_expect_eq(listening.count, 1);
}

/* socket activation */

enum { FIRST_FD = 3 };

static void
pass(const int *fds, int count)
{
	char *pid = xasprintf("%d", getpid());
	char *number = xasprintf("%d", count);

	/* Out of the way first. */
	int copies[8];

	for (int i = 0; i < count; i++)
		copies[i] = fcntl(fds[i], F_DUPFD, 100);
	for (int i = 0; i < count; i++)
		dup2(copies[i], FIRST_FD + i);
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", number, 1);
	setenv("LISTEN_FDNAMES", "a:b", 1);
	free(pid);
	free(number);
}

static bool
same_port(const union address *a, const union address *b)
{
	return address_port(a) == address_port(b);
}

static struct listener
opened(void)
{
	struct listener listener;
	union address address = {0};
	enum transport failed;

	uv_ip4_addr("127.0.0.1", 0, &address.v4);
	cr_assert_eq(listener_open(&listener, &address, SOCKET_ALONE, &failed),
		     0);
	return listener;
}

/* In a process of its own, as the descriptors from 3 on are the runner's. */
static void
expect_in_a_child(bool (*body)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(body() ? 0 : 1);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_expect_eq(status, 0);
}

static bool
takes_pairs(void)
{
	struct listener one = opened();
	struct listener two = opened();
	int fds[] = {one.tcp, two.udp, two.tcp, one.udp};

	pass(fds, 4);
	use("192.0.2.1@53");
	if (!listening_open(&listening, &config, 2, &sink))
		return false;

	const struct listener *first = listening_of(&listening, 0);
	const struct listener *second = listening_of(&listening, 1);

	return listening.count == 2 && first[0].tcp == FIRST_FD &&
	       first[0].udp == FIRST_FD + 3 && second[0].tcp > FIRST_FD + 3 &&
	       same_port(&first[0].address, &one.address) &&
	       same_port(&second[1].address, &two.address) &&
	       !getenv("LISTEN_PID") && !getenv("LISTEN_FDS") &&
	       !getenv("LISTEN_FDNAMES");
}

Test(listening, sockets_of_a_service_manager_replace_those_configured)
{
	expect_in_a_child(takes_pairs);
}

static bool
leaves_those_of_others(void)
{
	struct listener one = opened();

	pass(&one.udp, 1);
	setenv("LISTEN_PID", "1", 1);
	use("127.0.0.1@0");
	return listening_open(&listening, &config, 1, &sink) &&
	       listening.count == 1 &&
	       !same_port(&listening_of(&listening, 0)->address, &one.address);
}

Test(listening, sockets_for_another_process_are_not_taken)
{
	expect_in_a_child(leaves_those_of_others);
}

static bool
refuses_pipes(void)
{
	int pipes[2];

	return pipe(pipes) == 0 && (pass(pipes, 2), true) &&
	       !listening_open(&listening, &config, 1, &sink) &&
	       sink.errors == 1 &&
	       strstr(sink.list.items[0].text, "descriptor 3");
}

Test(listening, what_is_no_socket_cannot_be_served)
{
	expect_in_a_child(refuses_pipes);
}
