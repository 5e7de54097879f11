/* RDATA in wire form: checked, compared, written, read. */
#include "dns/rdata.h"

#include "dns/field.h"

#include <assert.h>

/* Fields of a row in order, while there are any. */
static inline bool
field_exists(const struct rrtype *type, unsigned i)
{
	return i < RRTYPE_FIELDS_MAX && type->fields[i].kind != FIELD_NONE;
}

static inline void
field_skip(const struct field *field, struct reader *r)
{
	const struct field_row *row = field_get(field->kind);

	if (row->skip)
		row->skip(r);
	else
		reader_take(r, row->size);
}

bool
rdata_check(uint16_t type, const uint8_t *rdata, uint16_t len)
{
	const struct rrtype *row = rrtype_get(type);
	struct reader r = reader_init(rdata, len);

	for (unsigned i = 0; field_exists(row, i); i++)
		field_skip(&row->fields[i], &r);
	return !r.failed && reader_left(&r) == 0;
}

static int
octets_compare(const uint8_t *a, const uint8_t *b, size_t len, bool fold)
{
	if (!fold)
		return memcmp(a, b, len);
	for (size_t i = 0; i < len; i++) {
		int difference = bytes_fold(a[i]) - bytes_fold(b[i]);

		if (difference != 0)
			return difference;
	}
	return 0;
}

/*
 * Left-justified octets (RFC 4034 §6.3), names in them folded. Up to the first
 * difference both have their fields at the same places, so one walk does.
 */
int
rdata_compare(uint16_t type, const uint8_t *a, uint16_t a_len, const uint8_t *b,
	      uint16_t b_len)
{
	const struct rrtype *row = rrtype_get(type);
	struct reader r = reader_init(a, a_len);

	for (unsigned i = 0; field_exists(row, i); i++) {
		size_t start = (size_t)(r.at - a);
		size_t end, common;
		int order;

		field_skip(&row->fields[i], &r);
		assert(!r.failed);
		end = (size_t)(r.at - a);
		common = end < b_len ? end : b_len;
		if (common <= start)
			break;
		order = octets_compare(a + start, b + start, common - start,
				       row->fields[i].flags & FIELD_FOLD);
		if (order != 0)
			return order;
	}
	return (int)a_len - (int)b_len;
}

/* The RDATA's octets, with the names that the row allows compressed. */
static inline void
fields_write(struct writer *w, struct compress *table,
	     const struct rrtype *type, struct reader *r)
{
	const uint8_t *start = r->at; /* of what is to be copied as it is */

	for (unsigned i = 0; field_exists(type, i); i++) {
		struct name name;

		if (!(type->fields[i].flags & FIELD_COMPRESS)) {
			field_skip(&type->fields[i], r);
			continue;
		}
		if (r->at > start)
			writer_put(w, start, (size_t)(r->at - start));
		name = name_at(r->at);
		reader_take(r, name.len);
		compress_write(table, w, name);
		start = r->at;
	}
	if (r->at > start)
		writer_put(w, start, (size_t)(r->at - start));
	assert(!r->failed && reader_left(r) == 0);
}

void
rdata_write(struct writer *w, struct compress *table, const struct rrtype *type,
	    const uint8_t *rdata, uint16_t len)
{
	bool compressible = type->flags & RRTYPE_COMPRESS;
	uint8_t *rdlength = writer_take(w, compressible ? 2u : 2u + len);
	size_t start = w->at;
	struct reader r;

	if (!rdlength)
		return;
	if (!compressible) {
		bytes_put16(rdlength, len);
		if (len > 0)
			memcpy(rdlength + 2, rdata, len);
		return;
	}
	r = reader_init(rdata, len);
	fields_write(w, table, type, &r);
	if (!w->failed)
		bytes_put16(rdlength, (uint16_t)(w->at - start));
}

bool
rdata_read(struct reader *r, uint16_t type, uint16_t rdlength,
	   struct writer *out)
{
	const struct rrtype *row = rrtype_get(type);
	struct reader part = *r; /* ends where the RDATA ends */
	size_t mark = out->at;

	if (!reader_take(r, rdlength))
		return false;
	part.end = r->at;
	for (unsigned i = 0; field_exists(row, i); i++) {
		const struct field *field = &row->fields[i];
		const uint8_t *start = part.at;

		if (field->flags & (FIELD_COMPRESS | FIELD_ACCEPT)) {
			uint8_t wire[NAME_WIRE_MAX];
			struct name name;

			if (name_read(&part, wire, &name))
				writer_put(out, name.wire, name.len);
		} else {
			field_skip(field, &part);
			writer_put(out, start, (size_t)(part.at - start));
		}
	}
	if (part.failed || reader_left(&part) > 0 || out->failed ||
	    out->at - mark > RDATA_MAX) {
		reader_fail(r);
		return false;
	}
	return true;
}

bool
rdata_target(const struct rrtype *type, const uint8_t *rdata, uint16_t len,
	     struct name *target)
{
	struct reader r = reader_init(rdata, len);

	for (unsigned i = 0; field_exists(type, i); i++) {
		if (type->fields[i].flags & FIELD_TARGET) {
			*target = name_at(r.at);
			return true;
		}
		field_skip(&type->fields[i], &r);
	}
	return false;
}

unsigned
rdata_before_target(const struct rrtype *type)
{
	unsigned before = 0;

	for (unsigned i = 0; field_exists(type, i); i++) {
		if (type->fields[i].flags & FIELD_TARGET)
			break;
		before += field_get(type->fields[i].kind)->size;
	}
	return before;
}
