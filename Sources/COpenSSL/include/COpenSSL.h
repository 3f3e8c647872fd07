// OpenSSL, loaded by the first call of one of its functions: it costs a process half a megabyte of its own, and most never call one.
//
// The declarations are OpenSSL's. What the program uses of them is defined in lazy.c; a function that isn't there yet is an undefined
// symbol when the program is linked.
#ifndef COPENSSL_H
#define COPENSSL_H

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// Why OpenSSL can't be loaded, as a sentence that stays valid; NULL where it can.
const char *copenssl_problem(void);

#endif
