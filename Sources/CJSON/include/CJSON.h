// json-c, loaded by the first call of one of its functions: a daemon that no client ever talks to needs no JSON.
//
// The declarations are json-c's. What the program uses of them is defined in lazy.c; a function that isn't there yet is an undefined
// symbol when the program is linked.
#ifndef CJSON_H
#define CJSON_H

#include <json-c/json_object.h>
#include <json-c/json_tokener.h>

// Why json-c can't be loaded, as a sentence that stays valid; NULL where it can.
const char *cjson_problem(void);

// Calls `visit` for each member of an object, in their order; a member that is null has no value.
void cjson_for_each_member(
    struct json_object *object, void (*visit)(void *context, const char *name, struct json_object *value), void *context);

#endif
