#include "check/hostname.h"
#include "base/bytes.h"

static bool
is_digit(uint8_t octet)
{
	return octet >= '0' && octet <= '9';
}

static bool
is_letter(uint8_t octet)
{
	octet = bytes_fold(octet);
	return octet >= 'a' && octet <= 'z';
}

static bool
is_a_label(const uint8_t *label, unsigned len)
{
	return len > 4 && bytes_fold(label[0]) == 'x' &&
	       bytes_fold(label[1]) == 'n';
}

static const char *
label_wrong(const uint8_t *label, unsigned len)
{
	for (unsigned i = 0; i < len; i++) {
		if (label[i] == '_')
			return "has an underscore, which host names do not "
			       "have";
		if (!is_letter(label[i]) && !is_digit(label[i]) &&
		    label[i] != '-')
			return "has an octet that is no letter, digit or "
			       "hyphen";
	}
	if (label[0] == '-' || label[len - 1] == '-')
		return "has a label that starts or ends with a hyphen";
	if (len > 3 && label[2] == '-' && label[3] == '-' &&
	    !is_a_label(label, len))
		return "has hyphens at the third and fourth place of a label, "
		       "which only xn-- names have";
	return NULL;
}

static bool
all_digits(const uint8_t *label, unsigned len)
{
	for (unsigned i = 0; i < len; i++) {
		if (!is_digit(label[i]))
			return false;
	}
	return true;
}

const char *
hostname_wrong(struct name name)
{
	const uint8_t *label = name.wire;

	if (name_is_wildcard(name))
		label += 2;
	while (*label != 0) {
		const char *wrong = label_wrong(label + 1, *label);

		if (wrong)
			return wrong;
		if (label[1u + *label] == 0 && all_digits(label + 1, *label))
			return "ends in a number, as no top-level name does";
		label += 1u + *label;
	}
	return NULL;
}
