// inotify(7), whose header Glibc's module lacks.
#ifndef CLINUX_WATCHING_H
#define CLINUX_WATCHING_H

#include <stdint.h>

int clinux_watch_descriptor(void);

// Reports whatever happens to the names in a directory and to itself. Returns the watch's number, which is the same for one directory
// under two names.
int clinux_watch_directory(int descriptor, const char *path);

int clinux_unwatch(int descriptor, int watch);

// Bits of an event: some were lost; the watch is no more; it is about the directory itself.
uint32_t clinux_watch_overflow(void);
uint32_t clinux_watch_ended(void);
uint32_t clinux_watch_self(void);

#endif
