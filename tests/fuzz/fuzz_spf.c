/*
 * Any octets behind "v=spf1": reading comes to an end, terms stand in the text
 * one behind the other, and what is wrong is inside of what it is wrong with.
 */
#include "base/alloc.h"
#include "check/spf_walk.h"
#include "fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct name owner = {(const uint8_t *)"\7example\3com", 13, 2};

/* No zone is known: all that names decide stays open. */
static const struct view nothing = {.references = 1};

static void
check_term(const struct spf *spf, const struct spf_term *term)
{
	const struct spf_part *whole = &term->whole;
	const struct spf_part *wrong = &term->wrong_part;

	assert(whole->len > 0 && whole->at + whole->len == spf->at);
	assert(!memchr(spf->text + whole->at, ' ', whole->len));
	assert(term->kind < SPF_KINDS);
	assert(strchr("+-~?", term->qualifier));
	if (term->wrong)
		assert(wrong->at + wrong->len <= whole->at + whole->len);
	if (term->domain.len > 0)
		assert(term->domain.at > whole->at);
	assert(term->wrong || term->kind != SPF_BROKEN);
	assert(term->prefix4 <= 32 && term->prefix6 <= 128);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static const char version[] = "v=spf1 ";
	static const uint8_t address[4] = {192, 0, 2, 1};
	char *text = xalloc(sizeof version + size);
	struct txt txt = {text, sizeof version - 1, text};
	struct spf spf;
	struct spf_term term;
	size_t last = 0;

	memcpy(text, version, txt.len);
	if (size > 0)
		memcpy(text + txt.len, octets, size);
	txt.len += size;
	assert(spf_is_record(txt.text, txt.len));
	spf_begin(&spf, txt.text, txt.len);
	while (spf_next(&spf, &term)) {
		assert(term.whole.at >= last);
		check_term(&spf, &term);
		last = spf.at;
	}
	spf_cost(&nothing, owner, &txt);
	spf_passes(&nothing, owner, &txt, (struct spf_address){address, 4});
	txt_free(&txt);
	return 0;
}
