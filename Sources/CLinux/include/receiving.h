// Many packets from a raw socket in one system call (recvmmsg(2)).
#ifndef CLINUX_RECEIVING_H
#define CLINUX_RECEIVING_H

#include <stdint.h>

enum { clinux_most_packets = 16 };

// Of one packet. The rest is told of IPv6 only, by a socket with IPV6_RECVPKTINFO and IPV6_RECVHOPLIMIT; addresses as two numbers, the
// upper half first.
struct clinux_packet {
    uint32_t length;
    int32_t hop_limit;
    uint64_t source[2];
    uint64_t destination[2];
};

// Room for clinux_most_packets packets; only what has been used of it costs memory.
struct clinux_receiver;

// Returns NULL where there is no memory.
struct clinux_receiver *clinux_make_receiver(uint32_t longest_packet);
void clinux_free_receiver(struct clinux_receiver *receiver);

// Reads what there is, without waiting. Returns the number of packets, or -1 with errno set. What is longer than the room for it is cut.
int clinux_receive_packets(struct clinux_receiver *receiver, int fd, int is_ipv6);

// Of the packets that were read last, counted from 0.
const struct clinux_packet *clinux_packet(const struct clinux_receiver *receiver, int number);
const uint8_t *clinux_packet_bytes(const struct clinux_receiver *receiver, int number);

#endif
