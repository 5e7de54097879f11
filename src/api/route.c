#include "api/route.h"
#include "api/handlers.h"
#include "base/alloc.h"
#include "lab/query_field.h"

#include <stdlib.h>
#include <string.h>

/* Parameters of several. */
#define PAGED                                                                  \
	{"limit", "how many are shown at most (100)"},                         \
	{                                                                      \
		"offset", "how many are left out before these (0)"             \
	}
#define ALLOW                                                                  \
	{                                                                      \
		"allow", "rules that the zone may break, between commas"       \
	}

#define MOCK (ROUTE_CHALLTESTSRV | ROUTE_ANY_TYPE)
/* Those that queries are found by, each a parameter. */
#define FOUND_BY(name, says) {#name, says},

#define TEXT_PLAIN "text/plain; charset=utf-8"

// clang-format off
static const struct api_route rows[] = {
    {"GET", "/v1/zones", api_get_zones, "listZones", "All zones, a page at a time.",
     NULL, "Zones", NULL, 200, 0, {PAGED}},
    {"POST", "/v1/zones", api_create_zone, "createZone", "Make a zone.",
     "NewZone", "ZoneDone", NULL, 201, 0, {ALLOW}},
    {"GET", "/v1/zones/{zone}", api_get_zone, "getZone",
     "One zone, by its name or id.",
     NULL, "OneZone", NULL, 200, 0, {{0}}},
    {"PUT", "/v1/zones/{zone}", api_put_zone, "putZone",
     "Make a zone what a text says; it may be new.",
     NULL, "ZoneDone", NULL, 200, ROUTE_TEXT, {ALLOW}},
    {"PATCH", "/v1/zones/{zone}", api_patch_zone, "patchZone",
     "Change several records, all or none.",
     "Changes", "ChangesDone", NULL, 200, 0, {ALLOW}},
    {"DELETE", "/v1/zones/{zone}", api_delete_zone, "deleteZone",
     "Serve a zone no more.",
     NULL, "Done", NULL, 200, 0, {ALLOW}},
    {"POST", "/v1/zones/{zone}/flush", api_flush_zone, "flushZone",
     "Write what is served of a zone to its file, in its format.",
     NULL, "Done", NULL, 200, 0, {{0}}},
    {"GET", "/v1/zones/{zone}/records", api_get_records, "listRecords",
     "The records of a zone, a page at a time.",
     NULL, "Records", NULL, 200, 0,
     {{"name", "only those of this owner"}, {"type", "only those of this type"},
      PAGED}},
    {"POST", "/v1/zones/{zone}/records", api_add_record, "addRecord",
     "Add a record.",
     "NewRecord", "RecordDone", NULL, 201, 0, {ALLOW}},
    {"GET", "/v1/zones/{zone}/records/{id}", api_get_record, "getRecord",
     "One record.",
     NULL, "OneRecord", NULL, 200, 0, {{0}}},
    {"PUT", "/v1/zones/{zone}/records/{id}", api_put_record, "putRecord",
     "Change a record; members that are left out stay.",
     "RecordEdit", "RecordDone", NULL, 200, 0, {ALLOW}},
    {"DELETE", "/v1/zones/{zone}/records/{id}", api_delete_record, "deleteRecord",
     "Delete a record.",
     NULL, "Done", NULL, 200, 0, {ALLOW}},
    {"PUT", "/v1/zones/{zone}/records/by-name/{name}/{type}", api_put_rrset,
     "putRecords", "Have these records, and no others, of a name and type.",
     "RRset", "RecordsDone", NULL, 200, 0, {ALLOW}},
    {"DELETE", "/v1/zones/{zone}/records/by-name/{name}/{type}", api_delete_rrset,
     "deleteRecords",
     "Delete all records of a name and type; of type ANY: of all types.",
     NULL, "Done", NULL, 200, 0, {ALLOW}},
    {"GET", "/v1/snapshots", api_get_snapshots, "listSnapshots", "All snapshots.",
     NULL, "Snapshots", NULL, 200, 0, {{0}}},
    {"POST", "/v1/snapshots", api_make_snapshot, "makeSnapshot",
     "Remember all zones as they are now.",
     NULL, "SnapshotDone", NULL, 201, 0, {{0}}},
    {"POST", "/v1/snapshots/{id}/restore", api_restore_snapshot, "restoreSnapshot",
     "Serve the zones as they were.",
     NULL, "Done", NULL, 200, 0, {{0}}},
    {"DELETE", "/v1/snapshots/{id}", api_delete_snapshot, "deleteSnapshot",
     "Forget a snapshot.",
     NULL, "Done", NULL, 200, 0, {{0}}},
    {"POST", "/v1/reset", api_reset, "reset",
     "Serve what the files say, and forget all changes.",
     NULL, "Done", NULL, 200, 0, {{0}}},
    {"POST", "/v1/reload", api_reload, "reload",
     "Read settings and files again, as SIGHUP does; changes stay.",
     NULL, "Done", NULL, 200, 0, {{0}}},
    {"GET", "/v1/check", api_check, "check",
     "What is wrong with the zones as they are served.",
     NULL, "Verdict", NULL, 200, 0,
     {{"profile", "judge as lab or public"}}},
    {"GET", "/v1/route/{address}", api_route_address, "route",
     "Where a sender delivers mail for an address, by the zones served.",
     NULL, "Route", NULL, 200, 0,
     {{"mta", "as rfc5321, postfix, exim or opensmtpd does"},
      {"me", "the sender is this host"},
      {"down", "this host does not answer; as often as one likes"}}},
    {"POST", "/add-a", api_add_a, "addA",
     "pebble-challtestsrv: Add A records.",
     "Mock", "Done", NULL, 200, MOCK, {ALLOW}},
    {"POST", "/clear-a", api_clear_a, "clearA",
     "pebble-challtestsrv: Delete the A records.",
     "Mock", "Done", NULL, 200, MOCK, {ALLOW}},
    {"POST", "/add-aaaa", api_add_aaaa, "addAaaa",
     "pebble-challtestsrv: Add AAAA records.",
     "Mock", "Done", NULL, 200, MOCK, {ALLOW}},
    {"POST", "/clear-aaaa", api_clear_aaaa, "clearAaaa",
     "pebble-challtestsrv: Delete the AAAA records.",
     "Mock", "Done", NULL, 200, MOCK, {ALLOW}},
    {"POST", "/set-txt", api_set_txt, "setTxt",
     "pebble-challtestsrv: Add a TXT record.",
     "Mock", "Done", NULL, 200, MOCK, {ALLOW}},
    {"POST", "/clear-txt", api_clear_txt, "clearTxt",
     "pebble-challtestsrv: Delete the TXT records.",
     "Mock", "Done", NULL, 200, MOCK, {ALLOW}},
    {"POST", "/set-cname", api_set_cname, "setCname",
     "pebble-challtestsrv: Have this CNAME.",
     "Mock", "Done", NULL, 200, MOCK, {ALLOW}},
    {"POST", "/clear-cname", api_clear_cname, "clearCname",
     "pebble-challtestsrv: Delete the CNAME.",
     "Mock", "Done", NULL, 200, MOCK, {ALLOW}},
    {"POST", "/add-caa", api_add_caa, "addCaa",
     "pebble-challtestsrv: Add CAA records.",
     "Mock", "Done", NULL, 200, MOCK, {ALLOW}},
    {"POST", "/clear-caa", api_clear_caa, "clearCaa",
     "pebble-challtestsrv: Delete the CAA records.",
     "Mock", "Done", NULL, 200, MOCK, {ALLOW}},
    {"POST", "/add-mx", api_add_mx, "addMx",
     "pebble-challtestsrv: Add MX records.",
     "Mock", "Done", NULL, 200, MOCK, {ALLOW}},
    {"POST", "/clear-mx", api_clear_mx, "clearMx",
     "pebble-challtestsrv: Delete the MX records.",
     "Mock", "Done", NULL, 200, MOCK, {ALLOW}},
    {"GET", "/metrics", api_metrics, "metrics",
     "Numbers for Prometheus: queries, zones, changes.",
     NULL, NULL, "text/plain; version=0.0.4; charset=utf-8", 200, 0, {{0}}},
    {"GET", "/v1/faults", api_get_faults, "listFaults",
     "The faults in force, in their order, and how often each has acted.",
     NULL, "Faults", NULL, 200, 0, {{0}}},
    {"POST", "/v1/faults", api_add_fault, "addFault",
     "Answer some queries wrongly, by one more rule.",
     "Fault", "FaultDone", NULL, 201, ROUTE_ANY_TYPE, {{0}}},
    {"PUT", "/v1/faults/{id}", api_put_fault, "putFault",
     "Have this rule under this id; its counts begin anew.",
     "Fault", "FaultDone", NULL, 200, ROUTE_ANY_TYPE, {{0}}},
    {"DELETE", "/v1/faults/{id}", api_delete_fault, "deleteFault",
     "End one fault.",
     NULL, "Done", NULL, 200, 0, {{0}}},
    {"DELETE", "/v1/faults", api_delete_faults, "deleteFaults",
     "End all faults.",
     NULL, "Done", NULL, 200, 0, {{0}}},
    {"GET", "/v1/queries", api_get_queries, "listQueries",
     "The last queries that were answered, or those since a mark.",
     NULL, "Queries", NULL, 200, 0,
     {QUERY_FILTERS(FOUND_BY)
      {"since", "a mark, or a time: those after it, the first of them first; "
       "without it, the last ones"},
      {"limit", "how many are shown at most (100)"}}},
    {"POST", "/v1/expect", api_expect, "expectQueries",
     "Wait until as many queries as expected have been seen, or can no longer "
     "be; then say which.",
     "Expect", "Expected", NULL, 200, 0, {{0}}},
    {"DELETE", "/v1/queries", api_delete_queries, "forgetQueries",
     "Forget the queries until now.",
     NULL, "Done", NULL, 200, 0, {{0}}},
    {"GET", "/livez", api_get_livez, "livez", "Whether the server runs.",
     NULL, NULL, TEXT_PLAIN, 200, ROUTE_OPEN, {{0}}},
    {"GET", "/readyz", api_get_readyz, "readyz",
     "Whether all workers answer from the newest zones.",
     NULL, "Health", NULL, 200, ROUTE_OPEN, {{0}}},
    {"GET", "/openapi.json", api_get_openapi, "openapi",
     "This API as an OpenAPI 3.1 document.",
     NULL, NULL, "application/json", 200, ROUTE_OPEN, {{0}}},
};
// clang-format on

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct api_route *
api_route_rows(size_t *count)
{
	*count = ROWS;
	return rows;
}

/* Whether a segment of the target fits one of a pattern, len octets. */
static bool
fits(const char *pattern, size_t len, const char *segment)
{
	if (pattern[0] == '{')
		return *segment != '\0';
	return strlen(segment) == len && memcmp(segment, pattern, len) == 0;
}

static bool
matches(const char *path, const struct target *target,
	const char *arguments[static CALL_ARGUMENTS_MAX])
{
	size_t argument = 0;

	for (size_t i = 0; i < target->segment_count; i++) {
		size_t len;

		if (*path != '/')
			return false;
		path++;
		len = strcspn(path, "/");
		if (!fits(path, len, target->segments[i]))
			return false;
		if (path[0] == '{')
			arguments[argument++] = target->segments[i];
		path += len;
	}
	return *path == '\0';
}

static bool
is_method(const struct api_route *row, const char *method)
{
	return strcmp(row->method, method) == 0 ||
	       (strcmp(method, "HEAD") == 0 && strcmp(row->method, "GET") == 0);
}

const struct api_route *
api_route_find(const char *method, const struct target *target,
	       const char *arguments[static CALL_ARGUMENTS_MAX], bool *known)
{
	*known = false;
	for (size_t i = 0; i < ROWS; i++) {
		if (!matches(rows[i].path, target, arguments))
			continue;
		*known = true;
		if (is_method(&rows[i], method))
			return &rows[i];
	}
	return NULL;
}

char *
api_route_allow(const struct target *target)
{
	const char *unused[CALL_ARGUMENTS_MAX];
	char *allow = xstrndup("", 0);

	for (size_t i = 0; i < ROWS; i++) {
		char *longer;

		if (!matches(rows[i].path, target, unused))
			continue;
		longer = xasprintf("%s%s%s", allow, *allow ? ", " : "",
				   rows[i].method);
		free(allow);
		allow = longer;
	}
	return allow;
}
