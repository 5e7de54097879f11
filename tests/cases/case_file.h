/*
 * Reading .case files: see README.md here.
 */
#ifndef MXD_TESTS_CASE_FILE_H
#define MXD_TESTS_CASE_FILE_H

#include "../support/queries.h"
#include "../support/zones.h"

#include "answer/answer.h"

#include <arpa/inet.h>
#include <stdarg.h>

enum { CASE_LINES_MAX = 200, CASE_QUERY_MAX = 1024, CASE_SECURE_MAX = 4 };

struct test_case {
	const char *path;
	unsigned line; /* of its `case` */
	const char *title;
	uint8_t query[CASE_QUERY_MAX];
	size_t query_len;
	enum transport transport;
	const char *expected[CASE_LINES_MAX];
	unsigned expected_count;
};

/* What cases share; a case is run while it is the current one. */
struct case_file {
	const char *path;
	char *text; /* cut into lines as it is read */
	char *at;
	unsigned line;
	struct zones zones;
	struct view *view; /* of the zones; NULL when they have changed */
	struct zones behind;
	struct view *backdrop; /* likewise; NULL also when there are none */
	struct name secure[CASE_SECURE_MAX];
	uint8_t secure_wire[CASE_SECURE_MAX][NAME_WIRE_MAX];
	struct answer_settings settings;
	uint8_t address[16];
	struct client client;
};

static inline _Noreturn void __attribute__((format(printf, 2, 3)))
case_error(const struct case_file *file, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "%s:%u: ", file->path, file->line);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(EXIT_FAILURE);
}

/* The next line, its blanks at the end cut off; NULL at the end. */
static inline char *
case_next_line(struct case_file *file)
{
	char *line = file->at;

	if (!line || *line == '\0')
		return NULL;

	char *end = strchr(line, '\n');

	file->at = end ? end + 1 : NULL;
	file->line++;
	if (!end)
		end = line + strlen(line);
	while (end > line && strchr(" \t\n", end[-1]))
		end--;
	*end = '\0';
	return line;
}

static inline void
case_changed(struct case_file *file)
{
	view_unref(file->view);
	view_unref(file->backdrop);
	file->view = file->backdrop = NULL;
}

static inline void
case_reset(struct case_file *file)
{
	case_changed(file);
	zones_free(&file->zones);
	zones_free(&file->behind);
	file->settings = (struct answer_settings){.udp_size = 1232};
	memcpy(file->address, (uint8_t[]){192, 0, 2, 100}, 4);
	file->client = (struct client){
	    .address = file->address, .address_len = 4, .now = 1559731985};
}

static inline size_t
case_hex(const struct case_file *file, const char *text, uint8_t *into,
	 size_t size)
{
	size_t len = 0;
	unsigned octet;

	for (; *text; text += 2) {
		if (len == size || sscanf(text, "%2x", &octet) != 1 ||
		    text[1] == '\0')
			case_error(file, "hexadecimal octets, not \"%s\"",
				   text);
		into[len++] = (uint8_t)octet;
	}
	return len;
}

/* Hexadecimal octets and 'text' between blanks. */
static inline void
case_octets(const struct case_file *file, char *words, struct test_case *test)
{
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
		uint8_t *into = test->query + test->query_len;
		size_t room = sizeof test->query - test->query_len;

		if (word[0] != '\'') {
			test->query_len += case_hex(file, word, into, room);
			continue;
		}

		size_t len = strcspn(word + 1, "'");

		if (len > room)
			case_error(file, "too many octets");
		memcpy(into, word + 1, len);
		test->query_len += len;
	}
}

static inline uint16_t
case_code(const struct case_file *file, const struct codes *codes,
	  const char *word)
{
	uint16_t value;

	if (!code_from_text(codes, word, strlen(word), &value))
		case_error(file, "\"%s\" is not known", word);
	return value;
}

/* CODE:HEX */
static inline void
case_option(const struct case_file *file, struct test_query *query,
	    const char *word)
{
	uint8_t data[256];
	char *colon;
	unsigned long code = strtoul(word, &colon, 10);

	if (*colon != ':')
		case_error(file, "CODE:HEX, not \"%s\"", word);
	query_option(query, (uint16_t)code, data,
		     case_hex(file, colon + 1, data, sizeof data));
}

static inline bool
case_plain_option(struct test_query *query, const char *word,
		  enum transport *transport)
{
	if (strcmp(word, "+rd") == 0)
		query->flags |= FLAG_RD;
	else if (strcmp(word, "+ad") == 0)
		query->flags |= FLAG_AD;
	else if (strcmp(word, "+cd") == 0)
		query->flags |= FLAG_CD;
	else if (strcmp(word, "+tcp") == 0)
		*transport = TRANSPORT_TCP;
	else if (strcmp(word, "+edns") == 0)
		query->edns = true;
	else if (strcmp(word, "+do") == 0)
		query->edns_flags |= EDNS_DO;
	else if (strcmp(word, "+nsid") == 0)
		query_option(query, 3, "", 0);
	else if (strcmp(word, "+keepalive") == 0)
		query_option(query, 11, "", 0);
	else
		return false;
	query->edns |= query->edns_flags != 0;
	return true;
}

static inline void
case_value_option(const struct case_file *file, struct test_query *query,
		  char *word)
{
	char *value = strchr(word, '=');
	uint8_t data[256];

	if (!value)
		case_error(file, "no such option: %s", word);
	*value++ = '\0';
	if (strcmp(word, "+class") == 0) {
		query->class = case_code(file, &codes_class, value);
	} else if (strcmp(word, "+opcode") == 0) {
		uint16_t opcode = case_code(file, &codes_opcode, value);

		query->flags = (uint16_t)(query->flags | opcode << 11);
	} else {
		query->edns = true;
		if (strcmp(word, "+edns") == 0)
			query->version = (uint8_t)atoi(value);
		else if (strcmp(word, "+bufsize") == 0)
			query->udp_size = (uint16_t)atoi(value);
		else if (strcmp(word, "+flags") == 0)
			query->edns_flags = (uint16_t)strtoul(value, NULL, 16);
		else if (strcmp(word, "+cookie") == 0)
			query_option(query, 10, data,
				     case_hex(file, value, data, sizeof data));
		else if (strcmp(word, "+opt") == 0)
			case_option(file, query, value);
		else
			case_error(file, "no such option: %s", word);
	}
}

static inline void
case_query(const struct case_file *file, char *words, struct test_case *test)
{
	char *name = strtok(words, " ");
	char *type = strtok(NULL, " ");
	struct test_query query;
	uint8_t wire[NAME_WIRE_MAX];
	uint16_t code;

	if (!type || !rrtype_from_text(type, strlen(type), &code))
		case_error(file, "query NAME TYPE [OPTION...]");
	query_init(&query, zones_name(name, wire), code);
	for (char *word = strtok(NULL, " "); word; word = strtok(NULL, " ")) {
		if (!case_plain_option(&query, word, &test->transport))
			case_value_option(file, &query, word);
	}
	test->query_len = query_write(&query, test->query, sizeof test->query);
}

static inline void
case_client(struct case_file *file, const char *value)
{
	bool six = strchr(value, ':') != NULL;

	if (inet_pton(six ? AF_INET6 : AF_INET, value, file->address) != 1)
		case_error(file, "an address, not \"%s\"", value);
	file->client.address_len = six ? 16 : 4;
}

static inline enum outside
case_outside(const struct case_file *file, const char *value)
{
	if (strcmp(value, "deny") == 0)
		return OUTSIDE_DENY;
	if (strcmp(value, "forward") == 0)
		return OUTSIDE_FORWARD;
	if (strcmp(value, "refuse") != 0)
		case_error(file, "refuse, deny or forward, not %s", value);
	return OUTSIDE_REFUSE;
}

static inline void
case_secure(struct case_file *file, char *value)
{
	struct answer_settings *settings = &file->settings;

	settings->secure = file->secure;
	settings->secure_count = 0;
	for (char *word = strtok(value, " "); word; word = strtok(NULL, " ")) {
		size_t i = settings->secure_count++;

		if (i == CASE_SECURE_MAX)
			case_error(file, "too many zones");
		file->secure[i] = zones_name(word, file->secure_wire[i]);
	}
}

static inline void
case_set(struct case_file *file, char *words)
{
	struct answer_settings *settings = &file->settings;
	char *key = words;
	char *value = strchr(words, ' ');

	if (!value)
		case_error(file, "set KEY VALUE");
	*value++ = '\0';
	if (strcmp(key, "udp-size") == 0) {
		settings->udp_size = (uint16_t)atoi(value);
	} else if (strcmp(key, "nsid") == 0) {
		settings->nsid_len = (uint8_t)strlen(value);
		memcpy(settings->nsid, value, settings->nsid_len);
	} else if (strcmp(key, "version") == 0) {
		settings->version_bind = value;
	} else if (strcmp(key, "id") == 0) {
		settings->id_server = value;
	} else if (strcmp(key, "keepalive") == 0) {
		settings->tcp_keepalive = (uint16_t)atoi(value);
	} else if (strcmp(key, "name-zones") == 0) {
		settings->refused_names_zones = strcmp(value, "yes") == 0;
	} else if (strcmp(key, "outside") == 0) {
		settings->outside = case_outside(file, value);
	} else if (strcmp(key, "secure") == 0) {
		case_secure(file, value);
	} else if (strcmp(key, "secret") == 0) {
		case_hex(file, value, settings->cookie_secret,
			 COOKIE_SECRET_LEN);
	} else if (strcmp(key, "client") == 0) {
		case_client(file, value);
	} else if (strcmp(key, "now") == 0) {
		file->client.now = (uint32_t)strtoul(value, NULL, 10);
	} else {
		case_error(file, "no such setting: %s", key);
	}
}

/* The text up to `end`, or a file below tests/cases/. */
static inline void
case_zone(struct case_file *file, struct zones *zones, char *words)
{
	char *origin = strtok(words, " ");
	char *path = strtok(NULL, " ");
	char *text = file->at;
	char whole[256];

	case_changed(file);
	if (path) {
		snprintf(whole, sizeof whole, "tests/cases/%s", path);
		zones_add(zones, zones_from_file(origin, whole));
		return;
	}
	for (;;) {
		char *start = file->at;

		if (!start)
			case_error(file, "a zone without `end`");
		file->line++;
		file->at = strchr(start, '\n');
		if (file->at)
			file->at++;
		if (strncmp(start, "end\n", 4) == 0) {
			*start = '\0';
			break;
		}
	}
	zones_add_text(zones, origin, text);
}

static inline void
case_refused(struct case_file *file, char *words)
{
	char *why = strchr(words, ' ');

	if (!why)
		case_error(file, "refused ORIGIN REASON");
	*why++ = '\0';
	case_changed(file);
	zones_add_refused(&file->zones, words, why);
}

static inline void
case_read(struct case_file *file, char *title, struct test_case *test)
{
	char *line;

	*test = (struct test_case){
	    .path = file->path, .line = file->line, .title = title};
	while ((line = case_next_line(file)) && *line) {
		if (strncmp(line, "query ", 6) == 0) {
			case_query(file, line + 6, test);
		} else if (strncmp(line, "octets ", 7) == 0) {
			case_octets(file, line + 7, test);
		} else if (*line != ';') {
			if (test->expected_count == CASE_LINES_MAX)
				case_error(file, "too many lines");
			test->expected[test->expected_count++] = line;
		}
	}
	if (test->query_len == 0 || test->expected_count == 0)
		case_error(file, "a case needs a query and what to expect");
	file->client.transport = test->transport;
	if (!file->view)
		file->view = zones_view(&file->zones);
	for (size_t i = 0; i < file->behind.count; i++)
		file->behind.list[i].backdrop = true;
	if (!file->backdrop && file->behind.count > 0)
		file->backdrop = zones_view(&file->behind);
	file->settings.backdrop = file->backdrop;
}

/* Go on to the next case; false at the end of the file. */
static inline bool
case_file_next(struct case_file *file, struct test_case *test)
{
	char *line;

	while ((line = case_next_line(file))) {
		if (*line == '\0' || *line == ';')
			continue;
		if (strncmp(line, "zone ", 5) == 0)
			case_zone(file, &file->zones, line + 5);
		else if (strncmp(line, "behind ", 7) == 0)
			case_zone(file, &file->behind, line + 7);
		else if (strncmp(line, "refused ", 8) == 0)
			case_refused(file, line + 8);
		else if (strncmp(line, "set ", 4) == 0)
			case_set(file, line + 4);
		else if (strcmp(line, "reset") == 0)
			case_reset(file);
		else if (strncmp(line, "case ", 5) == 0)
			break;
		else
			case_error(file, "not a line of a case file: %s", line);
	}
	if (!line)
		return false;
	case_read(file, line + 5, test);
	return true;
}

static inline void
case_file_open(struct case_file *file, const char *path)
{
	struct sources sources = {0};
	char why[SOURCE_WHY_MAX];
	uint32_t number;

	*file = (struct case_file){.path = path};
	if (!sources_read(&sources, path, &number, why))
		case_error(file, "%s", why);
	file->text = xstrndup(sources_get(&sources, number)->text,
			      sources_get(&sources, number)->size);
	sources_free(&sources);
	file->at = file->text;
	case_reset(file);
}

static inline void
case_file_close(struct case_file *file)
{
	case_changed(file);
	zones_free(&file->zones);
	zones_free(&file->behind);
	free(file->text);
}

#endif
