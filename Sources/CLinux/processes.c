#define _GNU_SOURCE
#include "processes.h"

#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int clinux_process_events(void) {
    int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_CONNECTOR);
    if (fd < 0) return -1;
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
    enum proc_cn_mcast_op operation = PROC_CN_MCAST_LISTEN;
    struct cn_msg message = {.id = {.idx = CN_IDX_PROC, .val = CN_VAL_PROC}, .len = sizeof operation};
    struct nlmsghdr header = {.nlmsg_len = sizeof header + sizeof message + sizeof operation, .nlmsg_type = NLMSG_DONE};
    char request[sizeof header + sizeof message + sizeof operation];
    memcpy(request, &header, sizeof header);
    memcpy(request + sizeof header, &message, sizeof message);
    memcpy(request + sizeof header + sizeof message, &operation, sizeof operation);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && send(fd, request, sizeof request, 0) == (ssize_t)sizeof request) return fd;
    int failure = errno;
    close(fd);
    errno = failure;
    return -1;
}
