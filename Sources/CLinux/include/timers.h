// Timers that are descriptors (timerfd_create(2)).
#ifndef CLINUX_TIMERS_H
#define CLINUX_TIMERS_H

#include <stdint.h>

// A timer of CLOCK_BOOTTIME that closes on exec.
int clinux_timer_descriptor(void);

// Has it expire once at `nanoseconds` of the clock, also where that has passed.
int clinux_set_timer(int timer, int64_t nanoseconds);

#endif
