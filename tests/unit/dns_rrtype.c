/* The table of RR types: finding rows by code and by mnemonic. */
#include "dns/rrtype.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct rrtype *
scan(uint16_t code)
{
	size_t count;
	const struct rrtype *rows = rrtype_rows(&count);

	for (size_t i = 0; i < count; i++) {
		if (rows[i].code == code)
			return &rows[i];
	}
	return NULL;
}

Test(rrtype, rows_are_in_order_of_their_codes)
{
	size_t count;
	const struct rrtype *rows = rrtype_rows(&count);

	cr_assert_gt(count, 70);
	cr_expect_eq(rows[0].code, 1);
	for (size_t i = 1; i < count; i++)
		cr_expect_lt(rows[i - 1].code, rows[i].code);
}

Test(rrtype, every_code_finds_its_row_or_the_opaque_one)
{
	for (uint32_t code = 0; code <= UINT16_MAX; code++) {
		const struct rrtype *row = rrtype_get((uint16_t)code);
		const struct rrtype *found = scan((uint16_t)code);

		if (found) {
			cr_assert_eq(row, found, "%u", code);
		} else {
			cr_assert_null(row->mnemonic, "%u", code);
			cr_assert_eq(row->fields[0].kind, FIELD_OPAQUE);
			cr_assert_eq(row->flags, 0);
		}
	}
}

Test(rrtype, every_code_survives_its_text)
{
	for (uint32_t code = 0; code <= UINT16_MAX; code++) {
		char text[RRTYPE_TEXT_MAX];
		uint16_t back = (uint16_t)~code;

		rrtype_to_text((uint16_t)code, text);
		cr_assert(rrtype_from_text(text, strlen(text), &back), "%s",
			  text);
		cr_assert_eq(back, code, "%s", text);
	}
}

/* RFC 4034 §6.2, RFC 6840 §5.1: NSEC's name is not folded, RRSIG's is. */
Test(rrtype, names_are_folded_in_the_types_of_rfc_4034)
{
	static const char types[] =
	    " NS MD MF CNAME SOA MB MG MR PTR MINFO MX RP AFSDB RT SIG PX SRV "
	    "NAPTR KX DNAME RRSIG ";
	size_t count;
	const struct rrtype *rows = rrtype_rows(&count);

	for (size_t i = 0; i < count; i++) {
		char word[RRTYPE_TEXT_MAX + 2] = " ";
		bool folds =
		    strstr(types, strcat(strcat(word, rows[i].mnemonic), " "));

		for (unsigned f = 0; f < RRTYPE_FIELDS_MAX; f++) {
			if (rows[i].fields[f].kind == FIELD_NAME)
				cr_expect_eq(
				    (rows[i].fields[f].flags & FIELD_FOLD) > 0,
				    folds, "%s", rows[i].mnemonic);
		}
	}
}

/* rdata_write() asks the type before it looks at a field. */
Test(rrtype, a_type_with_a_compressible_name_says_so)
{
	size_t count;
	const struct rrtype *rows = rrtype_rows(&count);

	for (size_t i = 0; i < count; i++) {
		bool compressible = false;

		for (unsigned f = 0; f < RRTYPE_FIELDS_MAX; f++)
			compressible |=
			    (rows[i].fields[f].flags & FIELD_COMPRESS) != 0;
		cr_expect_eq((rows[i].flags & RRTYPE_COMPRESS) != 0,
			     compressible, "%s", rows[i].mnemonic);
	}
}

/* RFC 3597 §4. */
Test(rrtype, names_are_compressed_in_the_types_of_rfc_1035)
{
	size_t count;
	const struct rrtype *rows = rrtype_rows(&count);

	for (size_t i = 0; i < count; i++) {
		for (unsigned f = 0; f < RRTYPE_FIELDS_MAX; f++) {
			if (rows[i].fields[f].flags & FIELD_COMPRESS)
				cr_expect_leq(rows[i].code, 15, "%s",
					      rows[i].mnemonic);
			else if (rows[i].fields[f].kind == FIELD_NAME)
				cr_expect_gt(rows[i].code, 15, "%s",
					     rows[i].mnemonic);
		}
	}
}

Test(rrtype, fields_are_named)
{
	size_t count;
	const struct rrtype *rows = rrtype_rows(&count);

	for (size_t i = 0; i < count; i++) {
		const struct field *field = rows[i].fields;

		cr_expect_neq(field->kind, FIELD_NONE, "%s", rows[i].mnemonic);
		for (unsigned f = 0;
		     f < RRTYPE_FIELDS_MAX && field[f].kind != FIELD_NONE; f++)
			cr_expect_not_null(field[f].name, "%s",
					   rows[i].mnemonic);
	}
}

static int
code_of(const char *text, size_t len)
{
	uint16_t code;

	return rrtype_from_text(text, len, &code) ? code : -1;
}

/* RFC 3597 §5. */
Test(rrtype, mnemonics_are_read_in_any_case)
{
	cr_expect_eq(code_of("MX", 2), TYPE_MX);
	cr_expect_eq(code_of("mx", 2), TYPE_MX);
	cr_expect_eq(code_of("Nsec3Param", 10), 51);
	cr_expect_eq(code_of("nsap-ptr", 8), 23);
	cr_expect_eq(code_of("TYPE15", 6), TYPE_MX);
	cr_expect_eq(code_of("type65535", 9), 65535);
	cr_expect_eq(code_of("MXX", 2), TYPE_MX, "len ends it");
}

Test(rrtype, what_is_no_mnemonic_is_refused)
{
	static const char *const texts[] = {
	    "",
	    "M",
	    "MXX",
	    "TYPE",
	    "TYPE65536",
	    "TYPE000015",
	    "TYPE-1",
	    "TYPE1x",
	    "TYPE 1",
	    "TYPE+1",
	    "TYPE99999",
	    "A B",
	    "OPENPGPKEYOPENPGPKEY",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		cr_expect_eq(code_of(texts[i], strlen(texts[i])), -1, "%s",
			     texts[i]);
	cr_expect_eq(code_of("A\0B", 3), -1);
	cr_expect_eq(code_of("A\0", 2), -1);
	cr_expect_eq(code_of("TYPE\0", 5), -1);
}
