#define _GNU_SOURCE
#include "CIPSet.h"

#include <dlfcn.h>
#include <libipset/ipset.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The functions of the library, which is loaded once and stays.
static struct {
    __typeof__(&ipset_load_types) load_types;
    __typeof__(&ipset_init) init;
    __typeof__(&ipset_fini) fini;
    __typeof__(&ipset_custom_printf) custom_printf;
    __typeof__(&ipset_parse_argv) parse_argv;
    __typeof__(&ipset_session) session;
    __typeof__(&ipset_session_report_msg) report;
    __typeof__(&ipset_session_report_reset) reset;
} library;

struct cipset {
    struct ipset *handle;
    void (*print)(void *context, const char *text);
    void *context;
    int failed;
    char problem[512];
};

static int load(char *problem, size_t capacity) {
    static int is_loaded;
    if (is_loaded) return 0;
    void *handle = dlopen("libipset.so.13", RTLD_NOW | RTLD_LOCAL);
    if (!handle) handle = dlopen("libipset.so", RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        snprintf(problem, capacity, "%s", dlerror());
        return -1;
    }
    library.load_types = (__typeof__(library.load_types))dlsym(handle, "ipset_load_types");
    library.init = (__typeof__(library.init))dlsym(handle, "ipset_init");
    library.fini = (__typeof__(library.fini))dlsym(handle, "ipset_fini");
    library.custom_printf = (__typeof__(library.custom_printf))dlsym(handle, "ipset_custom_printf");
    library.parse_argv = (__typeof__(library.parse_argv))dlsym(handle, "ipset_parse_argv");
    library.session = (__typeof__(library.session))dlsym(handle, "ipset_session");
    library.report = (__typeof__(library.report))dlsym(handle, "ipset_session_report_msg");
    library.reset = (__typeof__(library.reset))dlsym(handle, "ipset_session_report_reset");
    if (!library.load_types || !library.init || !library.fini || !library.custom_printf || !library.parse_argv || !library.session ||
        !library.report || !library.reset) {
        snprintf(problem, capacity, "libipset lacks a function that is needed");
        dlclose(handle);
        return -1;
    }
    library.load_types();
    is_loaded = 1;
    return 0;
}

// The library says by a call of one of these that a command has failed; what ipset_parse_argv returns doesn't tell.
__attribute__((format(printf, 4, 5))) static int note_mistake(struct ipset *handle, void *context, int status, const char *text, ...) {
    (void)handle;
    (void)status;
    struct cipset *session = context;
    va_list arguments;
    va_start(arguments, text);
    vsnprintf(session->problem, sizeof session->problem, text, arguments);
    va_end(arguments);
    session->failed = 1;
    return -1;
}

static int note_refusal(struct ipset *handle, void *context) {
    struct cipset *session = context;
    const char *text = library.report(library.session(handle));
    snprintf(session->problem, sizeof session->problem, "%s", text ? text : "refused");
    library.reset(library.session(handle));
    session->failed = 1;
    return -1;
}

__attribute__((format(printf, 3, 4))) static int hand_on(struct ipset_session *unused, void *context, const char *format, ...) {
    (void)unused;
    struct cipset *session = context;
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) return length;
    if (session->print) session->print(session->context, text);
    free(text);
    return length;
}

struct cipset *cipset_open(char *problem, size_t capacity) {
    if (load(problem, capacity) < 0) return NULL;
    struct cipset *session = calloc(1, sizeof *session);
    struct ipset *handle = session ? library.init() : NULL;
    if (!handle) {
        snprintf(problem, capacity, "no session with the kernel");
        free(session);
        return NULL;
    }
    session->handle = handle;
    library.custom_printf(handle, note_mistake, note_refusal, hand_on, session);
    return session;
}

void cipset_close(struct cipset *session) {
    if (!session) return;
    library.fini(session->handle);
    free(session);
}

int cipset_run(
    struct cipset *session, int count, char *const *words, void (*print)(void *context, const char *text), void *context, char *problem,
    size_t capacity) {
    // The library moves the words about and wants the program's name before them.
    char *arguments[32];
    if (count < 1 || count > 30) {
        snprintf(problem, capacity, "too many words");
        return -1;
    }
    arguments[0] = "ipset";
    for (int index = 0; index < count; index++) arguments[index + 1] = words[index];
    arguments[count + 1] = NULL;
    session->print = print;
    session->context = context;
    session->failed = 0;
    session->problem[0] = 0;
    int result = library.parse_argv(session->handle, count + 1, arguments);
    session->print = NULL;
    if (result == 0 && !session->failed) return 0;
    session->problem[strcspn(session->problem, "\n")] = 0;
    snprintf(problem, capacity, "%s", session->problem[0] ? session->problem : "refused");
    return -1;
}
