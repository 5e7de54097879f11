/*
 * The functions that the rows of check/rules.c name, by the file they are in.
 */
#ifndef MXD_CHECK_JUDGES_H
#define MXD_CHECK_JUDGES_H

#include "check/rule.h"

/* integrity.c: without these there is no zone */
void zone_soa(struct check *check, const struct subject *name);
void zone_cname_and_other(struct check *check, const struct subject *cname);
void zone_dname(struct check *check, const struct subject *dname);
void zone_rrset_size(struct check *check, const struct subject *zone);

/* delegation.c */
void zone_ns_missing(struct check *check, const struct subject *zone);
void zone_ns_alias(struct check *check, const struct subject *ns);
void zone_ns_address(struct check *check, const struct subject *ns);
void zone_glue_missing(struct check *check, const struct subject *ns);
void zone_occluded(struct check *check, const struct subject *zone);

/* hygiene.c */
void zone_cname_loop(struct check *check, const struct subject *cname);
void zone_cname_dangling(struct check *check, const struct subject *cname);
void zone_out_of_zone(struct check *check, const struct subject *zone);
void zone_duplicate(struct check *check, const struct subject *zone);
void zone_ttl_mismatch(struct check *check, const struct subject *zone);

/* allow.c */
void allow_unused(struct check *check, const struct subject *zone);

/* mail_mx.c */
void mx_exchange_alias(struct check *check, const struct subject *mx);
void mx_exchange_dname(struct check *check, const struct subject *mx);
void mx_exchange_no_address(struct check *check, const struct subject *mx);
void mx_exchange_is_address(struct check *check, const struct subject *mx);
void mx_exchange_lost_dot(struct check *check, const struct subject *mx);
void mx_null_not_alone(struct check *check, const struct subject *mx);
void mx_null_preference(struct check *check, const struct subject *mx);

/* mail_spf.c */
void spf_multiple(struct check *check, const struct subject *txt);
void spf_syntax(struct check *check, const struct subject *txt);
void spf_lookups(struct check *check, const struct subject *txt);
void spf_void(struct check *check, const struct subject *txt);
void spf_loop(struct check *check, const struct subject *txt);
void spf_all(struct check *check, const struct subject *txt);
void spf_type99(struct check *check, const struct subject *spf);
void spf_join(struct check *check, const struct subject *txt);
void spf_mx_missing(struct check *check, const struct subject *txt);
void spf_missing(struct check *check, const struct subject *mx);

/* mail_dkim.c */
void txt_semicolon(struct check *check, const struct subject *txt);
void dkim_syntax(struct check *check, const struct subject *txt);
void dkim_key(struct check *check, const struct subject *txt);

#endif
