/*
 * What can be said about a master file without reading all of it: the name of
 * its zone, and where the fields of an RR stand.
 */
#include "dns/rrtype.h"
#include "zone/master_private.h"

#include <string.h>

struct origin_search {
	struct lexer lexer;
	struct name origin; /* current; len 0: none yet */
	struct name first;  /* $ORIGIN */
	struct token owner; /* of the record before; len 0: none */
	uint8_t origin_wire[NAME_WIRE_MAX];
	uint8_t first_wire[NAME_WIRE_MAX];
};

static const struct name *
known(const struct name *origin)
{
	return origin->len > 0 ? origin : NULL;
}

/* $ORIGIN has come by. */
static void
change_origin(struct origin_search *search, const struct token *token)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;

	if (name_from_text(token->text, token->len, known(&search->origin),
			   wire, &name))
		return;
	memcpy(search->origin_wire, wire, name.len);
	search->origin = name;
	search->origin.wire = search->origin_wire;
	if (search->first.len > 0)
		return;
	memcpy(search->first_wire, wire, name.len);
	search->first = name;
	search->first.wire = search->first_wire;
}

/* Whether the entry is an SOA's: owner, TTL and class may be in front. */
static bool
is_soa(const struct lexer *lexer)
{
	uint32_t class;

	for (size_t i = !lexer->indented; i < lexer->tokens.count; i++) {
		const struct token *token = &lexer->tokens.items[i];

		if (master_is_word(token->text, token->len, "SOA"))
			return true;
		if (!(token->text[0] >= '0' && token->text[0] <= '9') &&
		    !master_class(token, &class))
			return false;
	}
	return false;
}

static bool
is_origin(const struct lexer *lexer)
{
	const struct token *first = lexer->tokens.items;

	return !lexer->indented && lexer->tokens.count > 1 &&
	       master_is_word(first->text, first->len, "$ORIGIN");
}

/* Go on to the SOA, over $ORIGINs. False when there is none. */
static bool
find_soa(struct origin_search *search)
{
	struct lexer *lexer = &search->lexer;
	enum lexed lexed;

	while ((lexed = lexer_next(lexer)) != LEXED_END) {
		if (lexed == LEXED_BROKEN)
			continue;
		if (is_origin(lexer)) {
			change_origin(search, &lexer->tokens.items[1]);
			search->owner.len = 0;
			continue;
		}
		if (!lexer->indented)
			search->owner = lexer->tokens.items[0];
		if (is_soa(lexer))
			return true;
	}
	return false;
}

static bool
ends_with(const char *text, size_t len, const char *end)
{
	size_t end_len = strlen(end);

	return len > end_len && memcmp(text + len - end_len, end, end_len) == 0;
}

/* example.com.zone, example.com.db and db.example.com are of example.com. */
static bool
origin_of_path(const char *path, uint8_t into[static NAME_WIRE_MAX],
	       struct name *origin)
{
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	size_t len = strlen(file);

	if (ends_with(file, len, ".zone"))
		len -= 5;
	else if (ends_with(file, len, ".db"))
		len -= 3;
	else if (strncmp(file, "db.", 3) != 0)
		return false;
	else
		return !name_from_text(file + 3, len - 3, &name_root, into,
				       origin);
	return !name_from_text(file, len, &name_root, into, origin);
}

/* The owner of the SOA, where the text says all of it. */
static bool
owner_of_soa(struct origin_search *search, uint8_t into[static NAME_WIRE_MAX],
	     struct name *owner)
{
	return find_soa(search) && search->owner.len > 0 &&
	       !name_from_text(search->owner.text, search->owner.len,
			       known(&search->origin), into, owner);
}

static bool
copy_name(struct name name, uint8_t into[static NAME_WIRE_MAX],
	  struct name *copy)
{
	memcpy(into, name.wire, name.len);
	*copy = (struct name){into, name.len, name.labels};
	return true;
}

bool
master_soa_owner(const struct sources *sources, uint32_t file,
		 uint8_t into[static NAME_WIRE_MAX], struct name *owner)
{
	const struct source *source = sources_get(sources, file);
	struct origin_search search = {.owner.len = 0};
	bool found;

	lexer_init(&search.lexer, file, source->text, source->size);
	found = owner_of_soa(&search, into, owner);
	lexer_free(&search.lexer);
	return found;
}

bool
master_origin(const struct sources *sources, uint32_t file,
	      uint8_t into[static NAME_WIRE_MAX], struct name *origin)
{
	const struct source *source = sources_get(sources, file);
	struct origin_search search = {.owner.len = 0};
	bool found;

	lexer_init(&search.lexer, file, source->text, source->size);
	found = owner_of_soa(&search, into, origin);
	lexer_free(&search.lexer);
	if (found)
		return true;
	if (search.first.len > 0)
		return copy_name(search.first, into, origin);
	return origin_of_path(source->path, into, origin);
}

/*
 * Cut an RR again from its TYPE on. It ends with the line or, when the TYPE
 * is inside parentheses, with the closing one: which of the two is seen by
 * whether the line has as many tokens as the RR must have.
 */
static void
cut_again(struct lexer *lexer, const char *type, size_t tokens)
{
	lexer->at = type;
	lexer_rest(lexer, false);
	if (lexer->tokens.count >= tokens)
		return;
	lexer->at = type;
	if (lexer_rest(lexer, true) == LEXED_ENTRY)
		return;
	lexer->at = type;
	lexer_rest(lexer, false);
}

static const struct token *
find_field(struct lexer *lexer, const char *type, size_t field)
{
	const struct token *first;
	struct tokens rdata;
	uint16_t code;

	cut_again(lexer, type, *type == '$' ? 0 : field + 2);
	first = lexer->tokens.items;
	if (*type == '$' || !rrtype_from_text(first->text, first->len, &code))
		return first; /* $GENERATE */
	rdata.at = first + 1;
	master_cut_rdata(lexer, code, &rdata);
	first = lexer->tokens.items;
	if (lexer->tokens.count > 1 && first[1].len == 2 &&
	    memcmp(first[1].text, "\\#", 2) == 0)
		return &first[1];
	return field + 1 < lexer->tokens.count ? &first[field + 1] : first;
}

struct pos
master_field(const struct sources *sources, struct pos rr, unsigned field,
	     uint32_t *span)
{
	const struct source *source = sources_get(sources, rr.file);
	const struct token *token;
	struct lexer lexer;
	struct pos pos;

	lexer_init(&lexer, rr.file, source->text, source->size);
	token = find_field(&lexer, source->text + rr.offset, field);
	*span = token->len + 2 * (uint32_t)token->quoted;
	pos = token->pos;
	lexer_free(&lexer);
	return pos;
}
