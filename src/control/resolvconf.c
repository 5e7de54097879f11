#include "control/resolvconf.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { NDOTS_MAX = 15 /* RES_MAXNDOTS */ };

static void
forget(struct texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		free(texts->items[i]);
	free(texts->items);
	*texts = (struct texts){0};
}

static void
take_server(struct resolvconf *conf, const char *word)
{
	struct endpoint endpoint;

	/* glibc knows no ports here: an @ is as strange to it as a name. */
	if (strchr(word, '@') || endpoint_from_text(word, &endpoint))
		*VEC_PUSH(&conf->strange) = xstrndup(word, strlen(word));
	else
		*VEC_PUSH(&conf->servers) = endpoint;
}

static void
take_option(struct resolvconf *conf, const char *word)
{
	if (strncmp(word, "ndots:", 6) == 0) {
		unsigned long ndots = strtoul(word + 6, NULL, 10);

		conf->ndots = ndots > NDOTS_MAX ? NDOTS_MAX : (unsigned)ndots;
	} else if (strcmp(word, "trust-ad") == 0) {
		conf->trust_ad = true;
	}
}

/* One line, which is cut into words. */
static void
read_line(struct resolvconf *conf, char *line)
{
	char *rest;
	const char *key = strtok_r(line, " \t\r", &rest);
	bool search;

	/* A key stands at the start of its line; ; and # begin comments. */
	if (!key || key != line || *key == ';' || *key == '#')
		return;
	search = strcmp(key, "search") == 0 || strcmp(key, "domain") == 0;
	if (search)
		forget(&conf->search);
	for (const char *word; (word = strtok_r(NULL, " \t\r", &rest));) {
		if (search) {
			*VEC_PUSH(&conf->search) = xstrndup(word, strlen(word));
		} else if (strcmp(key, "options") == 0) {
			take_option(conf, word);
		} else if (strcmp(key, "nameserver") == 0) {
			take_server(conf, word);
			return;
		}
	}
}

void
resolvconf_read(struct resolvconf *conf, const char *text)
{
	conf->ndots = 1;
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		char *line = xstrndup(text, len);

		read_line(conf, line);
		free(line);
		text += len + (text[len] == '\n');
	}
}

void
resolvconf_free(struct resolvconf *conf)
{
	free(conf->servers.items);
	forget(&conf->search);
	forget(&conf->strange);
	*conf = (struct resolvconf){0};
}
