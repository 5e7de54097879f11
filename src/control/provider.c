#include "control/provider.h"
#include "dns/text.h"

#include <stdlib.h>
#include <string.h>

/*
 * What the providers tell their customers (2026):
 *
 *   google        support.google.com/a/answer/174125, /33786, /174124
 *   microsoft365  learn.microsoft.com/microsoft-365/enterprise/
 *                 external-domain-name-system-records
 *   zoho          zoho.com/mail/help/adminconsole (data centre in the EU)
 *   fastmail      fastmail.help, "Manual DNS configuration"
 *   proton        proton.me/support/custom-domain
 */
static const struct provider rows[] = {
    {
	.name = "google",
	.title = "Google Workspace",
	.mx_note = "A new account may be told of one exchange instead: "
		   "1 smtp.google.com.",
	.mx = {"1 aspmx.l.google.com.", "5 alt1.aspmx.l.google.com.",
	       "5 alt2.aspmx.l.google.com.", "10 alt3.aspmx.l.google.com.",
	       "10 alt4.aspmx.l.google.com."},
	.spf = "v=spf1 include:_spf.google.com ~all",
	.dkim_note = "The admin console makes the key (Apps, Gmail, "
		     "Authenticate email):\n"
		     "  google._domainkey TXT \"v=DKIM1; k=rsa; p=...\"",
    },
    {
	.name = "microsoft365",
	.title = "Microsoft 365",
	.mx_note = "The exchange is named after the domain with a hyphen for "
		   "each dot; the admin\ncenter tells its name for sure.",
	.mx = {"0 %h.mail.protection.outlook.com."},
	.spf = "v=spf1 include:spf.protection.outlook.com -all",
	.dkim_note = "The Defender portal tells where these lead, which has "
		     "the tenant's name in it:\n"
		     "  selector1._domainkey CNAME "
		     "selector1-%h._domainkey.TENANT.onmicrosoft.com.\n"
		     "  selector2._domainkey CNAME "
		     "selector2-%h._domainkey.TENANT.onmicrosoft.com.",
	.note = "Where Outlook finds its settings.",
	.records = {{"autodiscover", "CNAME", "autodiscover.outlook.com."}},
    },
    {
	.name = "zoho",
	.title = "Zoho Mail (data centre in the EU)",
	.mx_note = "An account elsewhere has zoho.com., zoho.in. or another in "
		   "place of zoho.eu.",
	.mx = {"10 mx.zoho.eu.", "20 mx2.zoho.eu.", "50 mx3.zoho.eu."},
	.spf = "v=spf1 include:zoho.eu ~all",
	.dkim_note = "The admin console makes the key (Domains, Email "
		     "Configuration, DKIM):\n"
		     "  zmail._domainkey TXT \"v=DKIM1; k=rsa; p=...\"",
    },
    {
	.name = "fastmail",
	.title = "Fastmail",
	.mx = {"10 in1-smtp.messagingengine.com.",
	       "20 in2-smtp.messagingengine.com."},
	.spf = "v=spf1 include:spf.messagingengine.com ~all",
	.note = "DKIM: aliases for the keys, which Fastmail renews. Then where "
		"mail programs find\ntheir servers (RFC 6186); a dot says that "
		"a service is not offered.",
	.records = {{"fm1._domainkey", "CNAME", "fm1.%d.dkim.fmhosted.com."},
		    {"fm2._domainkey", "CNAME", "fm2.%d.dkim.fmhosted.com."},
		    {"fm3._domainkey", "CNAME", "fm3.%d.dkim.fmhosted.com."},
		    {"_submission._tcp", "SRV", "0 1 587 smtp.fastmail.com."},
		    {"_imap._tcp", "SRV", "0 0 0 ."},
		    {"_imaps._tcp", "SRV", "0 1 993 imap.fastmail.com."},
		    {"_pop3._tcp", "SRV", "0 0 0 ."},
		    {"_pop3s._tcp", "SRV", "10 1 995 pop.fastmail.com."},
		    {"_jmap._tcp", "SRV", "0 1 443 api.fastmail.com."}},
    },
    {
	.name = "proton",
	.title = "Proton Mail",
	.mx = {"10 mail.protonmail.ch.", "20 mailsec.protonmail.ch."},
	.spf = "v=spf1 include:_spf.protonmail.ch ~all",
	.dkim_note =
	    "The settings tell where these lead (Domain names, DKIM), and the "
	    "text that\nproves that the domain is yours:\n"
	    "  protonmail._domainkey CNAME "
	    "protonmail.domainkey.ID.domains.proton.ch.\n"
	    "  protonmail2._domainkey CNAME "
	    "protonmail2.domainkey.ID.domains.proton.ch.\n"
	    "  protonmail3._domainkey CNAME "
	    "protonmail3.domainkey.ID.domains.proton.ch.\n"
	    "  @ TXT \"protonmail-verification=...\"",
    },
    {
	.name = "self",
	.title = "a server of its own",
	.mx = {"10 mail"},
	.spf = "v=spf1 mx -all",
    },
};

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct provider *
provider_rows(size_t *count)
{
	*count = ROWS;
	return rows;
}

const struct provider *
provider_find(const char *name)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

char *
provider_names(void)
{
	struct text names = {0};

	for (size_t i = 0; i < ROWS; i++) {
		if (i > 0)
			text_put_word(&names, i + 1 < ROWS ? ", " : " or ");
		text_put_word(&names, rows[i].name);
	}
	return text_finish(&names);
}

static void
put_hyphened(struct text *into, const char *domain)
{
	for (; *domain != '\0'; domain++)
		text_put_char(into, (char)(*domain == '.' ? '-' : *domain));
}

char *
provider_text(const char *text, const char *domain)
{
	struct text into = {0};

	for (; *text != '\0'; text++) {
		if (text[0] == '%' && text[1] == 'd') {
			text_put_word(&into, domain);
			text++;
		} else if (text[0] == '%' && text[1] == 'h') {
			put_hyphened(&into, domain);
			text++;
		} else {
			text_put_char(&into, *text);
		}
	}
	return text_finish(&into);
}
