#define _GNU_SOURCE
#include "CJSON.h"

#include <dlfcn.h>
#include <json-c/json_object_iterator.h>
#include <stdio.h>

static void *library;
static char problem[256];

// Loaded once, to stay. The number is that of the interface for which the program was built.
static void *handle(void) {
    if (!library) library = dlopen("libjson-c.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library && !*problem) {
        const char *reason = dlerror();
        snprintf(problem, sizeof problem, "libjson-c.so.5 can't be loaded: %s", reason ? reason : "no reason given");
    }
    return library;
}

static void *find(const char *name) { return handle() ? dlsym(library, name) : NULL; }

const char *cjson_problem(void) { return handle() ? NULL : problem; }

// A function of json-c under its own name; without the library it returns zero, which is a failure or nothing for each of them.
#define LAZY(result, name, parameters, arguments)                                          \
    result name parameters {                                                               \
        static __typeof__(&name) function;                                                 \
        if (!function) function = (__typeof__(&name))find(#name);                          \
        return function ? function arguments : (result)0;                                  \
    }

LAZY(struct json_tokener *, json_tokener_new_ex, (int depth), (depth))
LAZY(struct json_object *, json_tokener_parse_ex, (struct json_tokener * tokener, const char *text, int length), (tokener, text, length))
LAZY(enum json_tokener_error, json_tokener_get_error, (struct json_tokener * tokener), (tokener))
LAZY(size_t, json_tokener_get_parse_end, (struct json_tokener * tokener), (tokener))
LAZY(int, json_object_put, (struct json_object * object), (object))
LAZY(enum json_type, json_object_get_type, (const struct json_object *object), (object))
LAZY(json_bool, json_object_get_boolean, (const struct json_object *object), (object))
LAZY(int64_t, json_object_get_int64, (const struct json_object *object), (object))
LAZY(const char *, json_object_to_json_string, (struct json_object * object), (object))
LAZY(const char *, json_object_get_string, (struct json_object * object), (object))
LAZY(int, json_object_get_string_len, (const struct json_object *object), (object))
LAZY(size_t, json_object_array_length, (const struct json_object *object), (object))
LAZY(struct json_object *, json_object_array_get_idx, (const struct json_object *object, size_t index), (object, index))

void json_tokener_set_flags(struct json_tokener *tokener, int flags) {
    static __typeof__(&json_tokener_set_flags) function;
    if (!function) function = (__typeof__(&json_tokener_set_flags))find("json_tokener_set_flags");
    if (function) function(tokener, flags);
}

void json_tokener_free(struct json_tokener *tokener) {
    static __typeof__(&json_tokener_free) function;
    if (!function) function = (__typeof__(&json_tokener_free))find("json_tokener_free");
    if (function) function(tokener);
}

void cjson_for_each_member(
    struct json_object *object, void (*visit)(void *context, const char *name, struct json_object *value), void *context) {
    static struct {
        __typeof__(&json_object_iter_begin) begin;
        __typeof__(&json_object_iter_end) end;
        __typeof__(&json_object_iter_next) next;
        __typeof__(&json_object_iter_equal) equal;
        __typeof__(&json_object_iter_peek_name) name;
        __typeof__(&json_object_iter_peek_value) value;
    } iterate;
    if (!iterate.begin) {
        iterate.end = (__typeof__(iterate.end))find("json_object_iter_end");
        iterate.next = (__typeof__(iterate.next))find("json_object_iter_next");
        iterate.equal = (__typeof__(iterate.equal))find("json_object_iter_equal");
        iterate.name = (__typeof__(iterate.name))find("json_object_iter_peek_name");
        iterate.value = (__typeof__(iterate.value))find("json_object_iter_peek_value");
        if (!iterate.end || !iterate.next || !iterate.equal || !iterate.name || !iterate.value) return;
        iterate.begin = (__typeof__(iterate.begin))find("json_object_iter_begin");
        if (!iterate.begin) return;
    }
    struct json_object_iterator place = iterate.begin(object), end = iterate.end(object);
    while (!iterate.equal(&place, &end)) {
        visit(context, iterate.name(&place), iterate.value(&place));
        iterate.next(&place);
    }
}
