/*
 * Domains as people write them: in letters beyond ASCII, too (RFC 5890), which
 * DNS knows by their A-labels. The only door to libidn2.
 */
#ifndef MXD_BASE_IDN_H
#define MXD_BASE_IDN_H

/*
 * The same domain in ASCII, in new memory: U-labels become A-labels (RFC 5891
 * §4), ASCII stays as it is. Returns NULL, or what is wrong, with *ascii NULL:
 * also where an octet is one that stands around a domain, never in it, which
 * are blanks, control characters and <>()[],;:"
 */
const char *idn_to_ascii(const char *text, char **ascii);

#endif
