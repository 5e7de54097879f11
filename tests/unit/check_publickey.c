/*
 * Public keys: what mbedTLS and a look at the octets make of them. The keys
 * were made by OpenSSL.
 */
#include "base/alloc.h"
#include "check/publickey.h"
#include "dns/encoding.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct publickey
read_base64(const char *text, size_t less)
{
	uint8_t octets[1024];
	struct writer out = writer_init(octets, sizeof octets);
	struct decoder decoder = {0};

	cr_assert(!base64_decode(&decoder, text, strlen(text), &out));
	cr_assert(!base64_end(&decoder));
	return publickey_read(octets, out.at - less);
}

static const char rsa512_spki[] =
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAJuDsEWoDXosG5QUWMVGMJ0yplbLGFfk"
    "X9ovYctM8JG3x+dCZkStbzv5/hId+YaexwVitH56feSaVaw81OukQ5ECAwEAAQ==";
static const char rsa512_bare[] =
    "MEgCQQCbg7BFqA16LBuUFFjFRjCdMqZWyxhX5F/aL2HLTPCRt8fnQmZErW87+f4S"
    "HfmGnscFYrR+en3kmlWsPNTrpEORAgMBAAE=";
static const char ec_spki[] =
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE77YQBU0KpbVed5P2Ozg57RSwejFP"
    "legmTXs2/YohdLOMUna3agHkTs+tZwPRYhV1c6RxRrHP/6oLnEGjczOUTg==";
static const char ed_spki[] =
    "MCowBQYDK2VwAyEAkmf2fureI4qjOGRIfrdCsjZf5QAS9TaH+TgpJTjPWnA=";
static const char ed_raw[] = "kmf2fureI4qjOGRIfrdCsjZf5QAS9TaH+TgpJTjPWnA=";

Test(publickey, rsa_is_read_in_both_wrappings)
{
	struct publickey spki = read_base64(rsa512_spki, 0);
	struct publickey bare = read_base64(rsa512_bare, 0);

	cr_expect_eq(spki.kind, PUBLICKEY_RSA);
	cr_expect_eq(spki.bits, 512);
	cr_expect_eq(bare.kind, PUBLICKEY_RSA);
	cr_expect_eq(bare.bits, 512);
}

Test(publickey, ed25519_is_32_octets_or_wrapped_ones)
{
	cr_expect_eq(read_base64(ed_raw, 0).kind, PUBLICKEY_ED25519);
	cr_expect_eq(read_base64(ed_spki, 0).kind, PUBLICKEY_ED25519_DER);
	cr_expect_eq(read_base64(ed_raw, 1).kind, PUBLICKEY_NONE);
}

Test(publickey, other_kinds_are_told_from_what_is_none)
{
	uint8_t none[] = {0x30, 0x00};
	uint8_t octet[] = {0x30};

	cr_expect_eq(read_base64(ec_spki, 0).kind, PUBLICKEY_OTHER);
	cr_expect_eq(publickey_read(none, 2).kind, PUBLICKEY_NONE);
	cr_expect_eq(publickey_read(octet, 1).kind, PUBLICKEY_CUT);
	cr_expect_eq(publickey_read(none, 0).kind, PUBLICKEY_NONE);
}

Test(publickey, one_that_is_cut_anywhere_is_told_as_such)
{
	for (size_t less = 1; less < 60; less++) {
		struct publickey key = read_base64(rsa512_spki, less);

		/* 32 octets are taken for the other kind. */
		cr_expect(key.kind == PUBLICKEY_CUT ||
			      key.kind == PUBLICKEY_ED25519,
			  "%zu octets less", less);
	}
}
