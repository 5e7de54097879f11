#include "control/files.h"
#include "base/log.h"

#include <inttypes.h>
#include <sys/resource.h>

uint32_t
files_for_connections(uint32_t connections, uint32_t others)
{
	rlim_t need = (rlim_t)connections + others;
	struct rlimit limit;
	uint32_t fit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return connections;
	if (limit.rlim_cur < need) {
		limit.rlim_cur = need < limit.rlim_max ? need : limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
		(void)getrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= need)
		return connections;
	fit = limit.rlim_cur > others ? (uint32_t)limit.rlim_cur - others : 1;
	log_warning("fewer TCP connections than configured",
		    "connections=%" PRIu32 " configured=%" PRIu32
		    " files=%ju remedy=\"ulimit -n\"",
		    fit, connections, (uintmax_t)limit.rlim_cur);
	return fit;
}
