// A number that two processes share: always whole, whoever writes.
#ifndef CLINUX_SHARING_H
#define CLINUX_SHARING_H

#include <stdint.h>

static inline int64_t clinux_load(const void *page) { return __atomic_load_n((const int64_t *)page, __ATOMIC_RELAXED); }

static inline void clinux_store(void *page, int64_t number) { __atomic_store_n((int64_t *)page, number, __ATOMIC_RELAXED); }

#endif
