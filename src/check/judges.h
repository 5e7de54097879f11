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
void spf_join(struct check *check, const struct subject *txt);
void spf_mx_missing(struct check *check, const struct subject *txt);
void spf_missing(struct check *check, const struct subject *mx);

/* mail_spf_other.c; spf_almost() is a part of spf_syntax() */
void spf_almost(struct check *check, const struct subject *txt);
void spf_type99(struct check *check, const struct subject *spf);

/* mail_dkim.c */
void txt_semicolon(struct check *check, const struct subject *txt);
void dkim_syntax(struct check *check, const struct subject *txt);
void dkim_key(struct check *check, const struct subject *txt);
/* mail_host.c */
void mx_exchange_hostname(struct check *check, const struct subject *mx);
void mx_exchange_loopback(struct check *check, const struct subject *mx);
void mx_exchange_private(struct check *check, const struct subject *mx);
void mx_exchange_v6_only(struct check *check, const struct subject *mx);
void mx_exchange_v4_only(struct check *check, const struct subject *mx);
void mx_exchange_outside(struct check *check, const struct subject *mx);
void mx_exchange_same_address(struct check *check, const struct subject *mx);

/* mail_set.c */
void mx_exchange_twice(struct check *check, const struct subject *mx);
void mx_count(struct check *check, const struct subject *mx);
void mx_single(struct check *check, const struct subject *mx);
void mx_no_gap(struct check *check, const struct subject *mx);
void mx_answer_size(struct check *check, const struct subject *mx);

/* mail_place.c */
void mx_missing(struct check *check, const struct subject *name);
void mx_null_no_address(struct check *check, const struct subject *mx);
void mx_at_root_or_tld(struct check *check, const struct subject *mx);
void mx_below_cut(struct check *check, const struct subject *mx);
void mx_wildcard_shadowed(struct check *check, const struct subject *mx);

/* soa.c */
void zone_rname_at(struct check *check, const struct subject *soa);
void zone_serial_not_raised(struct check *check, const struct subject *soa);
void zone_soa_timers(struct check *check, const struct subject *soa);
void zone_owner_hostname(struct check *check, const struct subject *name);
void zone_ds_misplaced(struct check *check, const struct subject *name);

/* srv.c */
void srv_target_alias(struct check *check, const struct subject *srv);
void srv_target_no_address(struct check *check, const struct subject *srv);
void srv_owner(struct check *check, const struct subject *srv);
void srv_mail_autoconfig(struct check *check, const struct subject *srv);

/* ptr.c */

/* Whether there is anything for these to look at: a reverse zone. */
bool ptr_asked(const struct view *view);

void ptr_missing(struct check *check, const struct subject *mx);
void ptr_mismatch(struct check *check, const struct subject *mx);
void ptr_alias(struct check *check, const struct subject *ptr);
void ptr_lost_dot(struct check *check, const struct subject *ptr);

/* mail_dmarc.c */
void dmarc_syntax(struct check *check, const struct subject *txt);
void dmarc_report(struct check *check, const struct subject *txt);
void dmarc_obsolete(struct check *check, const struct subject *txt);
void dmarc_none(struct check *check, const struct subject *name);

/* mail_sts.c, mail_bimi.c */
void mta_sts(struct check *check, const struct subject *txt);
void tls_rpt(struct check *check, const struct subject *txt);
void bimi(struct check *check, const struct subject *txt);

/* tlsa.c, caa.c */
void tlsa_data(struct check *check, const struct subject *tlsa);
void tlsa_usage(struct check *check, const struct subject *tlsa);
void tlsa_partial(struct check *check, const struct subject *mx);
void tlsa_orphan(struct check *check, const struct subject *tlsa);
void caa_syntax(struct check *check, const struct subject *caa);

#endif
