/* The small numbers of messages and their mnemonics. */
#include "dns/codes.h"

#include <criterion/criterion.h>
#include <string.h>

static uint16_t
value_of(const struct codes *codes, const char *text)
{
	uint16_t value = 0xdead;

	cr_assert(code_from_text(codes, text, strlen(text), &value), "%s",
		  text);
	return value;
}

Test(codes, every_row_comes_back_from_its_mnemonic)
{
	const struct codes *const registries[] = {&codes_rcode, &codes_opcode,
						  &codes_class, &codes_ede};

	for (unsigned i = 0; i < 4; i++) {
		for (size_t row = 0; row < registries[i]->count; row++) {
			char text[CODE_TEXT_MAX];
			uint16_t value = registries[i]->rows[row].value;

			code_to_text(registries[i], value, text);
			cr_assert_str_eq(text,
					 registries[i]->rows[row].mnemonic);
			cr_assert_eq(value_of(registries[i], text), value);
		}
	}
}

Test(codes, a_value_without_a_row_is_prefix_and_number)
{
	char text[CODE_TEXT_MAX];

	cr_assert_str_eq(code_to_text(&codes_class, 0, text), "CLASS0");
	cr_assert_str_eq(code_to_text(&codes_class, 65535, text), "CLASS65535");
	cr_assert_str_eq(code_to_text(&codes_rcode, 24, text), "RCODE24");
	cr_assert_eq(value_of(&codes_class, "class65535"), 65535);
	cr_assert_eq(value_of(&codes_class, "CLASS1"), CLASS_IN);
	cr_assert_eq(value_of(&codes_rcode, "RCODE3"), RCODE_NXDOMAIN);
}

Test(codes, mnemonics_come_in_any_case)
{
	cr_assert_eq(value_of(&codes_rcode, "nxdomain"), RCODE_NXDOMAIN);
	cr_assert_eq(value_of(&codes_class, "ch"), CLASS_CH);
	cr_assert_eq(value_of(&codes_ede, "not authoritative"),
		     EDE_NOT_AUTHORITATIVE);
}

Test(codes, what_is_neither_is_refused_and_leaves_the_value)
{
	static const char *const wrong[] = {
	    "",       "I",          "INN",        "CLASS",   "CLASS-1",
	    "CLASSx", "CLASS65536", "CLASS99999", "CLASS1x", "1",
	};

	for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		uint16_t value = 7;

		cr_assert_not(code_from_text(&codes_class, wrong[i],
					     strlen(wrong[i]), &value),
			      "%s", wrong[i]);
		cr_assert_eq(value, 7);
	}
}
