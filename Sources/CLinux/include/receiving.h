// Many packets from a raw socket in one system call (recvmmsg(2)).
#ifndef CLINUX_RECEIVING_H
#define CLINUX_RECEIVING_H

#include <stddef.h>
#include <stdint.h>

enum { clinux_most_packets = 16 };

// What a socket with IPV6_RECVPKTINFO and IPV6_RECVHOPLIMIT tells of an IPv6 packet, beside its bytes; addresses as two numbers, the upper
// half first.
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

// Of the packets that were read last, counted from 0; the first one of IPv6 only.
const struct clinux_packet *clinux_packet(const struct clinux_receiver *receiver, int number);
const uint8_t *clinux_packet_bytes(const struct clinux_receiver *receiver, int number);
uint32_t clinux_packet_length(const struct clinux_receiver *receiver, int number);

// Whether a packet is the same as an earlier one but for what differs each time: the identification and the checksum of an IPv4 header. The
// likeness is kept by the caller, who gives room for as many bytes as it has.
uint32_t clinux_likeness_length(const struct clinux_receiver *receiver, int number, int is_ipv6);
void clinux_copy_likeness(const struct clinux_receiver *receiver, int number, int is_ipv6, uint8_t *likeness);
int clinux_is_like(const struct clinux_receiver *receiver, int number, int is_ipv6, const uint8_t *likeness, size_t length);

#endif
