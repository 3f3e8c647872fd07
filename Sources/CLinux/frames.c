#define _GNU_SOURCE
#include "frames.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { most = 128 };

static int send_part(int fd, const uint8_t *bytes, const struct clinux_frame *frames, int count) {
    struct mmsghdr messages[most];
    struct iovec parts[most];
    struct sockaddr_ll addresses[most];
    memset(messages, 0, (size_t)count * sizeof messages[0]);
    for (int index = 0; index < count; index++) {
        parts[index] = (struct iovec){.iov_base = (void *)(bytes + frames[index].start), .iov_len = frames[index].length};
        addresses[index] = (struct sockaddr_ll){.sll_family = AF_PACKET, .sll_ifindex = frames[index].interface, .sll_halen = 6};
        messages[index].msg_hdr.msg_name = &addresses[index];
        messages[index].msg_hdr.msg_namelen = sizeof addresses[index];
        messages[index].msg_hdr.msg_iov = &parts[index];
        messages[index].msg_hdr.msg_iovlen = 1;
    }
    int sent = 0;
    for (int next = 0; next < count;) {
        int done = sendmmsg(fd, messages + next, (unsigned)(count - next), MSG_NOSIGNAL);
        if (done < 0 && errno == EINTR) continue;
        // The first of the rest was refused.
        next += done > 0 ? done : 1;
        if (done > 0) sent += done;
    }
    return sent;
}

int clinux_send_frames(int fd, const uint8_t *bytes, const struct clinux_frame *frames, int count) {
    int sent = 0;
    for (int start = 0; start < count; start += most) {
        int rest = count - start;
        sent += send_part(fd, bytes, frames + start, rest < most ? rest : most);
    }
    return sent;
}
