#include "cli/put_json.h"

void
put_json(json_t *json, FILE *stream)
{
	json_dumpf(json, stream, JSON_INDENT(2));
	fputc('\n', stream);
	json_decref(json);
}
