#include "cli/route_text.h"

#include <inttypes.h>
#include <uv.h>

enum {
	BAR = 40,        /* columns of the longest bar */
	REMARK_MAX = 64, /* octets, of a remark that is made */
};

/* What there is to say of a host beside its addresses: NULL, or a text that
 * may be put into `text`. */
static const char *
remark(const struct route *route, const struct route_host *host,
       char text[static REMARK_MAX])
{
	switch (host->state) {
	case HOST_READY:
		return NULL;
	case HOST_OUTSIDE:
		return "not in these zones: its address is not known here";
	case HOST_DOWN:
		return "down";
	case HOST_ALIAS:
		return "not used: an exchange must not be an alias (RFC 2181 "
		       "§10.3); Postfix, Exim and OpenSMTPD follow it";
	case HOST_NO_ADDRESS:
		return "not used: it has no address";
	case HOST_NO_NAME:
		return "not used: there is no such name";
	case HOST_FAILED:
		return "not now: its address cannot be looked up (4.4.3)";
	case HOST_SELF:
		return "not used: the sender itself";
	case HOST_BEHIND_SELF:
		return "not used: not preferred to the sender itself";
	case HOST_OVER_LIMIT:
		snprintf(text, REMARK_MAX,
			 "not tried: the sender tries %u addresses",
			 route->sender->address_limit);
		return text;
	}
	return NULL;
}

static int
longest_name(const struct route *route)
{
	char text[NAME_TEXT_MAX];
	size_t longest = 0;

	for (size_t i = 0; i < route->hosts.count; i++) {
		size_t len = name_to_text(route->hosts.items[i].name, text);

		if (len > longest)
			longest = len;
	}
	return (int)longest;
}

static void
put_host(const struct route *route, size_t index, int width, bool shared,
	 FILE *stream)
{
	char text[NAME_TEXT_MAX];
	const char *between = "  ";
	const struct route_host *host = &route->hosts.items[index];
	char made[REMARK_MAX];
	const char *said = remark(route, host, made);

	name_to_text(host->name, text);
	fprintf(stream, "%5u%c %-*s", host->preference, shared ? '*' : ' ',
		said || host->addresses.count > 0 ? width : 0, text);
	for (size_t i = 0; i < host->addresses.count; i++) {
		char address[ROUTE_ADDRESS_MAX];

		route_address_text(&host->addresses.items[i], address);
		fprintf(stream, "%s%s", between, address);
		between = ", ";
	}
	if (host->alias && host->state != HOST_ALIAS)
		fputs("  (an alias)", stream);
	if (said)
		fprintf(stream, "  (%s)", said);
	fputc('\n', stream);
}

static void
put_hosts(const struct route *route, FILE *stream)
{
	int width = longest_name(route);
	bool random = false;
	size_t group;

	for (size_t i = 0; i < route->hosts.count; i += group) {
		group = route_group(route, i);
		random |= group > 1;
		for (size_t k = i; k < i + group; k++)
			put_host(route, k, width, group > 1, stream);
	}
	if (random)
		fputs("      * equal preference: picked at random\n", stream);
}

static void
put_head(const struct route_report *report, FILE *stream)
{
	const struct route *route = report->route;
	char domain[NAME_TEXT_MAX];

	name_to_text(report->domain, domain);
	fprintf(stream, "%s as %s:%s", domain, route->sender->name,
		route->alias ? " an alias;" : "");
	if (route->implicit)
		fputs(" no MX, so the domain is its own exchange (RFC 5321 "
		      "§5.1)\n",
		      stream);
	else if (route->hosts.count > 0)
		fprintf(stream, " %zu MX, the lowest preference first\n",
			route->hosts.count);
	else
		fputs(" no host\n", stream);
}

/* The hosts of the first group that takes mail. */
static void
put_takers(const struct route *route, FILE *stream)
{
	const struct route_host *first = NULL;
	const char *between = "deliver: ";
	char text[NAME_TEXT_MAX];

	for (size_t i = 0; i < route->hosts.count; i++) {
		const struct route_host *host = &route->hosts.items[i];

		if (!route_host_takes(host))
			continue;
		if (!first)
			first = host;
		if (host->preference != first->preference)
			break;
		name_to_text(host->name, text);
		fprintf(stream, "%s%s", between, text);
		between = " or ";
	}
	fputc('\n', stream);
}

static void
put_verdict(const struct route *route, FILE *stream)
{
	const char *word = route_verdict_word(route->verdict);

	if (route->verdict == ROUTE_DELIVER)
		put_takers(route, stream);
	else if (!route->reply)
		fprintf(stream, "%s: the domain is not in these zones\n", word);
	else
		fprintf(stream, "%s: %s%s%s\n", word, route->reply->code,
			*route->reply->code ? ": " : "", route->reply->words);
}

static void
put_bar(const char *name, int width, uint64_t count, uint64_t of, FILE *stream)
{
	double share = (double)count / (double)of;
	int columns = (int)(share * BAR + 0.5);

	fprintf(stream, "  %-*s %8" PRIu64 " %5.1f%% ", width, name, count,
		share * 100);
	for (int i = 0; i < columns; i++)
		fputc('#', stream);
	fputc('\n', stream);
}

static void
put_tally(const struct route_report *report, FILE *stream)
{
	const struct route_tally *tally = report->tally;
	int width = longest_name(report->route);

	fprintf(stream, "%" PRIu64 " message%s:\n", tally->messages,
		tally->messages == 1 ? "" : "s");
	for (size_t i = 0; i < report->route->hosts.count; i++) {
		char text[NAME_TEXT_MAX];

		name_to_text(report->route->hosts.items[i].name, text);
		put_bar(text, width, tally->counts[i], tally->messages, stream);
	}
	if (tally->kept > 0)
		put_bar("(none)", width, tally->kept, tally->messages, stream);
}

static void
put_probe(const struct probe *probe, FILE *stream)
{
	const char *between = "    EHLO: ";

	fprintf(stream, "%s\n",
		probe->greeting ? probe->greeting : uv_strerror(probe->error));
	for (size_t i = 0; i < probe->capabilities.count; i++) {
		fprintf(stream, "%s%s", between, probe->capabilities.items[i]);
		between = ", ";
	}
	if (probe->capabilities.count > 0)
		fputc('\n', stream);
	if (probe->ready && probe->helo)
		fputs("    EHLO: refused; HELO is taken\n", stream);
	if (probe->ready)
		fprintf(stream, "    STARTTLS: %s\n",
			probe->starttls ? "offered" : "not offered");
	else if (probe->greeting)
		fprintf(stream, "    takes no mail: %s\n",
			probe->error ? uv_strerror(probe->error)
				     : "not 220, or EHLO and HELO were "
				       "refused");
}

static void
put_greetings(const struct route_report *report, FILE *stream)
{
	const struct route_greetings *greetings = report->greetings;

	fprintf(stream, "greeted on port %u:\n", greetings->port);
	for (size_t i = 0; i < greetings->list.count; i++) {
		const struct route_greeted *greeted = &greetings->list.items[i];
		char name[NAME_TEXT_MAX];
		char address[ROUTE_ADDRESS_MAX];

		name_to_text(report->route->hosts.items[greeted->host].name,
			     name);
		route_address_text(greeted->address, address);
		fprintf(stream, "  %s %s: ", name, address);
		put_probe(&greeted->probe, stream);
	}
}

void
route_text(const struct route_report *report, FILE *stream)
{
	put_head(report, stream);
	put_hosts(report->route, stream);
	put_verdict(report->route, stream);
	if (report->tally->messages > 0)
		put_tally(report, stream);
	if (report->greetings)
		put_greetings(report, stream);
}
