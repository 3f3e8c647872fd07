#define _GNU_SOURCE
#include "timers.h"

#include <sys/timerfd.h>
#include <time.h>

int clinux_timer_descriptor(void) { return timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK); }

int clinux_set_timer(int timer, int64_t nanoseconds) {
    // Zero would disarm it.
    if (nanoseconds < 1) nanoseconds = 1;
    struct itimerspec when = {.it_value = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000}};
    return timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}
