#define _GNU_SOURCE
#include "COpenSSL.h"

#include <dlfcn.h>
#include <stdio.h>

#define TEXT_OF(value) #value
#define TEXT(value) TEXT_OF(value)

// The version is that of the headers, whose structures and constants the program was built with.
static struct library {
    const char *const name;
    void *handle;
} ssl = {"libssl.so." TEXT(OPENSSL_SHLIB_VERSION), NULL}, crypto = {"libcrypto.so." TEXT(OPENSSL_SHLIB_VERSION), NULL};

static char problem[256];

// Loaded once, to stay.
static void *handle(struct library *library) {
    if (!library->handle) library->handle = dlopen(library->name, RTLD_NOW | RTLD_LOCAL);
    if (!library->handle && !*problem) {
        const char *reason = dlerror();
        snprintf(problem, sizeof problem, "%s can't be loaded: %s", library->name, reason ? reason : "no reason given");
    }
    return library->handle;
}

static void *find(struct library *library, const char *name) {
    void *opened = handle(library);
    return opened ? dlsym(opened, name) : NULL;
}

const char *copenssl_problem(void) { return handle(&crypto) && handle(&ssl) ? NULL : problem; }

// A function of OpenSSL under its own name; without the library it returns zero, which is OpenSSL's word for failure.
#define LAZY(library, result, name, parameters, arguments)                                       \
    result name parameters {                                                                     \
        static __typeof__(&name) function;                                                       \
        if (!function) function = (__typeof__(&name))find(&library, #name);                      \
        return function ? function arguments : (result)0;                                        \
    }

// The same for one that returns nothing.
#define LAZY_VOID(library, name, parameters, arguments)                                          \
    void name parameters {                                                                       \
        static __typeof__(&name) function;                                                       \
        if (!function) function = (__typeof__(&name))find(&library, #name);                      \
        if (function) function arguments;                                                        \
    }

// Errors
LAZY_VOID(crypto, ERR_clear_error, (void), ())
LAZY(crypto, unsigned long, ERR_peek_error, (void), ())
LAZY(crypto, unsigned long, ERR_peek_last_error, (void), ())
LAZY(crypto, const char *, ERR_reason_error_string, (unsigned long error), (error))

// Digests and message authentication
LAZY(crypto, EVP_MD_CTX *, EVP_MD_CTX_new, (void), ())
LAZY_VOID(crypto, EVP_MD_CTX_free, (EVP_MD_CTX *context), (context))
LAZY(crypto, int, EVP_DigestInit_ex, (EVP_MD_CTX *context, const EVP_MD *type, ENGINE *engine), (context, type, engine))
LAZY(crypto, int, EVP_DigestUpdate, (EVP_MD_CTX *context, const void *bytes, size_t count), (context, bytes, count))
LAZY(crypto, int, EVP_DigestFinal_ex, (EVP_MD_CTX *context, unsigned char *digest, unsigned *length), (context, digest, length))
LAZY(crypto, const EVP_MD *, EVP_md5, (void), ())
LAZY(crypto, const EVP_MD *, EVP_sha256, (void), ())
LAZY(crypto, unsigned char *, HMAC,
     (const EVP_MD *type, const void *key, int key_length, const unsigned char *bytes, size_t count, unsigned char *digest,
      unsigned *length),
     (type, key, key_length, bytes, count, digest, length))
LAZY(crypto, int, CRYPTO_memcmp, (const void *one, const void *other, size_t count), (one, other, count))

// Buffers in memory
LAZY(crypto, BIO *, BIO_new, (const BIO_METHOD *type), (type))
LAZY(crypto, const BIO_METHOD *, BIO_s_mem, (void), ())
LAZY(crypto, int, BIO_read, (BIO *buffer, void *bytes, int count), (buffer, bytes, count))
LAZY(crypto, int, BIO_write, (BIO *buffer, const void *bytes, int count), (buffer, bytes, count))
LAZY(crypto, size_t, BIO_ctrl_pending, (BIO *buffer), (buffer))
LAZY(crypto, int, BIO_free, (BIO *buffer), (buffer))

// What connections share
LAZY(ssl, const SSL_METHOD *, TLS_client_method, (void), ())
LAZY(ssl, SSL_CTX *, SSL_CTX_new, (const SSL_METHOD *method), (method))
LAZY_VOID(ssl, SSL_CTX_free, (SSL_CTX *context), (context))
LAZY(ssl, long, SSL_CTX_ctrl, (SSL_CTX *context, int command, long number, void *value), (context, command, number, value))
LAZY_VOID(ssl, SSL_CTX_set_verify, (SSL_CTX *context, int mode, SSL_verify_cb callback), (context, mode, callback))
LAZY_VOID(ssl, SSL_CTX_set_quiet_shutdown, (SSL_CTX *context, int mode), (context, mode))
LAZY(ssl, int, SSL_CTX_load_verify_file, (SSL_CTX *context, const char *path), (context, path))
LAZY(ssl, int, SSL_CTX_set_default_verify_paths, (SSL_CTX *context), (context))
LAZY(ssl, int, SSL_CTX_use_certificate_chain_file, (SSL_CTX *context, const char *path), (context, path))
LAZY(ssl, int, SSL_CTX_use_PrivateKey_file, (SSL_CTX *context, const char *path, int type), (context, path, type))
LAZY_VOID(ssl, SSL_CTX_set_default_passwd_cb, (SSL_CTX *context, pem_password_cb *callback), (context, callback))
LAZY_VOID(ssl, SSL_CTX_set_default_passwd_cb_userdata, (SSL_CTX *context, void *data), (context, data))

// A connection
LAZY(ssl, SSL *, SSL_new, (SSL_CTX *context), (context))
LAZY_VOID(ssl, SSL_free, (SSL *connection), (connection))
LAZY(ssl, long, SSL_ctrl, (SSL *connection, int command, long number, void *value), (connection, command, number, value))
LAZY_VOID(ssl, SSL_set_bio, (SSL *connection, BIO *input, BIO *output), (connection, input, output))
LAZY_VOID(ssl, SSL_set_connect_state, (SSL *connection), (connection))
LAZY(ssl, int, SSL_do_handshake, (SSL *connection), (connection))
LAZY(ssl, int, SSL_read, (SSL *connection, void *bytes, int count), (connection, bytes, count))
LAZY(ssl, int, SSL_write, (SSL *connection, const void *bytes, int count), (connection, bytes, count))
LAZY(ssl, int, SSL_get_error, (const SSL *connection, int result), (connection, result))
LAZY(ssl, X509_VERIFY_PARAM *, SSL_get0_param, (SSL *connection), (connection))
LAZY(ssl, int, SSL_set1_host, (SSL *connection, const char *name), (connection, name))
LAZY(ssl, int, SSL_get_verify_mode, (const SSL *connection), (connection))
LAZY(ssl, long, SSL_get_verify_result, (const SSL *connection), (connection))
LAZY(crypto, int, X509_VERIFY_PARAM_set1_ip_asc, (X509_VERIFY_PARAM *parameters, const char *address), (parameters, address))
LAZY(crypto, const char *, X509_verify_cert_error_string, (long error), (error))
