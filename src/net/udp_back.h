/*
 * The way back to whoever sent a datagram, for answers that leave later than
 * with their batch.
 */
#ifndef MXD_NET_UDP_BACK_H
#define MXD_NET_UDP_BACK_H

#include "net/serve.h"
#include "net/udp.h"

struct udp_back {
	struct udp *udp;
	union address peer;
	_Alignas(struct cmsghdr) uint8_t control[SOCKET_CONTROL_MAX];
	size_t control_len;
};

/* Of a datagram as it was received. */
void udp_back_init(struct udp_back *back, struct udp *udp,
		   const struct msghdr *in);

/* Send at once. */
void udp_back_send(const struct udp_back *back, uint8_t *octets, size_t len);

/*
 * Do what a fault says about sending a reply. True: it is to be sent now, as
 * any other.
 */
bool udp_back_fault(const struct udp_back *back, const struct served *served,
		    uint8_t *reply);

#endif
