#include "dns/message.h"

bool
question_read(struct reader *r, struct question *question)
{
	struct name name;

	if (!name_view(r, &name))
		return false;

	const uint8_t *at = reader_take(r, 4);

	if (!at)
		return false;
	*question =
	    (struct question){name, bytes_get16(at), bytes_get16(at + 2)};
	return true;
}

bool
message_read_rr(struct reader *r, uint8_t into[static NAME_WIRE_MAX],
		struct message_rr *rr)
{
	struct name owner = name_root;

	/* The commonest RR of a query is OPT. */
	if (reader_left(r) > 0 && *r->at == 0 && !r->failed)
		r->at++;
	else if (!name_read(r, into, &owner))
		return false;

	const uint8_t *head = reader_take(r, 10);

	if (!head)
		return false;

	uint16_t rdlength = bytes_get16(head + 8);
	const uint8_t *rdata = reader_take(r, rdlength);

	if (!rdata)
		return false;
	*rr = (struct message_rr){
	    .owner = owner,
	    .type = bytes_get16(head),
	    .class = bytes_get16(head + 2),
	    .ttl = bytes_get32(head + 4),
	    .rdlength = rdlength,
	    .rdata = rdata,
	};
	return true;
}
