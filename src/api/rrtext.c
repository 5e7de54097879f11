#include "api/rrtext.h"
#include "base/alloc.h"
#include "base/log.h"
#include "control/tojson.h"
#include "dns/rdata.h"
#include "zone/lexer.h"

#include <stdlib.h>
#include <string.h>

/* Content of one record, however it is escaped. */
enum { CONTENT_MAX = LEXER_TOKEN_MAX };

static bool say(char *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool
say(char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_format(why, RRTEXT_WHY_MAX, format, args);
	va_end(args);
	return false;
}

static void *
keep(struct rrtext_memory *memory, void *owned)
{
	*VEC_PUSH(&memory->owned) = owned;
	return owned;
}

void
rrtext_memory_free(struct rrtext_memory *memory)
{
	for (size_t i = 0; i < memory->owned.count; i++)
		free(memory->owned.items[i]);
	free(memory->owned.items);
	*memory = (struct rrtext_memory){0};
}

/* owners and types */

const char *
rrtext_owner(const char *text, struct name origin, struct rrtext_memory *memory,
	     struct name *owner)
{
	uint8_t *wire = keep(memory, xalloc(NAME_WIRE_MAX));
	size_t len = strlen(text);
	const char *wrong;

	/* "www.example.com" in example.com. is no www.example.com.example.com.,
	 * whatever a master file says. */
	wrong = name_from_text(text, len, &name_root, wire, owner);
	if (!wrong && strcmp(text, "@") != 0 &&
	    name_is_within(*owner, origin) && !name_equal(origin, name_root))
		return NULL;
	return name_from_text(text, len, &origin, wire, owner);
}

bool
rrtext_type(const char *text, uint16_t *type, char why[static RRTEXT_WHY_MAX])
{
	if (rrtype_from_text(text, strlen(text), type) &&
	    (*type == TYPE_ANY || !(rrtype_get(*type)->flags & RRTYPE_META)))
		return true;
	return say(why, "type must be a type of records, as MX or TYPE15");
}

/* content */

/* The first field of a type that `priority` stands for. */
static bool
has_priority(const struct rrtype *type)
{
	const char *name = type->fields[0].name;

	return type->fields[0].kind == FIELD_U16 && name &&
	       (strcmp(name, "preference") == 0 ||
		strcmp(name, "priority") == 0);
}

static size_t
field_count(const struct rrtype *type)
{
	size_t count = 0;

	while (count < RRTYPE_FIELDS_MAX &&
	       type->fields[count].kind != FIELD_NONE)
		count++;
	return count;
}

/* RDATA that is read: what it is made of and where it goes. */
struct reading {
	const struct rrtype *type;
	struct name origin;
	struct lexer lexer;
	int64_t priority; /* -1: none is given */
	struct rrtext_memory *memory;
	struct change_record *record;
	char *why;
};

/* SvcParams may be left out. */
static size_t
least_tokens(const struct rrtype *type)
{
	size_t count = field_count(type);

	return count > 0 && type->fields[count - 1].kind == FIELD_SVCPARAMS
		   ? count - 1
		   : count;
}

static bool
is_number(const struct token *token)
{
	for (uint32_t i = 0; i < token->len; i++) {
		if (token->text[i] < '0' || token->text[i] > '9')
			return false;
	}
	return token->len > 0 && !token->quoted;
}

/* Whether the tokens begin with the field that `priority` stands for. */
static bool
begins_with_priority(const struct reading *reading)
{
	return reading->lexer.tokens.count >= least_tokens(reading->type) &&
	       reading->lexer.tokens.count > 0 &&
	       is_number(&reading->lexer.tokens.items[0]);
}

static void
put_in_front(struct reading *reading, const char *text)
{
	struct lexer *lexer = &reading->lexer;

	VEC_RESERVE(&lexer->tokens, 1);
	memmove(lexer->tokens.items + 1, lexer->tokens.items,
		lexer->tokens.count * sizeof *lexer->tokens.items);
	lexer->tokens.items[0] =
	    (struct token){.text = text, .len = (uint32_t)strlen(text)};
	lexer->tokens.count++;
}

static bool
place_priority(struct reading *reading)
{
	const struct rrtype *type = reading->type;
	char *text;

	if (reading->lexer.tokens.count > 0 &&
	    reading->lexer.tokens.items[0].len == 2 &&
	    memcmp(reading->lexer.tokens.items[0].text, "\\#", 2) == 0)
		return true;
	if (!has_priority(type))
		return reading->priority < 0 ||
		       say(reading->why, "priority is for MX, SRV and the "
					 "like: leave it out");
	if (reading->priority < 0)
		return begins_with_priority(reading) ||
		       say(reading->why,
			   "priority must be there: the %s of %s, from 0 to "
			   "65535",
			   type->fields[0].name, type->mnemonic);
	text = keep(reading->memory,
		    xasprintf("%lld", (long long)reading->priority));
	if (!begins_with_priority(reading)) {
		put_in_front(reading, text);
		return true;
	}
	if (strtoll(reading->lexer.tokens.items[0].text, NULL, 10) ==
	    reading->priority)
		return true;
	return say(reading->why,
		   "content and priority have different numbers: leave one "
		   "out");
}

/* A name with a dot in it is whole. */
static void
make_whole(struct token *token, struct rrtext_memory *memory)
{
	char *text;

	if (token->len == 0 || token->text[token->len - 1] == '.' ||
	    !memchr(token->text, '.', token->len))
		return;
	text = keep(memory, xalloc(token->len + 2));
	memcpy(text, token->text, token->len);
	text[token->len] = '.';
	text[token->len + 1] = '\0';
	token->text = text;
	token->len++;
}

/* The fields in front of names are a token each, whatever their kinds. */
static void
make_names_whole(struct reading *reading)
{
	struct lexer *lexer = &reading->lexer;

	for (size_t i = 0; i < RRTYPE_FIELDS_MAX; i++) {
		uint8_t kind = reading->type->fields[i].kind;

		if (kind == FIELD_NONE)
			return;
		for (size_t k = i; k < lexer->tokens.count; k++) {
			if (kind == FIELD_NAME ||
			    (kind == FIELD_NAMES && k > i))
				make_whole(&lexer->tokens.items[k],
					   reading->memory);
			if (kind != FIELD_NAMES)
				break;
		}
	}
}

/* The octets that were written, in memory of their size. */
static void
take_rdata(struct reading *reading, struct writer *out)
{
	char *octets = xstrndup((const char *)out->base, out->at);

	reading->record->rdata = keep(reading->memory, octets);
	reading->record->rdlength = (uint16_t)out->at;
	free(out->base);
}

static bool
put_rdata(struct reading *reading)
{
	struct diag_sink sink = {0};
	struct writer out = writer_init(xalloc(RDATA_MAX), RDATA_MAX);
	struct tokens tokens = {
	    .at = reading->lexer.tokens.items,
	    .last = reading->lexer.tokens.items + reading->lexer.tokens.count,
	};
	bool good = rdata_from_text(reading->record->type, &tokens,
				    reading->origin, &out, &sink);

	if (!good)
		say(reading->why, "content: %s",
		    sink.list.count > 0 ? sink.list.items[0].text
					: "is not understood");
	diag_free(&sink);
	take_rdata(reading, &out);
	return good;
}

static bool
cut(struct reading *reading, const char *content, size_t len)
{
	struct lexer *lexer = &reading->lexer;
	char *why = reading->why;

	switch (lexer_next(lexer)) {
	case LEXED_ENTRY:
		break;
	case LEXED_BROKEN:
		return say(why, "content: %s", lexer->wrong);
	case LEXED_END:
		return true;
	}
	for (const char *at = lexer->at; at < content + len; at++) {
		if (*at != '\n' && *at != ' ' && *at != '\t' && *at != '\r')
			return say(why, "content must be one record's");
	}
	return true;
}

static bool
read_tokens(struct reading *reading, const char *content)
{
	bool takes_params = false;

	for (size_t i = 0; i < RRTYPE_FIELDS_MAX; i++)
		takes_params |=
		    reading->type->fields[i].kind == FIELD_SVCPARAMS;
	if (!cut(reading, content, strlen(content)))
		return false;
	if (!takes_params && reading->lexer.quote_at.file != 0)
		lexer_split_quotes(&reading->lexer, 0);
	if (!place_priority(reading))
		return false;
	make_names_whole(reading);
	return put_rdata(reading);
}

/* One text as it stands, in strings of 255 octets. */
static bool
put_texts(struct reading *reading, const char *content)
{
	size_t left = strlen(content);
	struct writer out = writer_init(xalloc(RDATA_MAX), RDATA_MAX);
	bool good;

	do {
		size_t len = left < UINT8_MAX ? left : UINT8_MAX;

		writer_put8(&out, (uint8_t)len);
		writer_put(&out, content, len);
		content += len;
		left -= len;
	} while (left > 0 && !out.failed);
	good = !out.failed;
	take_rdata(reading, &out);
	return good || say(reading->why, "content is over 65535 octets long");
}

static bool
read_content(struct reading *reading, const char *content)
{
	bool good;

	if (reading->type->fields[0].kind == FIELD_STRINGS &&
	    content[0] != '"' && strncmp(content, "\\#", 2) != 0) {
		if (reading->priority >= 0)
			return say(reading->why, "priority is for MX, SRV and "
						 "the like: leave it out");
		return put_texts(reading, content);
	}
	lexer_init(&reading->lexer, 1, content, strlen(content));
	good = read_tokens(reading, content);
	lexer_free(&reading->lexer);
	return good;
}

bool
rrtext_has_priority(uint16_t type, const char *content)
{
	struct reading reading = {.type = rrtype_get(type)};
	bool has;

	lexer_init(&reading.lexer, 1, content, strlen(content));
	has = has_priority(reading.type) &&
	      lexer_next(&reading.lexer) == LEXED_ENTRY &&
	      begins_with_priority(&reading);
	lexer_free(&reading.lexer);
	return has;
}

bool
rrtext_data(const json_t *json, struct name origin,
	    struct rrtext_memory *memory, struct change_record *record,
	    char why[static RRTEXT_WHY_MAX])
{
	const char *content =
	    json_string_value(json_object_get(json, "content"));
	const json_t *priority = json_object_get(json, "priority");
	const json_t *ttl = json_object_get(json, "ttl");

	if (!content)
		return say(why, "content must be there");
	if (strlen(content) > CONTENT_MAX)
		return say(why, "content must be shorter");
	record->has_ttl = json_is_integer(ttl);
	if (record->has_ttl)
		record->ttl = (uint32_t)json_integer_value(ttl);
	record->disabled = json_is_true(json_object_get(json, "disabled"));
	return read_content(
	    &(struct reading){
		.type = rrtype_get(record->type),
		.origin = origin,
		.priority = json_is_integer(priority)
				? json_integer_value(priority)
				: -1,
		.memory = memory,
		.record = record,
		.why = why,
	    },
	    content);
}

bool
rrtext_record(const json_t *json, struct name origin,
	      struct rrtext_memory *memory, struct change_record *record,
	      char why[static RRTEXT_WHY_MAX])
{
	const char *name = json_string_value(json_object_get(json, "name"));
	const char *type = json_string_value(json_object_get(json, "type"));
	const char *wrong;

	if (!name || !type)
		return say(why, "name and type must be there");
	wrong = rrtext_owner(name, origin, memory, &record->owner);
	if (wrong)
		return say(why, "name: %s", wrong);
	if (!rrtext_type(type, &record->type, why))
		return false;
	if (record->type == TYPE_ANY)
		return say(why, "type must be one type of records");
	return rrtext_data(json, origin, memory, record, why);
}

/* to JSON */

json_t *
rrtext_to_json(const struct record *record)
{
	const struct rrtype *type = rrtype_get(record->type);
	char *content =
	    rdata_to_text(record->type, record_rdata(record), record->rdlength);
	const char *rest = content;
	char mnemonic[RRTYPE_TEXT_MAX];
	json_t *json = json_object();

	tojson_set_number(json, "id", record->id);
	tojson_set_name(json, "name", record_owner(record));
	tojson_set_text(json, "type", rrtype_to_text(record->type, mnemonic));
	if (has_priority(type) && strncmp(content, "\\#", 2) != 0)
		rest += strcspn(rest, " ") + 1;
	tojson_set_text(json, "content", rest);
	tojson_set_number(json, "ttl", record->ttl);
	json_object_set_new(json, "priority",
			    rest > content
				? json_integer(strtoll(content, NULL, 10))
				: json_null());
	json_object_set_new(json, "disabled", json_boolean(record->disabled));
	free(content);
	return json;
}
