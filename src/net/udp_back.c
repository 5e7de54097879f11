#include "net/udp_back.h"
#include "base/alloc.h"

#include <string.h>

/* An answer that is late. */
struct late {
	struct parked parked; /* first: it is its answer */
	struct udp_back back;
	bool twice;
	size_t len;
	uint8_t reply[];
};

void
udp_back_init(struct udp_back *back, struct udp *udp, const struct msghdr *in)
{
	back->udp = udp;
	memcpy(&back->peer, in->msg_name, sizeof back->peer);
	back->control_len = in->msg_controllen;
	if (in->msg_controllen > 0)
		memcpy(back->control, in->msg_control, in->msg_controllen);
}

void
udp_back_send(const struct udp_back *back, uint8_t *octets, size_t len)
{
	struct udp_back copy = *back;
	struct iovec iovec = {octets, len};
	struct datagram datagram = {.header = {
					.msg_name = &copy.peer,
					.msg_namelen = address_size(&copy.peer),
					.msg_iov = &iovec,
					.msg_iovlen = 1,
					.msg_control = copy.control,
					.msg_controllen = copy.control_len,
				    }};

	if (back->udp->wildcard)
		socket_reply_control(&datagram.header);
	udp_send(back->udp, &datagram, 1);
}

static uint32_t
on_time(struct parked *parked)
{
	struct late *late = (struct late *)parked;

	udp_back_send(&late->back, late->reply, late->len);
	if (late->twice)
		udp_back_send(&late->back, late->reply, late->len);
	return 0;
}

bool
udp_back_fault(const struct udp_back *back, const struct served *served,
	       uint8_t *reply)
{
	size_t len = served->answered.len;
	bool twice = served->way == FAULT_TWICE;
	struct late *late;

	if (len == 0)
		return false;
	if (served->delay == 0) {
		if (twice)
			udp_back_send(back, reply, len);
		return true;
	}
	late = xcalloc(1, sizeof *late + len);
	late->parked.on_time = on_time;
	late->parked.octets = sizeof *late + len;
	late->back = *back;
	late->twice = twice;
	late->len = len;
	memcpy(late->reply, reply, len);
	park_add(back->udp->park, &late->parked, served->delay,
		 back->udp->serve->serving->delayed);
	return false;
}
