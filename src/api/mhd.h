/*
 * libmicrohttpd, opened when somebody wants the API. It brings GnuTLS and eight
 * libraries more: who only serves DNS should not wait for these, nor have their
 * memory.
 */
#ifndef MXD_API_MHD_H
#define MXD_API_MHD_H

#include <microhttpd.h>
#include <stdbool.h>

/* What is used of it: FUNCTION(x) for each MHD_x. */
#define MHD_FUNCTIONS(FUNCTION)                                                \
	FUNCTION(add_response_header)                                          \
	FUNCTION(create_response_from_buffer)                                  \
	FUNCTION(destroy_response)                                             \
	FUNCTION(get_connection_info)                                          \
	FUNCTION(get_daemon_info)                                              \
	FUNCTION(get_timeout)                                                  \
	FUNCTION(lookup_connection_value)                                      \
	FUNCTION(queue_response)                                               \
	FUNCTION(resume_connection)                                            \
	FUNCTION(run)                                                          \
	FUNCTION(start_daemon)                                                 \
	FUNCTION(stop_daemon)                                                  \
	FUNCTION(suspend_connection)

#define MHD_POINTER(name) __typeof__(MHD_##name) *(name);
struct libmhd {
	MHD_FUNCTIONS(MHD_POINTER)
};
#undef MHD_POINTER

/* All NULL before libmhd_open(). */
extern struct libmhd libmhd;

/* Once is enough, more do no harm. False, which is logged, when the library is
 * not there or not the one that this was built for. It stays open. */
bool libmhd_open(void);

#endif
