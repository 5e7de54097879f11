/*
 * The limit of open files (RLIMIT_NOFILE): each connection takes a descriptor.
 */
#ifndef MXD_CONTROL_FILES_H
#define MXD_CONTROL_FILES_H

#include <stdint.h>

/*
 * Raise the limit, as far as this process may, so that there can be so many
 * connections besides `others` descriptors. Returns how many connections there
 * can be: fewer, with a warning, where the limit is too low; at least 1.
 */
uint32_t files_for_connections(uint32_t connections, uint32_t others);

#endif
