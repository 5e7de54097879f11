#include "check/spf.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

/* What may stand behind the word of a term. */
enum {
	DOMAIN_NEVER = 0,
	DOMAIN_MAY = 1,
	DOMAIN_MUST = 2,
	PREFIXES = 4, /* dual-cidr-length */
	ADDRESS = 8,
	MODIFIER = 16, /* "=" instead of ":", and no qualifier */
	ASKS = 32,     /* counts as a DNS lookup (§4.6.4) */
	EXPLAINS = 64, /* the macros c, r and t are for exp= only (§7.2) */
};

/* clang-format off */
static const struct {
	const char *word;
	unsigned form;
} kinds[SPF_KINDS] = {
	[SPF_BROKEN]   = {"", 0},
	[SPF_ALL]      = {"all", DOMAIN_NEVER},
	[SPF_INCLUDE]  = {"include", DOMAIN_MUST | ASKS},
	[SPF_A]        = {"a", DOMAIN_MAY | PREFIXES | ASKS},
	[SPF_MX]       = {"mx", DOMAIN_MAY | PREFIXES | ASKS},
	[SPF_PTR]      = {"ptr", DOMAIN_MAY | ASKS},
	[SPF_IP4]      = {"ip4", ADDRESS},
	[SPF_IP6]      = {"ip6", ADDRESS},
	[SPF_EXISTS]   = {"exists", DOMAIN_MUST | ASKS},
	[SPF_REDIRECT] = {"redirect", DOMAIN_MUST | MODIFIER | ASKS},
	[SPF_EXP]      = {"exp", DOMAIN_MUST | MODIFIER | EXPLAINS},
	[SPF_OTHER]    = {"", MODIFIER},
};
/* clang-format on */

const char *
spf_word(enum spf_kind kind)
{
	return kinds[kind].word;
}

bool
spf_asks(enum spf_kind kind)
{
	return kinds[kind].form & ASKS;
}

static bool
is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alnum(char c)
{
	return is_alpha(c) || is_digit(c);
}

/* A term as it is taken apart: from `at` on, `end` is one past its last. */
struct scan {
	const char *text; /* of the record */
	const char *at, *end;
	struct spf_term *term;
};

/* Always false: for `return broken(...)`. Only the first thing is told. */
static bool
broken(struct scan *scan, const char *from, const char *to, const char *wrong)
{
	struct spf_term *term = scan->term;

	if (!term->wrong) {
		term->wrong = wrong;
		term->wrong_part = (struct spf_part){
		    (size_t)(from - scan->text), (size_t)(to - from)};
	}
	return false;
}

static struct spf_part
part(const struct scan *scan, const char *from, const char *to)
{
	return (struct spf_part){(size_t)(from - scan->text),
				 (size_t)(to - from)};
}

/* macros (§7.1) */

/* One macro-expand at its "%"; returns past it, or NULL. */
static const char *
macro(struct scan *scan, const char *at, const char *end, bool explains)
{
	static const char wrong[] =
	    "not a macro; write %{d} and the like, or %% for a percent sign";
	const char *from = at++;

	if (at < end && (*at == '%' || *at == '_' || *at == '-'))
		return at + 1;
	if (at == end || *at != '{')
		goto bad;
	at++;
	if (at == end || !strchr("slodiphvcrtSLODIPHVCRT", *at))
		goto bad;
	if (strchr("crtCRT", *at) && !explains) {
		broken(scan, from, at + 1,
		       "the macros c, r and t stand only in what exp= leads "
		       "to");
		return NULL;
	}
	for (at++; at < end && is_digit(*at); at++)
		if (*at == '0' && !is_digit(at[-1]))
			goto bad; /* at least one label is kept */
	if (at < end && (*at == 'r' || *at == 'R'))
		at++;
	while (at < end && strchr(".-+,/_=", *at))
		at++;
	if (at < end && *at == '}')
		return at + 1;
bad:
	broken(scan, from, at < end ? at + 1 : end, wrong);
	return NULL;
}

/* macro-string; *last receives where a macro that ends it starts, or NULL. */
static bool
macro_string(struct scan *scan, const char *from, const char *end,
	     const char **last)
{
	bool explains = kinds[scan->term->kind].form & EXPLAINS;

	*last = NULL;
	for (const char *at = from; at < end;) {
		*last = NULL;
		if (*at != '%') {
			at++;
			continue;
		}
		scan->term->macros = true;
		*last = at;
		at = macro(scan, at, end, explains);
		if (!at)
			return false;
	}
	return true;
}

/* §7.1 toplabel: it has a letter, or a hyphen inside. */
static bool
is_top_label(const char *from, const char *end)
{
	bool number = true;

	if (from == end || !is_alnum(from[0]) || !is_alnum(end[-1]))
		return false;
	for (const char *at = from; at < end; at++) {
		if (!is_alnum(*at) && *at != '-')
			return false;
		if (!is_digit(*at))
			number = false;
	}
	return !number;
}

/* No name has a label that is empty or has more than 63 octets; what a macro
 * makes is not known. */
static bool
labels(struct scan *scan, const char *from, const char *end)
{
	const char *dot;

	for (; from < end; from = dot + 1) {
		dot = memchr(from, '.', (size_t)(end - from));
		if (!dot)
			dot = end;
		if (dot == from)
			return broken(scan, from, from + 1,
				      "a label is empty here");
		if (dot - from > 63 && !memchr(from, '%', (size_t)(dot - from)))
			return broken(scan, from, dot,
				      "a label has 63 octets at most");
	}
	return true;
}

/* domain-spec = macro-string domain-end */
static bool
domain_spec(struct scan *scan, const char *from, const char *end)
{
	const char *stop = end;
	const char *dot;
	const char *last;

	if (from == end)
		return broken(scan, from, end,
			      "a domain is missing behind this");
	scan->term->domain = part(scan, from, end);
	if (!macro_string(scan, from, end, &last))
		return false;
	if (!labels(scan, from, end))
		return false;
	if (last)
		return true;
	if (stop > from && stop[-1] == '.')
		stop--;
	dot = memrchr(from, '.', (size_t)(stop - from));
	if (!dot)
		return broken(scan, from, end,
			      "a name of two labels or more stands here, such "
			      "as example.com");
	if (!is_top_label(dot + 1, stop))
		return broken(scan, dot + 1, stop > dot + 1 ? stop : end,
			      "not a top-level name");
	return true;
}

/* prefix lengths (§5.6) */

/* Decimal without leading zeros, up to max. */
static bool
prefix(struct scan *scan, const char *from, const char *end, uint8_t max,
       uint8_t *bits)
{
	static const char wrong[] =
	    "not a prefix length: 0 to 32 for IPv4, 0 to 128 for IPv6, "
	    "without leading zeros";
	unsigned value = 0;

	if (from == end || end - from > 3 || (*from == '0' && end - from > 1))
		return broken(scan, from, end, wrong);
	for (const char *at = from; at < end; at++) {
		if (!is_digit(*at))
			return broken(scan, from, end, wrong);
		value = value * 10 + (unsigned)(*at - '0');
	}
	if (value > max)
		return broken(scan, from, end, wrong);
	*bits = (uint8_t)value;
	return true;
}

/* Digits and slashes at the end of a term, from the first slash; a slash
 * further in front, or in a macro, is part of the domain. */
static const char *
prefixes_start(const char *from, const char *end)
{
	const char *at = end;

	while (at > from && (is_digit(at[-1]) || at[-1] == '/'))
		at--;
	while (at < end && *at != '/')
		at++;
	return at;
}

/* dual-cidr-length = [ "/" bits4 ] [ "//" bits6 ] */
static bool
prefixes(struct scan *scan, const char *from, const char *end)
{
	struct spf_term *term = scan->term;
	const char *six = from; /* where the second part starts */

	while (end - six >= 2 && (six[0] != '/' || six[1] != '/'))
		six++;
	if (end - six < 2)
		six = end;
	if (from < six && !prefix(scan, from + 1, six, 32, &term->prefix4))
		return false;
	return six == end || prefix(scan, six + 2, end, 128, &term->prefix6);
}

/* mechanisms and modifiers */

/* ip4-network or ip6-network with its prefix length. */
static bool
network(struct scan *scan, const char *from, const char *end)
{
	struct spf_term *term = scan->term;
	bool six = term->kind == SPF_IP6;
	const char *slash = memchr(from, '/', (size_t)(end - from));
	const char *stop = slash ? slash : end;
	char address[INET6_ADDRSTRLEN];
	size_t len = (size_t)(stop - from);

	if (len == 0 || len >= sizeof address)
		return broken(scan, from, end,
			      six ? "an IPv6 address stands here"
				  : "an IPv4 address stands here");
	memcpy(address, from, len);
	address[len] = '\0';
	if (inet_pton(six ? AF_INET6 : AF_INET, address, term->address) != 1)
		return broken(scan, from, stop,
			      six ? "not an IPv6 address, such as 2001:db8::1"
				  : "not an IPv4 address, such as 192.0.2.1");
	if (!slash)
		return true;
	return six ? prefix(scan, slash + 1, end, 128, &term->prefix6)
		   : prefix(scan, slash + 1, end, 32, &term->prefix4);
}

/* What stands behind the word of a mechanism. */
static bool
mechanism_value(struct scan *scan)
{
	unsigned form = kinds[scan->term->kind].form;
	const char *end = scan->end;

	if (form & ADDRESS) {
		if (scan->at == end || *scan->at != ':')
			return broken(scan, scan->at, end,
				      "a colon and an address are missing");
		return network(scan, scan->at + 1, end);
	}
	if (form & PREFIXES) {
		end = prefixes_start(scan->at, end);
		if (!prefixes(scan, end, scan->end))
			return false;
	}
	if (scan->at < end && *scan->at == ':') {
		if (!(form & (DOMAIN_MAY | DOMAIN_MUST)))
			return broken(scan, scan->at, end,
				      "nothing stands behind all");
		return domain_spec(scan, scan->at + 1, end);
	}
	if (scan->at < end)
		return broken(scan, scan->at, end,
			      "this does not belong to the mechanism; a blank "
			      "separates terms");
	if (form & DOMAIN_MUST)
		return broken(scan, scan->at, end,
			      "a colon and a domain are missing behind this");
	return true;
}

static enum spf_kind
kind_of(const char *word, size_t len, bool modifier)
{
	for (enum spf_kind i = SPF_ALL; i < SPF_OTHER; i++) {
		if (strlen(kinds[i].word) == len &&
		    strncasecmp(kinds[i].word, word, len) == 0 &&
		    modifier == ((kinds[i].form & MODIFIER) != 0))
			return i;
	}
	return modifier ? SPF_OTHER : SPF_BROKEN;
}

static bool
mechanism(struct scan *scan, const char *word_end)
{
	const char *word = scan->at;

	scan->term->kind = kind_of(word, (size_t)(word_end - word), false);
	if (scan->term->kind == SPF_BROKEN)
		return broken(scan, word,
			      word_end > word ? word_end : scan->end,
			      "no mechanism; there are all, include, a, mx, "
			      "ptr, ip4, ip6 and exists");
	scan->at = word_end;
	return mechanism_value(scan);
}

static bool
modifier(struct scan *scan, const char *equals)
{
	struct spf_term *term = scan->term;
	const char *last;

	if (term->whole.at != (size_t)(scan->at - scan->text))
		return broken(scan, scan->at - 1, scan->at,
			      "a modifier has no qualifier");
	term->kind = kind_of(scan->at, (size_t)(equals - scan->at), true);
	if (kinds[term->kind].form & DOMAIN_MUST)
		return domain_spec(scan, equals + 1, scan->end);
	if (kind_of(scan->at, (size_t)(equals - scan->at), false) != SPF_BROKEN)
		return broken(scan, equals, equals + 1,
			      "behind a mechanism stands a colon; this is read "
			      "as a modifier that nobody knows");
	if (spf_is_record(scan->at, (size_t)(scan->end - scan->at)))
		return broken(scan, scan->at, scan->end,
			      "the version stands at the beginning only");
	return macro_string(scan, equals + 1, scan->end, &last);
}

static bool
only_visible(struct scan *scan)
{
	for (const char *at = scan->at; at < scan->end; at++) {
		if (*at < 0x21 || *at > 0x7e)
			return broken(scan, at, at + 1,
				      "an octet that is no visible ASCII; "
				      "blanks alone separate terms");
	}
	return true;
}

static bool
term_value(struct scan *scan)
{
	struct spf_term *term = scan->term;
	const char *word;

	if (!only_visible(scan))
		return false;
	if (strchr("+-~?", *scan->at)) {
		term->qualifier = *scan->at;
		scan->at++;
	}
	word = scan->at;
	if (word < scan->end && is_alpha(*word)) {
		while (word < scan->end &&
		       (is_alnum(*word) || strchr("-_.", *word)))
			word++;
	}
	if (word < scan->end && *word == '=' && word > scan->at)
		return modifier(scan, word);
	/* What ends a mechanism's word is no digit: ip4, ip6. */
	return mechanism(scan, word);
}

/* §6: redirect and exp at most once each. */
static bool
only_once(struct scan *scan, bool *met)
{
	if (*met)
		return broken(scan, scan->text + scan->term->whole.at,
			      scan->end,
			      "this modifier stands here a second time");
	*met = true;
	return true;
}

bool
spf_is_record(const char *text, size_t len)
{
	return len >= 6 && strncasecmp(text, "v=spf1", 6) == 0 &&
	       (len == 6 || text[6] == ' ');
}

bool
spf_is_almost_record(const char *text, size_t len)
{
	size_t blanks = 0;

	while (blanks < len && (text[blanks] == ' ' || text[blanks] == '"'))
		blanks++;
	text += blanks;
	len -= blanks;
	if (len < 6 || strncasecmp(text, "v=spf1", 6) != 0)
		return false;
	return blanks > 0 || (len > 6 && text[6] != ' ' && !is_digit(text[6]) &&
			      text[6] != '.');
}

void
spf_begin(struct spf *spf, const char *text, size_t len)
{
	*spf = (struct spf){.text = text, .len = len, .at = 6};
}

bool
spf_next(struct spf *spf, struct spf_term *term)
{
	const char *end = spf->text + spf->len;
	const char *from = spf->text + spf->at;

	while (from < end && *from == ' ')
		from++;
	if (from == end)
		return false;

	const char *blank = memchr(from, ' ', (size_t)(end - from));
	struct scan scan = {spf->text, from, blank ? blank : end, term};

	*term =
	    (struct spf_term){.qualifier = '+', .prefix4 = 32, .prefix6 = 128};
	term->whole = part(&scan, from, scan.end);
	spf->at = (size_t)(scan.end - spf->text);
	if (term_value(&scan)) {
		if (term->kind == SPF_REDIRECT)
			only_once(&scan, &spf->redirects);
		else if (term->kind == SPF_EXP)
			only_once(&scan, &spf->explains);
	}
	return true;
}
