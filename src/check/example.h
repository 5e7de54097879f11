/*
 * A zone that keeps a rule and one that breaks it, for people: those of
 * tests/rules/, which are so proven to be what they are said to be.
 */
#ifndef MXD_CHECK_EXAMPLE_H
#define MXD_CHECK_EXAMPLE_H

struct rule_example {
	const char *id;
	const char *good, *bad; /* texts of master files */
};

/* That of the rule with that id; NULL: there is none. */
const struct rule_example *rule_example(const char *id);

#endif
