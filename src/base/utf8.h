/*
 * Octets of people's texts for formats that are UTF-8 (RFC 3629): JSON, XML.
 */
#ifndef MXD_BASE_UTF8_H
#define MXD_BASE_UTF8_H

/*
 * A text as UTF-8 without control octets, in new memory: what is neither is
 * "?".
 */
char *utf8_printable(const char *text);

#endif
