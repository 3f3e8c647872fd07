// libipset, loaded when it is first wanted: most directors use no sets, and a library costs memory in every process.
#ifndef CIPSET_H
#define CIPSET_H

#include <stddef.h>

struct cipset;

// Loads the library and opens a session. NULL with a sentence in `problem` where that can't be.
struct cipset *cipset_open(char *problem, size_t capacity);

void cipset_close(struct cipset *session);

// Runs one command of ipset(8), as words. 0 when it was carried out; else -1 with a sentence in `problem`.
// What the command prints is handed to `print`, which may be NULL.
int cipset_run(
    struct cipset *session, int count, char *const *words, void (*print)(void *context, const char *text), void *context, char *problem,
    size_t capacity);

#endif
