// The Linux calls that Swift's Glibc module lacks or cannot import: variadic functions, function-like macros, functions marked
// unavailable, and structures that need _GNU_SOURCE. Nothing here decides anything.
//
// The header itself includes as little as it can: a type that this module and Glibc's both define, but under different
// feature macros, would be two types to the compiler.
#ifndef CLINUX_H
#define CLINUX_H

#include <getopt.h>
#include <linux/if_packet.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "frames.h"
#include "links.h"
#include "local.h"
#include "privileges.h"
#include "processes.h"
#include "receiving.h"
#include "scheduling.h"
#include "sharing.h"
#include "terminal.h"
#include "timers.h"
#include "watching.h"

// Swift marks fork unavailable, because most programs have threads; the supervisor has one.
pid_t clinux_fork(void);

// fcntl is variadic.
int clinux_fcntl(int fd, int command, int argument);
int clinux_open(const char *path, int flags, mode_t mode);

int clinux_epoll_control(int epoll, int operation, int fd, uint32_t events, uint64_t data);

// The event structure is packed, so its fields are read here.
uint64_t clinux_epoll_data(const struct epoll_event *events, int index);
uint32_t clinux_epoll_events(const struct epoll_event *events, int index);

// Waits with nanosecond precision (epoll_pwait2, Linux 5.11); older kernels round up to milliseconds.
int clinux_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t nanoseconds);

// A descriptor that reports the given signals, which are blocked from ordinary delivery.
int clinux_signal_descriptor(const int *signals, int count);

// A child starts with no signal blocked or ignored, whatever its parent did.
void clinux_reset_signals(void);

// Starts a program that has these descriptors at 3 and up, 0 to 2 as this process has them, no others, and no signal blocked or ignored. The
// caller waits until the program is executed; its memory isn't copied. A child that can't execute it ends with status 127; one that still runs
// after `limit` seconds (0: no limit) by SIGALRM.
// Returns the process number, or -1 with errno set.
pid_t clinux_start_program(const char *path, char *const *arguments, const int *descriptors, int count, unsigned limit);

// Starts a program at the head of a process group of its own: `null` as its descriptors 0 to 2 and no others, no signal blocked or
// ignored, as user where it isn't negative and in the groups where there are any (the first is its own), with `death_signal` (where not 0) when the starting process ends. The
// caller waits until the program is executed, so a failure is known at once.
// Returns the process number, or -1 with errno set.
pid_t clinux_start_script(
    const char *path, char *const *arguments, char *const *environment, int null, int64_t user, const gid_t *groups, size_t group_count,
    int death_signal);

// The kernel sends this process the signal when the one that started it ends. 0, or -1 with errno set.
int clinux_set_death_signal(int signal);

// pidfd_open(2).
int clinux_process_descriptor(pid_t process);

// Whether the child has ended; it stays a zombie (waitid(2) with WNOWAIT).
int clinux_has_ended(pid_t process);

// The environment, whose global variable is not safe for Swift to name.
char *const *clinux_environment(void);

void clinux_ignore_signal(int number);

// The name that ps(1) shows.
void clinux_set_process_name(const char *name);

int clinux_wait_exited(int status);
int clinux_wait_exit_status(int status);
int clinux_wait_signal(int status);

// The C library declares socket addresses as a union of pointers, which Swift cannot pass.
int clinux_bind(int fd, const void *address, socklen_t length);
int clinux_connect(int fd, const void *address, socklen_t length);
ssize_t clinux_sendto(int fd, const void *bytes, size_t count, int flags, const void *address, socklen_t length);
ssize_t clinux_recvfrom(int fd, void *bytes, size_t count, void *address, socklen_t *length);

// Sends a datagram to an IPv4 address, of which the number has the first byte in its highest bits.
ssize_t clinux_send_ipv4(int fd, const void *bytes, size_t count, uint32_t destination);

// Sends one IPv6 packet's payload from a source address (16 bytes), out of an interface, with a hop limit (RFC 3542).
ssize_t clinux_send_ipv6(
    int fd, const void *bytes, size_t count, const uint8_t *source, const uint8_t *destination, uint32_t interface, int hop_limit);

// Sends bytes and, where it is not negative, one descriptor (SCM_RIGHTS); the macros that build this are C's alone.
ssize_t clinux_send_message(int fd, const void *bytes, size_t count, int descriptor);

// Receives bytes and at most one descriptor, which is -1 where none came.
ssize_t clinux_receive_message(int fd, void *bytes, size_t capacity, int *descriptor);

// getopt_long leaves its results in global variables.
const char *clinux_option_argument(void);
int clinux_option_index(void);

// malloc_trim(3): gives the allocator's free pages back to the kernel.
void clinux_trim_memory(void);

// Unmaps the pages of the program and its libraries that are as in their files.
void clinux_unmap_clean_program_pages(void);

// getrandom(2).
ssize_t clinux_random(void *bytes, size_t count);

// A pipe whose ends close on exec.
int clinux_pipe(int ends[2]);

// A file in memory that closes on exec, and the seals that keep it as it is (memfd_create(2)).
int clinux_memory_file(const char *name);
int clinux_seal(int fd);

// Closes all descriptors from this number on.
void clinux_close_from(unsigned first);

// Writes at the end of a file opened for appending, and fails with EAGAIN rather than wait for the disk where the file system can tell.
ssize_t clinux_write_soon(int fd, const void *bytes, size_t count);

#endif
