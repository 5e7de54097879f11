#include "zone/yaml_keys.h"

#include <string.h>

/* Where octoDNS's words are not those of the RFCs. */
static const struct {
	uint16_t type;
	const char *field;
	const char *key;     /* NULL: as the field */
	const char *legacy;  /* NULL: none */
	const char *without; /* NULL: the key must be there */
} others[] = {
    {TYPE_MX, "preference", NULL, "priority", NULL},
    {TYPE_MX, "exchange", NULL, "value", NULL},
    {35 /* NAPTR */, "services", "service", NULL, NULL},
    {TYPE_SVCB, "priority", "svcpriority", NULL, NULL},
    {TYPE_SVCB, "target name", "targetname", NULL, NULL},
    {TYPE_SVCB, "params", "svcparams", NULL, NULL},
    {TYPE_HTTPS, "priority", "svcpriority", NULL, NULL},
    {TYPE_HTTPS, "target name", "targetname", NULL, NULL},
    {TYPE_HTTPS, "params", "svcparams", NULL, NULL},
    {257 /* CAA */, "flags", NULL, NULL, "0"},
};

/* A LOC is one field of many tokens: each has a key. */
static const char *const loc_keys[YAML_KEYS_MAX] = {
    "lat_degrees",  "lat_minutes",  "lat_seconds",    "lat_direction",
    "long_degrees", "long_minutes", "long_seconds",   "long_direction",
    "altitude",     "size",         "precision_horz", "precision_vert",
};

static void
name_key(struct yaml_key *key, const char *name)
{
	size_t to = 0;

	for (; *name && to < YAML_KEY_MAX - 1; name++) {
		if (*name == ' ' || *name == '-')
			key->name[to++] = '_';
		else if (*name != '\'')
			key->name[to++] = *name;
	}
	key->name[to] = '\0';
}

static void
cut_key(struct yaml_key *key, enum field_kind kind)
{
	key->cut = YAML_WORD;
	key->tokens = 1;
	switch (kind) {
	case FIELD_STRING:
	case FIELD_STRING_REST:
	case FIELD_URI:
	case FIELD_TAG:
	case FIELD_STRING_OPTIONAL:
		key->cut = YAML_STRING;
		key->optional = kind == FIELD_STRING_OPTIONAL;
		break;
	case FIELD_STRINGS:
		key->cut = YAML_TEXT;
		key->tokens = 0;
		break;
	case FIELD_HIP:
		key->cut = YAML_WORDS;
		key->tokens = 3; /* algorithm, HIT and public key */
		break;
	case FIELD_HEX:
	case FIELD_BASE64:
		key->cut = YAML_WORDS;
		key->tokens = 0;
		break;
	case FIELD_TYPES:
	case FIELD_APL:
	case FIELD_NAMES:
		key->cut = YAML_WORDS;
		key->tokens = 0;
		key->optional = true;
		key->is_name = kind == FIELD_NAMES;
		break;
	case FIELD_SVCPARAMS:
		key->cut = YAML_PARAMS;
		key->tokens = 0;
		key->optional = true;
		break;
	case FIELD_NAME:
		key->is_name = true;
		break;
	case FIELD_NONE:
	case FIELD_U8:
	case FIELD_U16:
	case FIELD_U32:
	case FIELD_TTL:
	case FIELD_TIME:
	case FIELD_TYPE:
	case FIELD_ALGORITHM:
	case FIELD_CERT_TYPE:
	case FIELD_IPV4:
	case FIELD_IPV6:
	case FIELD_HEX_LEN8:
	case FIELD_BASE32_LEN8:
	case FIELD_EUI48:
	case FIELD_EUI64:
	case FIELD_ILNP64:
	case FIELD_LOC:
	case FIELD_OPAQUE:
	case FIELD_KINDS:
		break;
	}
}

static void
key_of_field(uint16_t type, const struct field *field, struct yaml_key *key)
{
	const char *name = field->name;

	*key = (struct yaml_key){.legacy = NULL};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (others[i].type != type ||
		    strcmp(others[i].field, field->name) != 0)
			continue;
		if (others[i].key)
			name = others[i].key;
		key->legacy = others[i].legacy;
		key->without = others[i].without;
	}
	name_key(key, name);
	cut_key(key, field->kind);
}

void
yaml_keys_of(uint16_t type, struct yaml_keys *keys)
{
	const struct rrtype *row = rrtype_get(type);

	keys->count = 0;
	if (row->fields[0].kind == FIELD_LOC) {
		for (; keys->count < YAML_KEYS_MAX; keys->count++) {
			struct yaml_key *key = &keys->keys[keys->count];

			*key = (struct yaml_key){.tokens = 1};
			name_key(key, loc_keys[keys->count]);
		}
		return;
	}
	for (unsigned i = 0; i < RRTYPE_FIELDS_MAX; i++) {
		const struct field *field = &row->fields[i];

		if (field->kind == FIELD_NONE || field->kind == FIELD_OPAQUE)
			return;
		key_of_field(type, field, &keys->keys[keys->count++]);
	}
}
