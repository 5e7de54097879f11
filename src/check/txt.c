#include "check/txt.h"
#include "base/alloc.h"
#include "base/bytes.h"

#include <stdlib.h>

struct txt
txt_join(struct rdata rdata)
{
	struct txt txt = {0};

	if (rdata.len > 0 && rdata.len == 1u + rdata.octets[0])
		return (struct txt){(const char *)rdata.octets + 1,
				    rdata.octets[0], NULL};
	txt.text = txt.joined = xalloc(rdata.len);
	for (size_t at = 0; at < rdata.len; at += 1u + rdata.octets[at]) {
		memcpy(txt.joined + txt.len, rdata.octets + at + 1,
		       rdata.octets[at]);
		txt.len += rdata.octets[at];
	}
	return txt;
}

void
txt_free(struct txt *txt)
{
	free(txt->joined);
}

bool
txt_starts(struct rdata rdata, const char *letters)
{
	size_t at = 0;

	while (at < rdata.len && *letters) {
		const uint8_t *string = rdata.octets + at;

		for (unsigned i = 1; i <= string[0] && *letters; i++) {
			if (bytes_fold(string[i]) !=
			    bytes_fold((uint8_t)*letters++))
				return false;
		}
		at += 1u + string[0];
	}
	return *letters == '\0';
}

struct rdata
rrset_rdata(const struct zone *zone, const struct rrset *rrset, unsigned i)
{
	struct rdata rdata = zone_first_rdata(zone, rrset);

	while (i-- > 0)
		rdata = rdata_next(rdata);
	return rdata;
}

/* Octets that one octet of a string takes in the text: \DDD, \X or itself. */
static size_t
written_len(const char *at, size_t left)
{
	size_t len = 1;

	if (at[0] == '\\' && left > 1)
		len = at[1] >= '0' && at[1] <= '9' ? 4 : 2;
	return len < left ? len : left;
}

struct spot
txt_spot(const struct check *check, const struct subject *subject, unsigned i,
	 size_t offset, size_t len)
{
	struct rdata rdata = rrset_rdata(subject->zone, subject->rrset, i);
	unsigned field = 0;
	size_t at = 0;

	while (at + 1u + rdata.octets[at] < rdata.len &&
	       offset >= rdata.octets[at]) {
		offset -= rdata.octets[at];
		at += 1u + rdata.octets[at];
		field++;
	}

	return spot_octets(check, spot_field(check, subject, i, field), offset,
			   len);
}

struct spot
spot_octets(const struct check *check, struct spot spot, size_t offset,
	    size_t len)
{
	size_t left;
	const char *text = spot_text(check, spot, &left);
	size_t from = 0;
	size_t to;

	if (!text)
		return spot;
	if (text[0] == '"') {
		from = 1;
		left -= left > 1 && text[left - 1] == '"';
	}
	while (offset > 0 && from < left) {
		from += written_len(text + from, left - from);
		offset--;
	}
	for (to = from; len > 0 && to < left; len--)
		to += written_len(text + to, left - to);
	spot.pos.offset += (uint32_t)from;
	spot.span = to > from ? (uint32_t)(to - from) : 1;
	return spot;
}
