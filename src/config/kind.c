#include "config/kind.h"
#include "base/alloc.h"
#include "base/nearest.h"
#include "dns/name.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool say(char *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Why not, in words; false, to be returned. */
static bool
say(char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_format(why, CONFIG_WHY_MAX, format, args);
	va_end(args);
	return false;
}

/* yes or no */

static bool
bool_set(const struct setting *setting, void *value,
	 const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	static const struct {
		const char *word;
		bool value;
	} words[] = {
	    {"yes", true},    {"no", false}, {"true", true},
	    {"false", false}, {"on", true},  {"off", false},
	};

	(void)setting;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcasecmp(text->text, words[i].word) == 0) {
			*(bool *)value = words[i].value;
			return true;
		}
	}
	return say(why, "must be yes or no");
}

const struct setting_kind kind_bool = {
    .what = "yes or no", .flag = true, .set = bool_set};

/* numbers */

/* Decimal digits only; nothing is said of what is out of range. */
static bool
number(const char *text, size_t len, uint32_t min, uint32_t max,
       uint32_t *value)
{
	uint64_t sum = 0;

	if (len == 0)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		sum = sum * 10 + (uint64_t)(text[i] - '0');
		if (sum > max)
			return false;
	}
	if (sum < min)
		return false;
	*value = (uint32_t)sum;
	return true;
}

static bool
number_set(const struct setting *setting, void *value,
	   const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	if (number(text->text, text->len, setting->min, setting->max, value))
		return true;
	return say(why, "must be a number from %u to %u", setting->min,
		   setting->max);
}

const struct setting_kind kind_number = {.what = "a number", .set = number_set};

static bool
workers_set(const struct setting *setting, void *value,
	    const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	if (strcmp(text->text, "auto") == 0) {
		*(uint32_t *)value = 0;
		return true;
	}
	if (number(text->text, text->len, setting->min, setting->max, value))
		return true;
	return say(why, "must be a number from %u to %u, or auto", setting->min,
		   setting->max);
}

const struct setting_kind kind_workers = {.what = "a number, or auto",
					  .set = workers_set};

/* texts */

static void
text_clear(void *value)
{
	char **text = value;

	free(*text);
	*text = NULL;
}

static bool
text_set(const struct setting *setting, void *value,
	 const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	if (text->len > setting->max)
		return say(why, "is %zu octets long, more than %u", text->len,
			   setting->max);
	text_clear(value);
	if (text->len > 0)
		*(char **)value = xstrndup(text->text, text->len);
	return true;
}

const struct setting_kind kind_text = {
    .what = "a text", .set = text_set, .clear = text_clear};

/* A relative path of a file is from that file's folder. */
static bool
path_set(const struct setting *setting, void *value,
	 const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	(void)setting;
	(void)why;
	text_clear(value);
	if (text->len > 0 && text->folder && text->text[0] != '/')
		*(char **)value = xasprintf("%s/%s", text->folder, text->text);
	else if (text->len > 0)
		*(char **)value = xstrndup(text->text, text->len);
	return true;
}

const struct setting_kind kind_path = {
    .what = "a path", .set = path_set, .clear = text_clear};

static bool
level_set(const struct setting *setting, void *value,
	  const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	(void)setting;
	if (log_level_from_text(text->text, value))
		return true;
	return say(why, "must be error, warning, info or debug");
}

const struct setting_kind kind_level = {.what = "a word", .set = level_set};

/* secrets: two members of struct config, see its row */

static int
hex_digit(char digit)
{
	static const char digits[] = "0123456789abcdef";
	const char *at =
	    memchr(digits, bytes_fold((uint8_t)digit), sizeof digits - 1);

	return at ? (int)(at - digits) : -1;
}

static bool
secret_wrong(char *why)
{
	return say(why, "must be %d hex digits, or random",
		   CONFIG_SECRET_LEN * 2);
}

static bool
secret_set(const struct setting *setting, void *value,
	   const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	uint8_t key[CONFIG_SECRET_LEN];
	struct config_secret *secret = value;

	(void)setting;
	if (strcmp(text->text, "random") == 0) {
		*secret = (struct config_secret){.random = true};
		return true;
	}
	if (text->len != sizeof key * 2)
		return secret_wrong(why);
	for (size_t i = 0; i < text->len; i++) {
		int digit = hex_digit(text->text[i]);

		if (digit < 0)
			return secret_wrong(why);
		key[i / 2] = (uint8_t)(i % 2 ? key[i / 2] | digit : digit << 4);
	}
	memcpy(secret->key, key, sizeof key);
	secret->random = false;
	return true;
}

const struct setting_kind kind_secret = {.what = "32 hex digits, or random",
					 .set = secret_set};

/* addresses */

static void
endpoint_clear(void *value)
{
	struct endpoints *list = value;

	free(list->items);
	*list = (struct endpoints){0};
}

static bool
endpoint_set(const struct setting *setting, void *value,
	     const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	struct endpoints *list = value;
	struct endpoint endpoint;
	const char *wrong = endpoint_from_text(text->text, &endpoint);

	(void)setting;
	if (wrong)
		return say(why, "%s", wrong);
	*VEC_PUSH(list) = endpoint;
	return true;
}

const struct setting_kind kind_endpoint = {.what = "a list of addresses",
					   .list = true,
					   .set = endpoint_set,
					   .clear = endpoint_clear};

static bool
control_set(const struct setting *setting, void *value,
	    const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	const char *wrong =
	    control_address_from_text(text->text, text->folder, value);

	(void)setting;
	return wrong ? say(why, "%s", wrong) : true;
}

const struct setting_kind kind_control = {.what = "an address, or a socket",
					  .set = control_set};

/* lists of texts */

static void
texts_clear(void *value)
{
	struct texts *list = value;

	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct texts){0};
}

/* A name of a machine, as a URL has it. */
static bool
host_set(const struct setting *setting, void *value,
	 const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	struct texts *list = value;

	(void)setting;
	if (text->len == 0 || text->len > NAME_TEXT_MAX ||
	    strpbrk(text->text, ":/@ "))
		return say(why, "must be a name without a port, as in mxd.lab");
	*VEC_PUSH(list) = xstrndup(text->text, text->len);
	return true;
}

const struct setting_kind kind_host = {.what = "a list of names",
				       .list = true,
				       .set = host_set,
				       .clear = texts_clear};

/* zones */

/* What stands before the first "=" is an origin, unless it is a folder. */
static size_t
origin_len(const char *text)
{
	size_t len = strcspn(text, "=/");

	return text[len] == '=' ? len : 0;
}

static bool
zone_set(const struct setting *setting, void *value,
	 const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	uint8_t wire[NAME_WIRE_MAX];
	struct texts *list = value;
	struct name name;
	size_t len = origin_len(text->text);
	const char *path = text->text + len + (text->text[len] == '=');
	const char *wrong =
	    len == 0 ? NULL
		     : name_from_text(text->text, len, &name_root, wire, &name);

	(void)setting;
	if (wrong)
		return say(why, "the origin: %s", wrong);
	if (*path == '\0' || *text->text == '=')
		return say(why, "must be a file, a folder or ORIGIN=FILE");
	if (text->folder && path[0] != '/')
		*VEC_PUSH(list) =
		    xasprintf("%.*s%s/%s", (int)(path - text->text), text->text,
			      text->folder, path);
	else
		*VEC_PUSH(list) = xstrndup(text->text, text->len);
	return true;
}

const struct setting_kind kind_zone = {.what = "a list of files and folders",
				       .list = true,
				       .set = zone_set,
				       .clear = texts_clear};

/* rules */

/* Whether there is a rule of that name, and whether it may be allowed. */
static bool
rule_check(const struct setting_text *text, size_t len, bool *allowable,
	   char why[static CONFIG_WHY_MAX])
{
	struct nearest nearest = nearest_to(text->text, len);
	const char *id;

	*allowable = true;
	if (!text->rule_id)
		return true;
	for (size_t i = 0; (id = text->rule_id(i, allowable)); i++) {
		if (strlen(id) == len && memcmp(id, text->text, len) == 0)
			return true;
		nearest_try(&nearest, id);
	}
	if (nearest.word)
		return say(why, "is no rule; did you mean %s?", nearest.word);
	return say(why, "is no rule");
}

static bool
rule_set(const struct setting *setting, void *value,
	 const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	struct texts *list = value;
	bool allowable;

	(void)setting;
	if (!rule_check(text, text->len, &allowable, why))
		return false;
	if (!allowable)
		return say(why,
			   "cannot be allowed: a zone that breaks %s cannot be "
			   "served",
			   text->text);
	*VEC_PUSH(list) = xstrndup(text->text, text->len);
	return true;
}

const struct setting_kind kind_rule = {.what = "a list of rules",
				       .list = true,
				       .set = rule_set,
				       .clear = texts_clear};

/* A rule, "=" and how serious it is (check/rule.h). */
static bool
rule_level_set(const struct setting *setting, void *value,
	       const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	static const char *const levels[] = {"off", "note", "warn", "refuse"};
	struct texts *list = value;
	size_t len = strcspn(text->text, "=");
	const char *level = text->text + len + 1;
	bool allowable;
	bool known = false;

	(void)setting;
	if (text->text[len] == '\0')
		return say(why, "must be a rule and a level, as in "
				"mx-single=warn");
	if (!rule_check(text, len, &allowable, why))
		return false;
	for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
		known |= strcmp(level, levels[i]) == 0;
	if (!known)
		return say(why, "must be off, note, warn or refuse");
	if (!allowable && strcmp(level, "refuse") != 0)
		return say(why, "must be refuse: a zone that breaks this rule "
				"cannot be served");
	*VEC_PUSH(list) = xstrndup(text->text, text->len);
	return true;
}

const struct setting_kind kind_rule_level = {.what = "a list of RULE=LEVEL",
					     .list = true,
					     .pairs = true,
					     .set = rule_level_set,
					     .clear = texts_clear};

/* what becomes of names in no zone */

static bool
outside_set(const struct setting *setting, void *value,
	    const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	static const char *const words[] = {
	    [CONFIG_OUTSIDE_REFUSED] = "refused",
	    [CONFIG_OUTSIDE_NXDOMAIN] = "nxdomain",
	    [CONFIG_OUTSIDE_FORWARD] = "forward",
	    [CONFIG_OUTSIDE_SINK] = "sink",
	};

	(void)setting;
	for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(text->text, words[i]) == 0) {
			*(enum config_outside *)value = (enum config_outside)i;
			return true;
		}
	}
	return say(why, "must be refused, nxdomain, forward or sink");
}

const struct setting_kind kind_outside = {.what = "a word", .set = outside_set};

/* One address of a list between commas, or what would be right. */
static const char *
address_from_text(const char *text, size_t len, struct endpoint *endpoint)
{
	char address[ENDPOINT_ADDRESS_MAX];
	bool good = len < sizeof address && !memchr(text, '@', len) &&
		    !memchr(text, '%', len);

	if (good) {
		memcpy(address, text, len);
		address[len] = '\0';
		good = !endpoint_from_text(address, endpoint);
	}
	return good ? NULL
		    : "must be an address without a port, as in 192.0.2.25";
}

/* Those of a text between commas, added to the list if there is one. */
static const char *
read_addresses(const char *at, struct endpoints *list)
{
	do {
		size_t len = strcspn(at, ",");
		struct endpoint endpoint;
		const char *wrong = address_from_text(at, len, &endpoint);

		if (wrong)
			return wrong;
		if (list)
			*VEC_PUSH(list) = endpoint;
		at += len;
	} while (*at++ == ',');
	return NULL;
}

static bool
addresses_set(const struct setting *setting, void *value,
	      const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	const char *wrong = read_addresses(text->text, NULL);

	(void)setting;
	if (wrong)
		return say(why, "%s", wrong);
	read_addresses(text->text, value);
	return true;
}

const struct setting_kind kind_addresses = {.what = "a list of addresses",
					    .list = true,
					    .set = addresses_set,
					    .clear = endpoint_clear};

static bool
name_set(const struct setting *setting, void *value,
	 const struct setting_text *text, char why[static CONFIG_WHY_MAX])
{
	char absolute[NAME_TEXT_MAX];
	uint8_t wire[NAME_WIRE_MAX];
	struct texts *list = value;
	struct name name;
	const char *wrong =
	    name_from_text(text->text, text->len, &name_root, wire, &name);

	(void)setting;
	if (wrong)
		return say(why, "%s", wrong);
	*VEC_PUSH(list) = xstrndup(absolute, name_to_text(name, absolute));
	return true;
}

const struct setting_kind kind_name = {.what = "a list of names",
				       .list = true,
				       .set = name_set,
				       .clear = texts_clear};
