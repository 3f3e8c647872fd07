// Processors and namespaces of this process, whose functions Glibc's module lacks.
#ifndef CLINUX_SCHEDULING_H
#define CLINUX_SCHEDULING_H

#include <stddef.h>

// The processors that this process may run on (sched_getaffinity(2)), as bits in words of the machine. Returns -1 with errno on failure.
int clinux_processors(void *mask, size_t size);
int clinux_set_processors(const void *mask, size_t size);

// Makes a network namespace that of this process (setns(2)).
int clinux_enter_network_namespace(int descriptor);

#endif
