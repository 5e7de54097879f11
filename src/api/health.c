/*
 * Whether the server lives and is ready, as orchestrators ask it.
 */
#include "api/api_private.h"
#include "api/handlers.h"
#include "base/alloc.h"
#include "control/tojson.h"

void
api_get_livez(struct call *call)
{
	call_answer_text(call, xasprintf("ok\n"));
}

void
api_get_readyz(struct call *call)
{
	struct load_totals totals = server_totals(call->api->server);
	json_t *data;

	if (!server_is_settled(call->api->server)) {
		call_fail(call, CALL_NOT_READY,
			  "workers have not taken the newest zones yet");
		return;
	}
	data = json_object();
	tojson_set_number(data, "zones", totals.served);
	tojson_set_number(data, "refused", totals.refused);
	tojson_set_number(data, "records", totals.records);
	call_answer(call, data);
}
