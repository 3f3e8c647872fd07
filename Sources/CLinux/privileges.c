#define _GNU_SOURCE
#include "privileges.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int read_sets(struct __user_cap_data_struct sets[2]) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    return (int)syscall(SYS_capget, &header, sets);
}

uint64_t clinux_capabilities(void) {
    struct __user_cap_data_struct sets[2];
    return read_sets(sets) == 0 ? sets[0].effective | (uint64_t)sets[1].effective << 32 : 0;
}

uint64_t clinux_bounding_set(void) {
    uint64_t found = 0;
    for (int number = 0; number < 64; number++) {
        int has = prctl(PR_CAPBSET_READ, number, 0, 0, 0);
        if (has < 0) break;
        if (has) found |= (uint64_t)1 << number;
    }
    return found;
}

int clinux_keep_capabilities(uint64_t kept) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[2];
    if (read_sets(sets) < 0) return -1;
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    for (int half = 0; half < 2; half++) {
        uint32_t mask = (uint32_t)(kept >> (32 * half));
        sets[half].permitted &= mask;
        sets[half].effective &= mask;
        sets[half].inheritable &= mask;
    }
    return (int)syscall(SYS_capset, &header, sets);
}

int clinux_limit_bounding_set(uint64_t kept) {
    for (int number = 0; number < 64; number++) {
        int has = prctl(PR_CAPBSET_READ, number, 0, 0, 0);
        if (has < 0) return 0;
        if (has && !(kept >> number & 1) && prctl(PR_CAPBSET_DROP, number, 0, 0, 0) < 0) return -1;
    }
    return 0;
}

int clinux_set_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

int clinux_set_dumpable(int on) { return prctl(PR_SET_DUMPABLE, on, 0, 0, 0); }
