/*
 * The handlers of the routes (api/route.c says which is whose).
 */
#ifndef MXD_API_HANDLERS_H
#define MXD_API_HANDLERS_H

#include "api/call.h"

/* health.c */
void api_get_livez(struct call *call);
void api_get_readyz(struct call *call);

/* zones.c */
void api_get_zones(struct call *call);
void api_create_zone(struct call *call);
void api_get_zone(struct call *call);
void api_put_zone(struct call *call);
void api_patch_zone(struct call *call);
void api_delete_zone(struct call *call);

/* records.c */
void api_get_records(struct call *call);
void api_add_record(struct call *call);
void api_get_record(struct call *call);
void api_put_record(struct call *call);
void api_delete_record(struct call *call);
void api_put_rrset(struct call *call);
void api_delete_rrset(struct call *call);

/* snapshots.c */
void api_get_snapshots(struct call *call);
void api_make_snapshot(struct call *call);
void api_restore_snapshot(struct call *call);
void api_delete_snapshot(struct call *call);
void api_reset(struct call *call);
void api_reload(struct call *call);
void api_flush_zone(struct call *call);

/* judging.c */
void api_check(struct call *call);
void api_route_address(struct call *call);

/* challtestsrv.c */
void api_add_a(struct call *call);
void api_clear_a(struct call *call);
void api_add_aaaa(struct call *call);
void api_clear_aaaa(struct call *call);
void api_add_caa(struct call *call);
void api_clear_caa(struct call *call);
void api_add_mx(struct call *call);
void api_clear_mx(struct call *call);
void api_set_txt(struct call *call);
void api_clear_txt(struct call *call);
void api_set_cname(struct call *call);
void api_clear_cname(struct call *call);

/* faults.c */
void api_get_faults(struct call *call);
void api_add_fault(struct call *call);
void api_put_fault(struct call *call);
void api_delete_fault(struct call *call);
void api_delete_faults(struct call *call);

/* expect.c */
void api_expect(struct call *call);

/* queries.c */
void api_get_queries(struct call *call);
void api_delete_queries(struct call *call);

/* metrics.c */
void api_metrics(struct call *call);

/* openapi.c */
void api_get_openapi(struct call *call);

#endif
