/* What the configuration says, as workers read it. */
#include "config/setting.h"
#include "control/generation.h"

#include <criterion/criterion.h>
#include <string.h>

static struct config config;

static void
start(void)
{
	config_init(&config, NULL);
}

static void
stop(void)
{
	config_free(&config);
}

TestSuite(generation, .init = start, .fini = stop);

static const uint8_t random_secret[COOKIE_SECRET_LEN] = "random";

static void
set(const char *name, const char *text)
{
	char why[CONFIG_WHY_MAX];

	cr_assert(config_set_text(&config, setting_get(name, strlen(name)),
				  text, why),
		  "%s: %s", name, why);
}

static struct generation *
made(size_t workers)
{
	struct listening listening = {0};
	struct diag_sink sink = {0};
	struct outside_policy *outside =
	    outside_new(&config, &listening, &sink);

	cr_assert_not_null(outside);
	return generation_new(&config, workers, view_new(NULL, 0), outside,
			      random_secret);
}

Test(generation, has_the_defaults)
{
	struct generation *generation = made(1);
	const struct answer_settings *answer = &generation->serving.answer;

	cr_expect_eq(generation->serving.view, generation->view);
	cr_expect_eq(answer->udp_size, 1232);
	cr_expect_eq(answer->nsid_len, 0);
	cr_expect_arr_eq(answer->cookie_secret, random_secret,
			 COOKIE_SECRET_LEN);
	cr_expect_eq(answer->tcp_keepalive, 100, "10 s in units of 100 ms");
	cr_expect_null(answer->version_bind);
	cr_expect_null(answer->id_server);
	cr_expect_not(answer->refused_names_zones);
	cr_expect_eq(generation->serving.tcp.idle_ms, 10000);
	cr_expect_eq(generation->serving.tcp.connections, 1000);
	generation_free(generation);
}

Test(generation, copies_what_is_configured)
{
	set("udp-size", "4096");
	set("nsid", "lab 1");
	set("version-bind", "none of your business");
	set("id-server", "lab");
	set("refused-names-zones", "yes");
	set("cookie-secret", "000102030405060708090a0b0c0d0e0f");
	set("tcp-idle-timeout", "6553");

	struct generation *generation = made(1);
	const struct answer_settings *answer = &generation->serving.answer;

	config_free(&config);
	cr_expect_eq(answer->udp_size, 4096);
	cr_assert_eq(answer->nsid_len, 5);
	cr_expect_arr_eq(answer->nsid, "lab 1", 5);
	cr_expect_str_eq(answer->version_bind, "none of your business");
	cr_expect_str_eq(answer->id_server, "lab");
	cr_expect(answer->refused_names_zones);
	for (uint8_t i = 0; i < COOKIE_SECRET_LEN; i++)
		cr_expect_eq(answer->cookie_secret[i], i);
	cr_expect_eq(answer->tcp_keepalive, 65530);
	generation_free(generation);
	config_init(&config, NULL);
}

Test(generation, gives_each_worker_its_share_of_the_connections)
{
	set("tcp-connections", "1000");
	set("tcp-connections-per-client", "10");

	struct generation *generation = made(3);

	cr_expect_eq(generation->serving.tcp.connections, 334);
	cr_expect_eq(generation->serving.tcp.per_client, 4);
	generation_free(generation);

	set("tcp-connections-per-client", "0");
	generation = made(3);
	cr_expect_eq(generation->serving.tcp.per_client, 0, "no limit");
	generation_free(generation);
}
