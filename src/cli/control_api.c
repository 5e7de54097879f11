#include "cli/control_api.h"
#include "api/api.h"

struct server_companion
control_api_new(void)
{
	return api_companion(api_new());
}

void
control_api_free(const struct server_companion *companion)
{
	api_free(companion->context);
}

char *
control_api_address(const struct server_companion *companion)
{
	return api_address(companion->context);
}
