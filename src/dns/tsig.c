#include "dns/tsig.h"
#include "dns/rrtype.h"

enum {
	TIME_AND_FUDGE_LEN = 8,
	ERROR_LEN = TIME_AND_FUDGE_LEN + 8, /* sizes, ID, ERROR; no MAC */
};

bool
tsig_read(const struct message_rr *rr, struct tsig *tsig)
{
	struct reader r = reader_init(rr->rdata, rr->rdlength);
	struct name algorithm;

	if (rr->class != CLASS_ANY || rr->ttl != 0 ||
	    !name_view(&r, &algorithm))
		return false;

	const uint8_t *time_and_fudge = reader_take(&r, TIME_AND_FUDGE_LEN);
	uint16_t mac_size = reader_get16(&r);

	reader_take(&r, mac_size);

	uint16_t original_id = reader_get16(&r);

	reader_get16(&r); /* ERROR */

	uint16_t other_len = reader_get16(&r);

	reader_take(&r, other_len);
	if (r.failed || reader_left(&r) > 0)
		return false;
	*tsig =
	    (struct tsig){rr->owner, algorithm, time_and_fudge, original_id};
	return true;
}

void
tsig_write_error(const struct tsig *tsig, uint16_t error, struct writer *w)
{
	writer_put(w, tsig->key.wire, tsig->key.len);
	writer_put16(w, TYPE_TSIG);
	writer_put16(w, CLASS_ANY);
	writer_put32(w, 0);
	writer_put16(w, (uint16_t)(tsig->algorithm.len + ERROR_LEN));
	writer_put(w, tsig->algorithm.wire, tsig->algorithm.len);
	writer_put(w, tsig->time_and_fudge, TIME_AND_FUDGE_LEN);
	writer_put16(w, 0); /* MAC Size */
	writer_put16(w, tsig->original_id);
	writer_put16(w, error);
	writer_put16(w, 0); /* Other Len */
}
