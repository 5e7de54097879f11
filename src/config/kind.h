/*
 * The kinds of values that a setting can have: how a text becomes a value.
 */
#ifndef MXD_CONFIG_KIND_H
#define MXD_CONFIG_KIND_H

#include "config/setting.h"

extern const struct setting_kind kind_bool;       /* bool */
extern const struct setting_kind kind_number;     /* uint32_t */
extern const struct setting_kind kind_workers;    /* uint32_t, 0 for "auto" */
extern const struct setting_kind kind_text;       /* char *, NULL for "" */
extern const struct setting_kind kind_level;      /* enum log_level */
extern const struct setting_kind kind_secret;     /* struct config_secret */
extern const struct setting_kind kind_endpoint;   /* struct endpoints */
extern const struct setting_kind kind_zone;       /* struct texts */
extern const struct setting_kind kind_rule;       /* struct texts */
extern const struct setting_kind kind_rule_level; /* struct texts */
extern const struct setting_kind kind_control;    /* struct control_address */
extern const struct setting_kind kind_path;       /* char *, NULL for "" */
extern const struct setting_kind kind_host;       /* struct texts */
extern const struct setting_kind kind_outside;    /* enum config_outside */
extern const struct setting_kind kind_addresses;  /* struct endpoints */
extern const struct setting_kind kind_name;       /* struct texts */
extern const struct setting_kind kind_fault;      /* struct faults_list */

#endif
