/*
 * What the parts of the master file reader share: entries in master.c and
 * master_head.c, directives in master_directive.c and master_generate.c.
 *
 * Functions that return bool report what is wrong before they return false.
 */
#ifndef MXD_ZONE_MASTER_PRIVATE_H
#define MXD_ZONE_MASTER_PRIVATE_H

#include "zone/lexer.h"
#include "zone/master.h"

enum {
	INCLUDE_DEPTH_MAX = 16,
	INCLUDES_MAX = 10000,       /* in one zone */
	GENERATE_STEPS_MAX = 65536, /* of one directive */
	GENERATE_TEXT_MAX = 2048,   /* octets of an owner or RDATA made */
};

/* A type's mnemonic as it was written, in eight octets filled up with NUL. */
struct master_word {
	uint64_t octets; /* 0: none */
	uint16_t type;
};

enum { MASTER_WORDS_BITS = 4 };

/* What holds for a zone, whichever of its texts is being read. */
struct master_run {
	struct sources *sources;
	const struct master_options *options;
	struct zone_builder *builder;
	struct diag_sink *sink;
	uint32_t zone_file;
	unsigned includes;
	unsigned large_ttls; /* that were complained about */
	uint8_t *rdata;      /* RDATA_MAX octets to build one in */

	/* The few types that a zone has, by what they are written as. */
	struct master_word words[1 << MASTER_WORDS_BITS];

	uint32_t default_ttl; /* of $TTL (RFC 2308 §4) */
	uint32_t last_ttl;    /* of the record before (RFC 1035 §5.1) */
	bool has_default_ttl, has_last_ttl;
	bool in_part; /* of a text: what came before is not known */
	bool lost;    /* and would have to be */
};

/* One text on the stack of $INCLUDEs. */
struct master_text {
	const struct master_text *includer; /* NULL in the zone file */
	unsigned depth;
	struct lexer lexer;

	struct name origin;
	struct name owner;        /* of the record before; len 0: none */
	struct token owner_token; /* that named it; len 0: none */
	uint8_t origin_wire[NAME_WIRE_MAX];
	uint8_t owner_wire[NAME_WIRE_MAX];
	const char *mark;     /* the next "mxd:" in the text, or mark_end */
	const char *mark_end; /* where no more are looked for */
	const char *alone_to; /* up to here, no parts are tried */
};

/* What stands before the RDATA: [TTL] [class] TYPE, the first two in either
 * order (RFC 1035 §5.1). */
struct master_head {
	struct pos at; /* of the TYPE */
	uint16_t type;
	bool has_ttl;
	uint32_t ttl;
};

/* Consume a head. */
bool master_read_head(struct master_run *run, const struct master_text *text,
		      struct tokens *tokens, struct master_head *head);

/* Have the tokens of the RDATA, the last of the lexer's, as that type means
 * them: only SvcParams have key="value" in one. */
void master_cut_rdata(struct lexer *lexer, uint16_t type,
		      struct tokens *tokens);

/* Consume the RDATA, complete the TTL and give the RR to the builder. */
bool master_add(struct master_run *run, struct name origin,
		const struct master_head *head, struct tokens *rdata,
		struct rr *rr);

/* A TTL with units; one over 31 bits counts as 0 (RFC 2181 §8). */
bool master_read_ttl(struct master_run *run, const struct token *token,
		     uint32_t *ttl);

/* A directive, from its first token; all tokens of its entry. */
void master_read_directive(struct master_run *run, struct master_text *text,
			   struct tokens *tokens);

/* The first mark from lexer.at on, or mark_end. */
const char *master_first_mark(const struct master_text *text);

/* Give the builder the allowances of the marks up to lexer.at: those of the
 * entry just cut, and those on lines before it. */
void master_read_marks(struct master_run *run, struct master_text *text);

/* $GENERATE, behind its first token, which stands at `pos`. */
void master_generate(struct master_run *run, const struct master_text *text,
		     struct tokens *tokens, struct pos pos);

/* Read the next entry, well or badly; false: there is none. */
bool master_read_next(struct master_run *run, struct master_text *text);

/* Read what comes next by several threads, if it is large enough and if they
 * can; in any case only from alone_to on it is worth trying again. */
void master_read_parts(struct master_run *run, struct master_text *text);

/* Read all entries of a text; recursion by $INCLUDE is bounded. */
void master_read_text(struct master_run *run, uint32_t file,
		      const struct master_text *includer, struct name origin);

/* No more tokens; `what` names what has been read, for the complaint. */
bool master_expect_end(struct master_run *run, const struct tokens *tokens,
		       const char *what);

/*
 * A name as an owner or a directive has it. Returns NULL, or what is wrong
 * in words, and then *name is untouched, but not what `into` held.
 */
const char *master_name(const struct token *token, struct name origin,
			uint8_t into[static NAME_WIRE_MAX], struct name *name);

/* Whether len octets without NUL are that word, in any case. */
bool master_is_word(const char *text, size_t len, const char *word);

/* Whether a word is a class; *code receives its number (RFC 1035 §3.2.4). */
bool master_class(const struct token *token, uint32_t *code);

/* How much of a token is shown in a complaint, for "%.*s". */
static inline int
master_shown(const struct token *token)
{
	return token->len < 64 ? (int)token->len : 64;
}

#endif
