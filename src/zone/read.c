#include "zone/read.h"
#include "zone/yaml.h"

#include <string.h>

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text);
	size_t end_len = strlen(end);

	return len > end_len && strcmp(text + len - end_len, end) == 0;
}

bool
zone_path_is_yaml(const char *path)
{
	return ends_with(path, ".yaml") || ends_with(path, ".yml");
}

static bool
is_yaml(const struct sources *sources, uint32_t file)
{
	return zone_path_is_yaml(sources_get(sources, file)->path);
}

/* The name of the file without its ending. */
static bool
origin_of_path(const char *path, uint8_t into[static NAME_WIRE_MAX],
	       struct name *origin)
{
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	const char *ending = strrchr(file, '.');

	return ending > file && !name_from_text(file, (size_t)(ending - file),
						&name_root, into, origin);
}

bool
zone_origin(const struct sources *sources, uint32_t file,
	    uint8_t into[static NAME_WIRE_MAX], struct name *origin)
{
	if (!is_yaml(sources, file))
		return master_origin(sources, file, into, origin);
	return origin_of_path(sources_get(sources, file)->path, into, origin);
}

bool
zone_names_texts(const struct sources *sources, uint32_t file)
{
	static const char word[] = "$INCLUDE";
	const struct source *source = sources_get(sources, file);
	const char *at = source->text;
	const char *end = at + source->size;

	while ((at = memchr(at, '$', (size_t)(end - at)))) {
		if (strncasecmp(at, word, sizeof word - 1) == 0)
			return true;
		at++;
	}
	return is_yaml(sources, file);
}

bool
zone_read(struct sources *sources, uint32_t file,
	  const struct master_options *options, struct zone_builder *builder,
	  struct diag_sink *sink)
{
	if (is_yaml(sources, file))
		return yaml_read(sources, file, options, builder, sink);
	return master_read(sources, file, options, builder, sink);
}

struct pos
zone_field(const struct sources *sources, struct pos rr, unsigned field,
	   uint32_t *span)
{
	const struct source_part *part;

	/* A YAML text, or one that a YAML text includes. */
	if (!sources_get(sources, rr.file)->parted)
		return master_field(sources, rr, field, span);
	part = sources_part(sources, rr, field);
	*span = part ? part->span : 1;
	return part ? (struct pos){rr.file, part->offset} : rr;
}
