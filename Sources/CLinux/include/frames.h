// Many Ethernet frames in one system call (sendmmsg(2)).
#ifndef CLINUX_FRAMES_H
#define CLINUX_FRAMES_H

#include <stdint.h>

// A frame of `length` bytes, which begins at this place of many bytes and leaves by the interface of this number.
struct clinux_frame {
    uint32_t start;
    uint32_t length;
    int32_t interface;
};

// Sends frames that stand in `bytes`. One that is refused doesn't keep those behind it. Returns how many were sent.
int clinux_send_frames(int fd, const uint8_t *bytes, const struct clinux_frame *frames, int count);

#endif
