#include "config/config.h"
#include "config/setting.h"

#include <assert.h>
#include <string.h>

static size_t
row_of(const struct setting *setting)
{
	size_t count;

	return (size_t)(setting - setting_rows(&count));
}

static void *
member(struct config *config, const struct setting *setting)
{
	return (uint8_t *)config + setting->offset;
}

static void
clear(struct config *config, const struct setting *setting)
{
	if (setting->kind->clear)
		setting->kind->clear(member(config, setting));
}

bool
config_set(struct config *config, const struct setting *setting,
	   const struct setting_text *text, enum config_origin origin,
	   char why[static CONFIG_WHY_MAX])
{
	struct config trial = {0};
	enum config_origin *before = &config->origin[row_of(setting)];

	if (!setting->kind->set(setting, member(&trial, setting), text, why))
		return false;
	clear(&trial, setting);
	if (origin < *before)
		return true;
	if (origin > *before)
		clear(config, setting);
	*before = origin;
	return setting->kind->set(setting, member(config, setting), text, why);
}

void
config_take(struct config *config, const struct setting *setting,
	    const struct yamltree *tree, const struct yamlnode *item,
	    struct diag_sink *sink)
{
	config->origin[row_of(setting)] = CONFIG_FILE;
	setting->kind->take(member(config, setting), tree, item, sink);
}

bool
config_set_text(struct config *config, const struct setting *setting,
		const char *text, char why[static CONFIG_WHY_MAX])
{
	struct setting_text value = {text, strlen(text), NULL, config->rule_id};

	return config_set(config, setting, &value, CONFIG_COMMAND_LINE, why);
}

/* The default of a row: one text, or the items of a list between blanks. */
static void
set_standard(struct config *config, const struct setting *setting)
{
	char item[128];
	char why[CONFIG_WHY_MAX];
	const char *at = setting->standard;

	if (setting->kind->list && *at == '\0')
		return;
	do {
		size_t len =
		    setting->kind->list ? strcspn(at, " ") : strlen(at);
		struct setting_text text = {item, len, NULL, NULL};

		assert(len < sizeof item);
		memcpy(item, at, len);
		item[len] = '\0';
		if (!config_set(config, setting, &text, CONFIG_DEFAULT, why))
			assert(!"a default is a value that its kind takes");
		at += len;
	} while (*at++ == ' ');
}

void
config_init(struct config *config, config_rule_fn *rule_id)
{
	size_t count;
	const struct setting *rows = setting_rows(&count);

	*config = (struct config){.rule_id = rule_id};
	for (size_t i = 0; i < count; i++)
		set_standard(config, &rows[i]);
}

void
config_free(struct config *config)
{
	size_t count;
	const struct setting *rows = setting_rows(&count);

	for (size_t i = 0; i < count; i++)
		clear(config, &rows[i]);
}

enum config_origin
config_origin(const struct config *config, const struct setting *setting)
{
	return config->origin[row_of(setting)];
}
