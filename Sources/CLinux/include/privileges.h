// Capabilities of this process (capabilities(7)), as sets of bits: bit N is capability number N.
#ifndef CLINUX_PRIVILEGES_H
#define CLINUX_PRIVILEGES_H

#include <stdint.h>

// The effective ones; 0 where they can't be read.
uint64_t clinux_capabilities(void);

// Those that a program executed by root could still get.
uint64_t clinux_bounding_set(void);

// Gives up all but these in the effective, permitted and inheritable sets, and in the ambient set all.
int clinux_keep_capabilities(uint64_t kept);

// Gives up all but these for every program that this process will ever execute.
int clinux_limit_bounding_set(uint64_t kept);

// What is executed from now on gets no more rights than this process has: no setuid programs, no file capabilities.
int clinux_set_no_new_privileges(void);

// No memory image when the process crashes, and no tracing by other processes of its user.
int clinux_set_dumpable(int on);

#endif
