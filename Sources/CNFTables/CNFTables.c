#define _GNU_SOURCE
#include "CNFTables.h"

#include <dlfcn.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <string.h>

// The functions of the library, which is loaded once and stays.
static struct {
    __typeof__(&nft_ctx_new) new_context;
    __typeof__(&nft_ctx_free) free_context;
    __typeof__(&nft_ctx_buffer_output) buffer_output;
    __typeof__(&nft_ctx_buffer_error) buffer_error;
    __typeof__(&nft_ctx_get_error_buffer) error_text;
    __typeof__(&nft_run_cmd_from_buffer) run;
} library;

static int load(char *problem, size_t capacity) {
    static int is_loaded;
    if (is_loaded) return 0;
    void *handle = dlopen("libnftables.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        snprintf(problem, capacity, "%s", dlerror());
        return -1;
    }
    library.new_context = (__typeof__(library.new_context))dlsym(handle, "nft_ctx_new");
    library.free_context = (__typeof__(library.free_context))dlsym(handle, "nft_ctx_free");
    library.buffer_output = (__typeof__(library.buffer_output))dlsym(handle, "nft_ctx_buffer_output");
    library.buffer_error = (__typeof__(library.buffer_error))dlsym(handle, "nft_ctx_buffer_error");
    library.error_text = (__typeof__(library.error_text))dlsym(handle, "nft_ctx_get_error_buffer");
    library.run = (__typeof__(library.run))dlsym(handle, "nft_run_cmd_from_buffer");
    if (!library.new_context || !library.free_context || !library.buffer_output || !library.buffer_error || !library.error_text || !library.run) {
        snprintf(problem, capacity, "libnftables lacks a function that is needed");
        dlclose(handle);
        return -1;
    }
    is_loaded = 1;
    return 0;
}

int cnftables_run(const char *commands, char *problem, size_t capacity) {
    if (load(problem, capacity) < 0) return -1;
    struct nft_ctx *context = library.new_context(NFT_CTX_DEFAULT);
    if (!context) {
        snprintf(problem, capacity, "out of memory");
        return -1;
    }
    library.buffer_output(context);
    library.buffer_error(context);
    int result = library.run(context, commands);
    if (result != 0) {
        const char *text = library.error_text(context);
        snprintf(problem, capacity, "%s", text && text[0] ? text : "refused");
        // The first line says it; the others show where in the commands.
        problem[strcspn(problem, "\n")] = 0;
    }
    library.free_context(context);
    return result == 0 ? 0 : -1;
}
