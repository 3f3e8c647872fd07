#define _GNU_SOURCE
#include "scheduling.h"

#include <sched.h>

int clinux_processors(void *mask, size_t size) {
    return sched_getaffinity(0, size, mask);
}

int clinux_set_processors(const void *mask, size_t size) {
    return sched_setaffinity(0, size, mask);
}

int clinux_enter_network_namespace(int descriptor) {
    return setns(descriptor, CLONE_NEWNET);
}
