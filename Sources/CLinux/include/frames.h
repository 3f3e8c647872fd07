// Many Ethernet frames in one system call (sendmmsg(2)).
#ifndef CLINUX_FRAMES_H
#define CLINUX_FRAMES_H

#include <stdint.h>

// Sends `count` frames, which stand one behind the other in `bytes`, out of the interfaces of these numbers. One that is refused doesn't keep
// those behind it. Returns how many were sent.
int clinux_send_frames(int fd, const uint8_t *bytes, const uint32_t *lengths, const int32_t *interfaces, int count);

#endif
