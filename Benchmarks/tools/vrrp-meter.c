// Plays the other master on a link, and measures what a VRRP daemon does when it falls silent.
//
//   vrrp-meter takeover INTERFACE SOURCE COUNT ADDRESSES SECONDS
//     advertises the virtual routers 1 to COUNT with priority 200 and ADDRESSES addresses each (10.99.ROUTER.1 and up)
//     for three seconds from SOURCE, stops, and listens for SECONDS.
//     Prints: worst overshoot beyond three intervals and the skew time of priority 100, first to last takeover, first advertisement to
//     last gratuitous ARP (all in ms), number of virtual routers taken over, and the time of the first advertisement (s since 1970).
//   vrrp-meter advertise INTERFACE SOURCE COUNT SECONDS
//     advertises the virtual routers 1 to COUNT with priority 200 and an address each, every second for SECONDS, one 40 us after the other: the
//     250 of a keepalived that is their master stand 25 to 60 us apart and take 10 ms, since each instance keeps the time at which it began.
//   vrrp-meter first INTERFACE SECONDS
//     prints the time of the first advertisement (s since 1970).
//   vrrp-meter addresses SECONDS
//     prints the time of the last new address of this network namespace (s since 1970), and how many came.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void give_up(const char *what) {
    perror(what);
    exit(1);
}

static int open_link(const char *interface) {
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
    if (fd < 0) give_up("socket");
    int size = 8 << 20, on = 1;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)if_nametoindex(interface)};
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) give_up(interface);
    return fd;
}

// One frame with the kernel's time of its arrival; own ones are left out. Returns its length, 0 after the deadline.
static ssize_t receive(int fd, unsigned char *frame, size_t size, double deadline, double *when) {
    for (;;) {
        double rest = deadline - now();
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (rest <= 0 || poll(&ready, 1, (int)(rest * 1000) + 1) <= 0) return 0;
        struct sockaddr_ll from;
        char control[256];
        struct iovec part = {.iov_base = frame, .iov_len = size};
        struct msghdr message = {
            .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        ssize_t count = recvmsg(fd, &message, 0);
        if (count < 14 || from.sll_pkttype == PACKET_OUTGOING) continue;
        *when = now();
        for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header))
            if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_TIMESTAMPNS) {
                struct timespec time;
                memcpy(&time, CMSG_DATA(header), sizeof time);
                *when = (double)time.tv_sec + (double)time.tv_nsec / 1e9;
            }
        return count;
    }
}

// The virtual router of an advertisement with a priority, else 0.
static int advertised(const unsigned char *frame, ssize_t count) {
    if (count < 14 + 20 + 8 || frame[12] != 8 || frame[13] != 0 || frame[14 + 9] != 112) return 0;
    const unsigned char *vrrp = frame + 14 + 4 * (frame[14] & 15);
    return vrrp + 8 <= frame + count && vrrp[2] > 0 ? vrrp[1] : 0;
}

static int is_announcement(const unsigned char *frame, ssize_t count) { return count >= 42 && frame[12] == 8 && frame[13] == 6; }

static unsigned checksum(const unsigned char *bytes, size_t count) {
    unsigned sum = 0;
    for (size_t index = 0; index + 1 < count; index += 2) sum += (unsigned)(bytes[index] << 8 | bytes[index + 1]);
    while (sum >> 16) sum = (sum & 0xFFFF) + (sum >> 16);
    return ~sum & 0xFFFF;
}

static void advertise(int fd, unsigned source, int identifier, int addresses, unsigned char priority) {
    unsigned char packet[20 + 8 + 255 * 4 + 8] = {0x45, 0xC0, 0, 0, 0, 1, 0, 0, 255, 112};
    unsigned char *vrrp = packet + 20;
    size_t length = 8 + 4 * (size_t)addresses + 8, whole = 20 + length;
    packet[2] = (unsigned char)(whole >> 8), packet[3] = (unsigned char)whole;
    memcpy(packet + 12, &source, 4);
    memcpy(packet + 16, (unsigned char[]){224, 0, 0, 18}, 4);
    unsigned sum = checksum(packet, 20);
    packet[10] = (unsigned char)(sum >> 8), packet[11] = (unsigned char)sum;
    memcpy(vrrp, (unsigned char[]){0x21, (unsigned char)identifier, priority, (unsigned char)addresses, 0, 1, 0, 0}, 8);
    for (int address = 1; address <= addresses; address++)
        memcpy(vrrp + 4 + 4 * address, (unsigned char[]){10, 99, (unsigned char)identifier, (unsigned char)address}, 4);
    sum = checksum(vrrp, length);
    vrrp[6] = (unsigned char)(sum >> 8), vrrp[7] = (unsigned char)sum;
    struct sockaddr_in to = {.sin_family = AF_INET};
    memcpy(&to.sin_addr, packet + 16, 4);
    if (sendto(fd, packet, whole, 0, (struct sockaddr *)&to, sizeof to) < 0) give_up("send");
}

static int open_sender(const char *interface) {
    int raw = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
    if (raw < 0 || setsockopt(raw, SOL_SOCKET, SO_BINDTODEVICE, interface, (socklen_t)strlen(interface)) < 0) give_up("raw socket");
    return raw;
}

static void sleep_until(struct timespec *time, long nanoseconds_more) {
    time->tv_nsec += nanoseconds_more;
    time->tv_sec += time->tv_nsec / 1000000000;
    time->tv_nsec %= 1000000000;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, time, NULL);
}

static int advertise_for(const char *interface, const char *source, int count, double seconds) {
    const long gap = 40000;
    int raw = open_sender(interface);
    prctl(PR_SET_TIMERSLACK, 1);
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    for (double end = now() + seconds; now() < end; sleep_until(&time, 1000000000 - count * gap))
        for (int identifier = 1; identifier <= count; identifier++) {
            advertise(raw, inet_addr(source), identifier, 1, 200);
            sleep_until(&time, gap);
        }
    return 0;
}

static int takeover(const char *interface, const char *source_text, int count, int addresses, double seconds) {
    int link = open_link(interface);
    int raw = open_sender(interface);
    unsigned source = inet_addr(source_text);
    double silent[256] = {0}, taken[256] = {0}, announced = 0, when;
    unsigned char frame[2048];
    for (int round = 0; round < 4; round++) {
        for (int identifier = 1; identifier <= count; identifier++) {
            advertise(raw, source, identifier, addresses, 200);
            silent[identifier] = now();
        }
        if (round < 3) sleep(1);
    }
    double begin = now(), deadline = begin + 1;
    // What came in meanwhile: the daemon may have been master.
    while (receive(link, frame, sizeof frame, deadline, &when) > 0) {}
    deadline = begin + seconds;
    ssize_t length;
    while ((length = receive(link, frame, sizeof frame, deadline, &when)) > 0) {
        int identifier = advertised(frame, length);
        if (identifier > 0 && identifier <= count && taken[identifier] == 0) taken[identifier] = when;
        // Those of the first second: the repetition comes after five.
        if (is_announcement(frame, length) && (announced == 0 || when - announced < 1)) announced = when;
    }
    double worst = -1e9, first = 1e18, last = 0;
    int found = 0;
    for (int identifier = 1; identifier <= count; identifier++) {
        if (taken[identifier] == 0) continue;
        found++;
        double overshoot = taken[identifier] - silent[identifier] - 3 - 156.0 / 256;
        if (overshoot > worst) worst = overshoot;
        if (taken[identifier] < first) first = taken[identifier];
        if (taken[identifier] > last) last = taken[identifier];
    }
    if (found == 0) return puts("nobody took over"), 1;
    printf("%.3f %.3f %.3f %d %.6f\n", worst * 1e3, (last - first) * 1e3, (announced - first) * 1e3, found, first);
    return 0;
}

static int first(const char *interface, double seconds) {
    int link = open_link(interface);
    unsigned char frame[2048];
    double deadline = now() + seconds, when;
    ssize_t length;
    while ((length = receive(link, frame, sizeof frame, deadline, &when)) > 0)
        if (advertised(frame, length)) return printf("%.6f\n", when), 0;
    return puts("nothing was advertised"), 1;
}

static int addresses(double seconds) {
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), size = 8 << 20, count = 0;
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_IPV4_IFADDR};
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) give_up("netlink");
    double deadline = now() + seconds, last = 0;
    for (;;) {
        double rest = deadline - now();
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (rest <= 0 || poll(&ready, 1, (int)(rest * 1000) + 1) <= 0) break;
        char buffer[65536];
        ssize_t length = recv(fd, buffer, sizeof buffer, 0);
        double when = now();
        for (struct nlmsghdr *header = (struct nlmsghdr *)buffer; length > 0 && NLMSG_OK(header, (unsigned)length); header = NLMSG_NEXT(header, length))
            if (header->nlmsg_type == RTM_NEWADDR) last = when, count++;
    }
    return printf("%.6f %d\n", last, count), 0;
}

int main(int count, char **words) {
    if (count == 7 && strcmp(words[1], "takeover") == 0 && atoi(words[4]) < 256 && atoi(words[5]) < 256)
        return takeover(words[2], words[3], atoi(words[4]), atoi(words[5]), atof(words[6]));
    if (count == 6 && strcmp(words[1], "advertise") == 0 && atoi(words[4]) < 256)
        return advertise_for(words[2], words[3], atoi(words[4]), atof(words[5]));
    if (count == 4 && strcmp(words[1], "first") == 0) return first(words[2], atof(words[3]));
    if (count == 3 && strcmp(words[1], "addresses") == 0) return addresses(atof(words[2]));
    fputs("usage: see the beginning of vrrp-meter.c\n", stderr);
    return 2;
}
