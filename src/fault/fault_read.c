/* A mapping of YAML or JSON -> struct fault */
#include "base/alloc.h"
#include "fault/field.h"

#include <stdlib.h>
#include <string.h>

enum { QUOTED_MAX = 40 };

struct reading {
	const struct yamltree *tree;
	struct diag_sink *sink;
	struct fault *fault;
	const struct yamlnode *node; /* of the rule, or of the step */
	bool step;                   /* it has no fields of a rule */
};

static void read_mapping(struct reading *reading, const struct yamlnode *node,
			 struct fault_effect *effect);

/* one value */

static void
refuse(struct reading *reading, const struct fault_field *field,
       const struct yamlnode *node, const char *why)
{
	bool whole = node->count <= QUOTED_MAX;

	yamltree_error(reading->sink, node, "%s \"%.*s%s\": %s", field->name,
		       whole ? (int)node->count : QUOTED_MAX,
		       yamltree_text(reading->tree, node), whole ? "" : "...",
		       why);
}

static void
read_text(struct reading *reading, const struct fault_field *field,
	  const struct yamlnode *node, void *at)
{
	const char *text = yamltree_text(reading->tree, node);
	char why[FAULT_WHY_MAX];

	if (node->kind != YAMLTREE_SCALAR ||
	    yamltree_is_null(reading->tree, node))
		yamltree_error(reading->sink, node, "%s must be %s",
			       field->name, field->argument);
	else if (memchr(text, '\0', node->count))
		refuse(reading, field, node, "holds a NUL octet");
	else if (!field->kind->set(field, at, text, node->count, why))
		refuse(reading, field, node, why);
}

static void
read_texts(struct reading *reading, const struct fault_field *field,
	   const struct yamlnode *node, void *at)
{
	if (node->kind != YAMLTREE_SEQUENCE) {
		read_text(reading, field, node, at);
		return;
	}
	if (node->count == 0)
		yamltree_error(reading->sink, node, "%s is empty", field->name);
	for (uint32_t i = 0; i < node->count; i++)
		read_text(reading, field, yamltree_item(reading->tree, node, i),
			  at);
}

static void
read_steps(struct reading *reading, const struct yamlnode *node)
{
	if (node->kind != YAMLTREE_SEQUENCE || node->count == 0 ||
	    node->count > FAULT_STEPS_MAX) {
		yamltree_error(reading->sink, node,
			       "sequence must be a list of 1 to %d actions, "
			       "as in [{action: drop}, {action: pass}]",
			       FAULT_STEPS_MAX);
		return;
	}
	reading->fault->sequence = true;
	for (uint32_t i = 0; i < node->count; i++) {
		struct reading inner = *reading;
		struct fault_effect effect = {0};

		inner.step = true;
		read_mapping(&inner, yamltree_item(reading->tree, node, i),
			     &effect);
		*VEC_PUSH(&reading->fault->steps) = effect;
	}
}

/* all pairs */

static void
say_unknown(struct reading *reading, const struct yamlnode *key)
{
	const char *name = yamltree_text(reading->tree, key);
	int len = key->count < QUOTED_MAX ? (int)key->count : QUOTED_MAX;
	const char *nearest = fault_field_nearest(name, key->count);

	if (nearest)
		yamltree_error(reading->sink, key,
			       "a fault has no \"%.*s\"; did you mean %s?", len,
			       name, nearest);
	else
		yamltree_error(reading->sink, key,
			       "a fault has no \"%.*s\"; mxd.yaml(5) has all "
			       "that it can have",
			       len, name);
}

static void
read_pair(struct reading *reading, const struct yamlnode *key,
	  const struct yamlnode *value, struct fault_effect *effect)
{
	const struct fault_field *field =
	    fault_field_get(yamltree_text(reading->tree, key), key->count);
	void *at;

	if (!field) {
		say_unknown(reading, key);
		return;
	}
	if (reading->step &&
	    (!field->parameter || field->kind->form == FORM_STEPS)) {
		yamltree_error(reading->sink, key,
			       "%s is of the whole rule, not of a step",
			       field->name);
		return;
	}
	effect->given |= field->parameter;
	at = fault_field_at(field, reading->fault, effect);
	switch (field->kind->form) {
	case FORM_STEPS:
		read_steps(reading, value);
		break;
	case FORM_TEXTS:
		read_texts(reading, field, value, at);
		break;
	case FORM_TEXT:
	case FORM_INTEGER:
	case FORM_NUMBER:
		read_text(reading, field, value, at);
		break;
	}
}

/* what fits together */

/* The fields of these parameters' first one, by name. */
static const char *
parameter_name(unsigned parameters)
{
	size_t count;
	const struct fault_field *rows = fault_fields(&count);

	for (size_t i = 0; i < count; i++) {
		if (rows[i].parameter & parameters)
			return rows[i].name;
	}
	return "";
}

static void
judge_effect(struct reading *reading, struct fault_effect *effect)
{
	const struct action *action = effect->action;
	unsigned given = effect->given & ~(unsigned)PARAMETER_ACTION;
	unsigned missing;
	unsigned surplus;

	if (!(effect->given & PARAMETER_ACTION))
		yamltree_error(reading->sink, reading->node,
			       "a fault needs an action, as in action: drop");
	if (!action)
		return;
	missing = action->needs & ~given;
	surplus = given & ~(action->needs | action->takes);
	if (missing)
		yamltree_error(reading->sink, reading->node,
			       "action %s needs %s", action->name,
			       parameter_name(missing));
	if (surplus)
		yamltree_error(reading->sink, reading->node,
			       "action %s takes no %s", action->name,
			       parameter_name(surplus));
	if (reading->step &&
	    (action->way == FAULT_REFUSE || action->needs & PARAMETER_SEQUENCE))
		yamltree_error(reading->sink, reading->node,
			       "action %s cannot be a step of a sequence",
			       action->name);
	if (!(given & PARAMETER_OCTETS))
		effect->octets = action->octets;
}

static void
read_mapping(struct reading *reading, const struct yamlnode *node,
	     struct fault_effect *effect)
{
	reading->node = node;
	if (node->kind != YAMLTREE_MAPPING) {
		yamltree_error(reading->sink, node,
			       "a fault must be a mapping, as in {name: "
			       "example.com, type: MX, action: drop}");
		return;
	}
	for (uint32_t i = 0; i < node->count; i++)
		read_pair(reading, yamltree_key(reading->tree, node, i),
			  yamltree_value(reading->tree, node, i), effect);
	judge_effect(reading, effect);
}

static void
judge_rule(struct reading *reading, const struct action *action)
{
	struct fault *fault = reading->fault;

	if (!(fault->transports & action->transports))
		yamltree_error(reading->sink, reading->node,
			       "action %s is for %s only", action->name,
			       action->transports == FAULT_UDP ? "udp" : "tcp");
	fault->transports &= action->transports;
	if (action->way == FAULT_REFUSE &&
	    (fault->pattern != PATTERN_ANY || fault->type != 0))
		yamltree_error(reading->sink, reading->node,
			       "action %s comes before any query: leave name "
			       "and type out",
			       action->name);
}

struct fault *
fault_read(const struct yamltree *tree, const struct yamlnode *node,
	   struct diag_sink *sink)
{
	struct fault *fault = xcalloc(1, sizeof *fault);
	struct reading reading = {tree, sink, fault, node, false};
	struct fault_effect effect = {0};
	size_t errors = sink->errors;

	fault->references = 1;
	fault->transports = FAULT_BOTH;
	fault->probability = FAULT_ALWAYS;
	fault->counts = xcalloc(1, sizeof *fault->counts);
	read_mapping(&reading, node, &effect);
	reading.node = node;
	if (effect.action)
		judge_rule(&reading, effect.action);
	if (!fault->sequence || sink->errors > errors)
		*VEC_PUSH(&fault->steps) = effect;
	if (sink->errors > errors) {
		fault_unref(fault);
		return NULL;
	}
	fault->makes = true;
	for (size_t i = 0; i < fault->steps.count; i++)
		fault->makes =
		    fault->makes && fault->steps.items[i].action->makes;
	return fault;
}
