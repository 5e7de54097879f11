#include "control/tojson_query.h"
#include "control/tojson.h"
#include "dns/message.h"
#include "dns/rrtype.h"
#include "dns/text.h"
#include "lab/query_field.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static json_t *
text_json(struct text *text)
{
	char *finished = text_finish(text);
	json_t *json = json_string(finished);

	free(finished);
	return json;
}

static json_t *
number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

json_t *
tojson_time(uint64_t ns)
{
	time_t seconds = (time_t)(ns / 1000000000);
	struct text text = {0};
	char whole[64];
	struct tm utc;

	gmtime_r(&seconds, &utc);
	strftime(whole, sizeof whole, "%Y-%m-%dT%H:%M:%S.", &utc);
	text_put_word(&text, whole);
	text_put_number(&text, ns % 1000000000 / 1000, 6);
	text_put_char(&text, 'Z');
	return text_json(&text);
}

static json_t *
name_json(struct name name)
{
	char text[NAME_TEXT_MAX];

	if (name.len == 0)
		return NULL;
	name_to_text(name, text);
	return json_string(text);
}

/* In the order of the header. */
static json_t *
flags_json(unsigned flags)
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = {{FLAG_AA, "AA"}, {FLAG_TC, "TC"}, {FLAG_RD, "RD"},
		     {FLAG_RA, "RA"}, {FLAG_AD, "AD"}, {FLAG_CD, "CD"}};
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (flags & names[i].bit)
			json_array_append_new(list, json_string(names[i].name));
	}
	return list;
}

/* fields: NULL where there is nothing to tell */

static json_t *
value_time(const struct sighting *seen)
{
	return tojson_time(seen->time);
}

static json_t *
value_client(const struct sighting *seen)
{
	bool ipv6 = seen->bits & SIGHTING_IPV6;
	char text[INET6_ADDRSTRLEN];

	return json_string(inet_ntop(ipv6 ? AF_INET6 : AF_INET, seen->client,
				     text, sizeof text));
}

static json_t *
value_port(const struct sighting *seen)
{
	return number(seen->port);
}

static json_t *
value_transport(const struct sighting *seen)
{
	return json_string(seen->bits & SIGHTING_TCP ? "tcp" : "udp");
}

static json_t *
value_name(const struct sighting *seen)
{
	return name_json(sighting_name(seen));
}

static json_t *
value_type(const struct sighting *seen)
{
	char text[RRTYPE_TEXT_MAX];

	return seen->bits & SIGHTING_NAME
		   ? json_string(rrtype_to_text(seen->type, text))
		   : NULL;
}

static json_t *
value_class(const struct sighting *seen)
{
	char text[CODE_TEXT_MAX];

	return seen->bits & SIGHTING_NAME
		   ? json_string(code_to_text(&codes_class, seen->class, text))
		   : NULL;
}

static json_t *
value_flags(const struct sighting *seen)
{
	return flags_json(seen->query_flags);
}

static json_t *
value_udp_size(const struct sighting *seen)
{
	return seen->bits & SIGHTING_EDNS ? number(seen->udp_size) : NULL;
}

static json_t *
value_dnssec_ok(const struct sighting *seen)
{
	return seen->bits & SIGHTING_EDNS
		   ? json_boolean(seen->bits & SIGHTING_DO)
		   : NULL;
}

static json_t *
value_rcode(const struct sighting *seen)
{
	char text[CODE_TEXT_MAX];

	return seen->reply_len > 0
		   ? json_string(code_to_text(&codes_rcode, seen->rcode, text))
		   : NULL;
}

static json_t *
value_answer_flags(const struct sighting *seen)
{
	return seen->reply_len > 0 ? flags_json(seen->reply_flags) : NULL;
}

static json_t *
value_query_size(const struct sighting *seen)
{
	return number(seen->query_len);
}

static json_t *
value_answer_size(const struct sighting *seen)
{
	return number(seen->reply_len);
}

static json_t *
value_zone(const struct sighting *seen)
{
	uint8_t folded[NAME_WIRE_MAX];
	struct name zone = sighting_zone(seen);

	return zone.len > 0 ? name_json(name_fold(zone, folded)) : NULL;
}

static json_t *
value_fault(const struct sighting *seen)
{
	return seen->bits & SIGHTING_FAULT ? tojson_text(seen->fault) : NULL;
}

static json_t *
value_latency_us(const struct sighting *seen)
{
	return number(seen->latency / 1000);
}

json_t *
tojson_query(const struct sighting *seen)
{
	static const struct {
		const char *name;
		json_t *(*value)(const struct sighting *seen);
	} fields[] = {
#define FIELD(name, kind, when, says) {#name, value_##name},
	    QUERY_FIELDS(FIELD)
#undef FIELD
	};
	json_t *json = json_object();

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		json_t *value = fields[i].value(seen);

		if (value)
			json_object_set_new(json, fields[i].name, value);
	}
	return json;
}
