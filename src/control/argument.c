#include "control/argument.h"
#include "zone/read.h"

#include <string.h>

/* Whether the text is of that zone, as far as it says; false after a complaint.
 */
static bool
agrees(uint32_t file, struct name origin, struct diag_sink *sink)
{
	uint8_t wire[NAME_WIRE_MAX];
	char said[NAME_TEXT_MAX];
	char given[NAME_TEXT_MAX];
	struct name owner;

	if (zone_path_is_yaml(sources_get(sink->sources, file)->path) ||
	    !master_soa_owner(sink->sources, file, wire, &owner) ||
	    name_equal(owner, origin))
		return true;
	name_to_text(owner, said);
	name_to_text(origin, given);
	diag_error(sink, (struct pos){file, 0},
		   "this is zone %s by its SOA record, not %s; give the file "
		   "alone, or the right name before \"=\"",
		   said, given);
	return false;
}

struct zone_argument
zone_argument(const char *text)
{
	size_t len = strcspn(text, "/=");

	if (text[len] != '=')
		return (struct zone_argument){.path = text};
	return (struct zone_argument){
	    .origin = text,
	    .origin_len = len,
	    .path = text + len + 1,
	};
}

bool
zone_argument_origin(const struct zone_argument *argument, uint32_t file,
		     uint8_t into[static NAME_WIRE_MAX], struct name *origin,
		     struct diag_sink *sink)
{
	const char *wrong;

	if (!argument->origin) {
		if (zone_origin(sink->sources, file, into, origin))
			return true;
		diag_error(sink, (struct pos){file, 0},
			   "cannot tell which zone this is; %sname it as "
			   "ORIGIN=FILE",
			   zone_path_is_yaml(argument->path)
			       ? ""
			       : "start it with $ORIGIN, or ");
		return false;
	}
	wrong = name_from_text(argument->origin, argument->origin_len,
			       &name_root, into, origin);
	if (wrong)
		diag_error(sink, (struct pos){0}, "zone name in \"%s\": %s",
			   argument->origin, wrong);
	return !wrong && agrees(file, *origin, sink);
}
