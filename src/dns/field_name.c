/* Fields that are one name, or names to the end. */
#include "dns/field.h"

void
name_skip(struct reader *r)
{
	struct name name;

	name_view(r, &name);
}

const char *
name_field_from_text(struct field_input *in)
{
	const struct token *token = in->tokens->at;
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;
	const char *wrong;

	if (token->quoted)
		return "a name stands without quotes";
	wrong =
	    name_from_text(token->text, token->len, &in->origin, wire, &name);
	if (wrong)
		return wrong;
	writer_put(in->out, name.wire, name.len);
	in->tokens->at++;
	return NULL;
}

void
name_field_to_text(struct reader *r, struct text *out)
{
	char text[NAME_TEXT_MAX];
	struct name name;

	if (name_view(r, &name))
		text_put(out, text, name_to_text(name, text));
}

void
names_skip(struct reader *r)
{
	while (!r->failed && reader_left(r) > 0)
		name_skip(r);
}

const char *
names_from_text(struct field_input *in)
{
	while (!tokens_done(in->tokens)) {
		const char *wrong = name_field_from_text(in);

		if (wrong)
			return wrong;
	}
	return NULL;
}

void
names_to_text(struct reader *r, struct text *out)
{
	while (!r->failed && reader_left(r) > 0) {
		name_field_to_text(r, out);
		if (reader_left(r) > 0)
			text_put_char(out, ' ');
	}
}
