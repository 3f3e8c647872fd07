#define _GNU_SOURCE
#include "watching.h"

#include <sys/inotify.h>

int clinux_watch_descriptor(void) { return inotify_init1(IN_NONBLOCK | IN_CLOEXEC); }

int clinux_watch_directory(int descriptor, const char *path) {
    // No IN_MODIFY: whoever truncates a file and writes it is done when it is closed.
    return inotify_add_watch(
        descriptor, path,
        IN_CLOSE_WRITE | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
}

int clinux_unwatch(int descriptor, int watch) { return inotify_rm_watch(descriptor, watch); }

uint32_t clinux_watch_overflow(void) { return IN_Q_OVERFLOW; }

uint32_t clinux_watch_ended(void) { return IN_IGNORED; }

uint32_t clinux_watch_self(void) { return IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT; }
