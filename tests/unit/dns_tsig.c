/* The unsigned answer to a TSIG of an unknown key (RFC 8945). */
#include "dns/rrtype.h"
#include "dns/tsig.h"

#include <criterion/criterion.h>
#include <string.h>

/* HMAC-SHA256., time, fudge 300, MAC of 4 octets, ID, no error, no other. */
static const uint8_t signed_rdata[] = {
    11,   'h',  'm',  'a',  'c',  '-',  's', 'h',
    'a',  '2',  '5',  '6',  0,                   /* name */
    0,    0,    0x5c, 0xf7, 0x9f, 0x11, 1,   44, /* time */
    0,    4,    0xde, 0xad, 0xbe, 0xef,          /* MAC */
    0x12, 0x34, 0,    0,    0,    0,             /* ID ... */
};

static struct message_rr
tsig_rr(size_t rdlength)
{
	return (struct message_rr){
	    .owner = {(const uint8_t *)"\3key", 5, 1},
	    .type = TYPE_TSIG,
	    .class = CLASS_ANY,
	    .ttl = 0,
	    .rdlength = (uint16_t)rdlength,
	    .rdata = signed_rdata,
	};
}

Test(tsig, bad_key_comes_back_unsigned)
{
	static const uint8_t wanted[] = {
	    3,   'k', 'e',  'y',  0,    0,    250,  0,   255,
	    0,   0,   0,    0,    0,    29,   11,   'h', 'm',
	    'a', 'c', '-',  's',  'h',  'a',  '2',  '5', '6',
	    0,   0,   0,    0x5c, 0xf7, 0x9f, 0x11, 1,   44, /* as it came */
	    0,   0,   0x12, 0x34, 0,    17,   0,    0, /* no MAC, BADKEY */
	};
	struct message_rr rr = tsig_rr(sizeof signed_rdata);
	struct tsig tsig;
	uint8_t buffer[128];
	struct writer w = writer_init(buffer, sizeof buffer);

	cr_assert(tsig_read(&rr, &tsig));
	tsig_write_error(&tsig, TSIG_BADKEY, &w);
	cr_assert_not(w.failed);
	cr_assert_eq(w.at, sizeof wanted);
	cr_assert_eq(memcmp(buffer, wanted, sizeof wanted), 0);
}

Test(tsig, any_other_length_is_malformed)
{
	for (size_t len = 0; len < sizeof signed_rdata; len++) {
		struct message_rr rr = tsig_rr(len);
		struct tsig tsig = {.original_id = 7};

		cr_assert_not(tsig_read(&rr, &tsig), "%zu", len);
		cr_assert_eq(tsig.original_id, 7);
	}
}

/* RFC 8945 §4.2 */
Test(tsig, class_is_any_and_ttl_is_zero)
{
	struct message_rr rr = tsig_rr(sizeof signed_rdata);
	struct tsig tsig;

	rr.class = CLASS_IN;
	cr_assert_not(tsig_read(&rr, &tsig));
	rr = tsig_rr(sizeof signed_rdata);
	rr.ttl = 1;
	cr_assert_not(tsig_read(&rr, &tsig));
}
