/*
 * THE table of settings: one row a setting drives mxd.yaml, the options of
 * `mxd serve` and the manual. A new setting is a member of struct config and
 * a row in setting.c.
 */
#ifndef MXD_CONFIG_SETTING_H
#define MXD_CONFIG_SETTING_H

#include "base/yamltree.h"
#include "config/config.h"

/* A value's text, and what it may depend on. */
struct setting_text {
	const char *text; /* no NUL inside, a NUL behind it */
	size_t len;
	const char *folder; /* that relative paths start from; NULL: here */
	config_rule_fn *rule_id;
};

struct setting;

/* A kind of value: a row of config/kind.c. */
struct setting_kind {
	const char *what; /* for the manual: "a number", "yes or no" */
	bool list;        /* set() adds an item */
	bool pairs;       /* of a list: may be a mapping in the file, each pair
			   * of which is an item KEY=VALUE */
	bool flag;        /* as an option it stands alone and means "yes" */

	/* Parse and store at *value; on failure say why, change nothing. */
	bool (*set)(const struct setting *setting, void *value,
		    const struct setting_text *text,
		    char why[static CONFIG_WHY_MAX]);

	/* Add an item that is a mapping, of a list of which the items are;
	 * NULL: they are texts. What is wrong goes to the sink. */
	void (*take)(void *value, const struct yamltree *tree,
		     const struct yamlnode *item, struct diag_sink *sink);

	/* Release what *value owns and leave it empty; NULL: owns nothing. */
	void (*clear)(void *value);
};

enum {
	SETTING_OPTION = 1,  /* `mxd serve` has an option of that name */
	SETTING_OPERAND = 2, /* what is no option on its command line */
	SETTING_START = 4, /* read at start only: a reload does not change it */
};

struct setting {
	const char *name;
	const struct setting_kind *kind;
	uint32_t min, max;    /* of a number; octets of a text */
	size_t offset;        /* of its member in struct config */
	const char *standard; /* default; items of a list between blanks */
	unsigned flags;
	const char *argument; /* stands for the value in usage: "ADDR@PORT" */
	const char *brief;    /* in usage, a few words */
	const char *text;     /* in the manual: sentences */
};

/*
 * Set one value, or add one item to a list: config_set_text() for a text of
 * any origin. What is of a weaker origin than the value that is there is
 * checked and then forgotten.
 */
bool config_set(struct config *config, const struct setting *setting,
		const struct setting_text *text, enum config_origin origin,
		char why[static CONFIG_WHY_MAX]);

/* Add an item that is a mapping: of a kind that takes them. */
void config_take(struct config *config, const struct setting *setting,
		 const struct yamltree *tree, const struct yamlnode *item,
		 struct diag_sink *sink);

/* All rows, in the order of the manual. */
const struct setting *setting_rows(size_t *count);

/* The row with that name, or NULL. */
const struct setting *setting_get(const char *name, size_t len);

/* The name that is nearest to one that is not known, or NULL. */
const char *setting_nearest(const char *name, size_t len);

#endif
