#define _GNU_SOURCE
#include "receiving.h"

#include <endian.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { most = clinux_most_packets };

union control {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(int)) + 64];
};

struct clinux_receiver {
    struct mmsghdr messages[most];
    struct iovec parts[most];
    struct clinux_packet packets[most];
    struct sockaddr_in6 senders[most];
    union control controls[most];
    uint8_t *bytes;
    uint32_t longest;
    // Whether the headers have room for what only IPv6 tells.
    int tells_ipv6;
};

struct clinux_receiver *clinux_make_receiver(uint32_t longest_packet) {
    struct clinux_receiver *receiver = calloc(1, sizeof *receiver);
    if (!receiver) return NULL;
    receiver->longest = longest_packet;
    // Pages of their own, which are there when they are first written to.
    receiver->bytes = mmap(NULL, (size_t)most * longest_packet, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (receiver->bytes == MAP_FAILED) {
        free(receiver);
        return NULL;
    }
    for (int number = 0; number < most; number++) {
        receiver->parts[number] = (struct iovec){.iov_base = receiver->bytes + (size_t)number * longest_packet, .iov_len = longest_packet};
        receiver->messages[number].msg_hdr.msg_iov = &receiver->parts[number];
        receiver->messages[number].msg_hdr.msg_iovlen = 1;
    }
    return receiver;
}

void clinux_free_receiver(struct clinux_receiver *receiver) {
    munmap(receiver->bytes, (size_t)most * receiver->longest);
    free(receiver);
}

static void read_address(uint64_t *halves, const void *address) {
    memcpy(halves, address, 16);
    halves[0] = be64toh(halves[0]);
    halves[1] = be64toh(halves[1]);
}

static void read_ipv6(struct clinux_receiver *receiver, int number) {
    struct clinux_packet *packet = &receiver->packets[number];
    struct msghdr *message = &receiver->messages[number].msg_hdr;
    packet->length = receiver->messages[number].msg_len;
    packet->hop_limit = 0;
    memset(packet->destination, 0, sizeof packet->destination);
    read_address(packet->source, &receiver->senders[number].sin6_addr);
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != IPPROTO_IPV6) continue;
        if (header->cmsg_type == IPV6_PKTINFO && header->cmsg_len >= CMSG_LEN(sizeof(struct in6_pktinfo)))
            read_address(packet->destination, CMSG_DATA(header) + offsetof(struct in6_pktinfo, ipi6_addr));
        if (header->cmsg_type == IPV6_HOPLIMIT && header->cmsg_len >= CMSG_LEN(sizeof(int)))
            memcpy(&packet->hop_limit, CMSG_DATA(header), sizeof packet->hop_limit);
    }
}

static void prepare(struct clinux_receiver *receiver, int is_ipv6) {
    if (!is_ipv6 && !receiver->tells_ipv6) return;
    receiver->tells_ipv6 = is_ipv6;
    for (int number = 0; number < most; number++) {
        struct msghdr *message = &receiver->messages[number].msg_hdr;
        message->msg_name = is_ipv6 ? &receiver->senders[number] : NULL;
        message->msg_namelen = is_ipv6 ? sizeof receiver->senders[number] : 0;
        message->msg_control = is_ipv6 ? &receiver->controls[number] : NULL;
        message->msg_controllen = is_ipv6 ? sizeof receiver->controls[number] : 0;
    }
}

int clinux_receive_packets(struct clinux_receiver *receiver, int fd, int is_ipv6) {
    prepare(receiver, is_ipv6);
    int count = recvmmsg(fd, receiver->messages, most, MSG_DONTWAIT, NULL);
    if (is_ipv6)
        for (int number = 0; number < count; number++) read_ipv6(receiver, number);
    return count;
}

uint32_t clinux_packet_length(const struct clinux_receiver *receiver, int number) { return receiver->messages[number].msg_len; }

uint32_t clinux_likeness_length(const struct clinux_receiver *receiver, int number, int is_ipv6) {
    return clinux_packet_length(receiver, number) + (is_ipv6 ? sizeof receiver->packets[number] : 0);
}

void clinux_copy_likeness(const struct clinux_receiver *receiver, int number, int is_ipv6, uint8_t *likeness) {
    size_t told = is_ipv6 ? sizeof receiver->packets[number] : 0;
    if (is_ipv6) memcpy(likeness, &receiver->packets[number], told);
    memcpy(likeness + told, clinux_packet_bytes(receiver, number), clinux_packet_length(receiver, number));
}

enum { shortest_header = 20, identification = 4, behind_identification = 6, header_checksum = 10, behind_header_checksum = 12 };

int clinux_is_like(const struct clinux_receiver *receiver, int number, int is_ipv6, const uint8_t *likeness, size_t length) {
    const uint8_t *bytes = clinux_packet_bytes(receiver, number);
    if (length != clinux_likeness_length(receiver, number, is_ipv6)) return 0;
    if (is_ipv6) {
        size_t told = sizeof receiver->packets[number];
        return memcmp(likeness, &receiver->packets[number], told) == 0 && memcmp(likeness + told, bytes, length - told) == 0;
    }
    return length >= shortest_header && memcmp(likeness, bytes, identification) == 0
           && memcmp(likeness + behind_identification, bytes + behind_identification, header_checksum - behind_identification) == 0
           && memcmp(likeness + behind_header_checksum, bytes + behind_header_checksum, shortest_header - behind_header_checksum) == 0
           && memcmp(likeness + shortest_header, bytes + shortest_header, length - shortest_header) == 0;
}

const struct clinux_packet *clinux_packet(const struct clinux_receiver *receiver, int number) { return &receiver->packets[number]; }

const uint8_t *clinux_packet_bytes(const struct clinux_receiver *receiver, int number) {
    return receiver->bytes + (size_t)number * receiver->longest;
}
