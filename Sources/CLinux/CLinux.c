#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

pid_t clinux_fork(void) { return fork(); }

int clinux_fcntl(int fd, int command, int argument) { return fcntl(fd, command, argument); }

int clinux_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }

int clinux_epoll_control(int epoll, int operation, int fd, uint32_t events, uint64_t data) {
    struct epoll_event event = {.events = events, .data = {.u64 = data}};
    return epoll_ctl(epoll, operation, fd, &event);
}

uint64_t clinux_epoll_data(const struct epoll_event *events, int index) { return events[index].data.u64; }

uint32_t clinux_epoll_events(const struct epoll_event *events, int index) { return events[index].events; }

int clinux_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t nanoseconds) {
    if (nanoseconds < 0) return epoll_wait(epoll, events, capacity, -1);
#ifdef SYS_epoll_pwait2
    struct timespec timeout = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    int count = (int)syscall(SYS_epoll_pwait2, epoll, events, capacity, &timeout, NULL, (size_t)0);
    if (count >= 0 || errno != ENOSYS) return count;
#endif
    int64_t milliseconds = (nanoseconds + 999999) / 1000000;
    return epoll_wait(epoll, events, capacity, milliseconds > 3600000 ? 3600000 : (int)milliseconds);
}

int clinux_signal_descriptor(const int *signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int index = 0; index < count; index++) sigaddset(&set, signals[index]);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return -1;
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

void clinux_reset_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
}

// What a child does between vfork and exec: it shares the parent's memory, so nothing but system calls.
static void become_program(const char *path, char *const *arguments, const int *descriptors, int count, unsigned limit) {
    // Outlives execve.
    if (limit > 0) alarm(limit);
    // Out of the way first: any may stand on another's place.
    int moved[8];
    if (count > 8) _exit(127);
    for (int index = 0; index < count; index++)
        if ((moved[index] = fcntl(descriptors[index], F_DUPFD, 16)) < 0) _exit(127);
    for (int index = 0; index < count; index++)
        if (dup2(moved[index], 3 + index) < 0) _exit(127);
    syscall(SYS_close_range, 3U + (unsigned)count, ~0U, 0U);
    clinux_reset_signals();
    execv(path, arguments);
    _exit(127);
}

pid_t clinux_start_program(const char *path, char *const *arguments, const int *descriptors, int count, unsigned limit) {
    sigset_t all, former;
    // No handler may run in the child, in the parent's memory.
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &former);
    pid_t child = vfork();
    if (child == 0) become_program(path, arguments, descriptors, count, limit);
    int failure = errno;
    sigprocmask(SIG_SETMASK, &former, NULL);
    errno = failure;
    return child;
}

// The same for a script; the calls directly, since the C library's setgroups and its like speak to all threads.
static int become_script(
    const char *path, char *const *arguments, char *const *environment, int null, int64_t user, const gid_t *groups, size_t group_count,
    int death_signal) {
    if (setpgid(0, 0) < 0) return errno;
    for (int standard = 0; standard <= 2; standard++)
        if (dup2(null, standard) < 0) return errno;
    syscall(SYS_close_range, 3U, ~0U, 0U);
    if (group_count > 0 && (syscall(SYS_setgroups, group_count, groups) < 0 || syscall(SYS_setresgid, groups[0], groups[0], groups[0]) < 0))
        return errno;
    if (user >= 0) {
        uid_t number = (uid_t)user;
        if (syscall(SYS_setresuid, number, number, number) < 0) return errno;
    }
    // After the change of user, which clears it.
    if (death_signal > 0) prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0);
    clinux_reset_signals();
    execve(path, arguments, environment);
    return errno;
}

pid_t clinux_start_script(
    const char *path, char *const *arguments, char *const *environment, int null, int64_t user, const gid_t *groups, size_t group_count,
    int death_signal) {
    volatile int failure = 0;
    sigset_t all, former;
    // No handler may run in the child, in the parent's memory.
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &former);
    pid_t child = vfork();
    if (child == 0) {
        failure = become_script(path, arguments, environment, null, user, groups, group_count, death_signal);
        _exit(127);
    }
    int forking = errno;
    sigprocmask(SIG_SETMASK, &former, NULL);
    if (child < 0) {
        errno = forking;
        return -1;
    }
    if (failure == 0) return child;
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    errno = failure;
    return -1;
}

int clinux_set_death_signal(int signal) { return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0); }

int clinux_process_descriptor(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int clinux_has_ended(pid_t process) {
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)process, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == process;
}

extern char **environ;

char *const *clinux_environment(void) { return environ; }

void clinux_ignore_signal(int number) { signal(number, SIG_IGN); }

void clinux_set_process_name(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

int clinux_wait_exited(int status) { return WIFEXITED(status); }

int clinux_wait_exit_status(int status) { return WEXITSTATUS(status); }

int clinux_wait_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

int clinux_bind(int fd, const void *address, socklen_t length) { return bind(fd, (const struct sockaddr *)address, length); }

int clinux_connect(int fd, const void *address, socklen_t length) { return connect(fd, (const struct sockaddr *)address, length); }

ssize_t clinux_sendto(int fd, const void *bytes, size_t count, int flags, const void *address, socklen_t length) {
    return sendto(fd, bytes, count, flags, (const struct sockaddr *)address, length);
}

ssize_t clinux_recvfrom(int fd, void *bytes, size_t count, void *address, socklen_t *length) {
    return recvfrom(fd, bytes, count, 0, (struct sockaddr *)address, length);
}


ssize_t clinux_send_message(int fd, const void *bytes, size_t count, int descriptor) {
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    union { char room[CMSG_SPACE(sizeof(int))]; struct cmsghdr align; } control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = control.room;
        message.msg_controllen = sizeof control.room;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    }
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

ssize_t clinux_receive_message(int fd, void *bytes, size_t capacity, int *descriptor) {
    struct iovec part = {.iov_base = bytes, .iov_len = capacity};
    union { char room[CMSG_SPACE(sizeof(int))]; struct cmsghdr align; } control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    *descriptor = -1;
    ssize_t count = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    if (count < 0) return count;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header))
        if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof(int)))
            memcpy(descriptor, CMSG_DATA(header), sizeof(int));
    return count;
}

const char *clinux_option_argument(void) { return optarg; }

int clinux_option_index(void) { return optind; }

void clinux_trim_memory(void) { malloc_trim(0); }

/* Unmaps what of a program's or library's file is mapped read-only: what is needed again comes back from the page cache. */
static int unmap_clean_pages(struct dl_phdr_info *object, size_t size, void *page) {
    (void)size;
    /* The kernel's own object has no file. */
    if (object->dlpi_addr == getauxval(AT_SYSINFO_EHDR)) return 0;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || part->p_flags & PF_W) continue;
        uintptr_t mask = *(uintptr_t *)page - 1;
        uintptr_t start = (object->dlpi_addr + part->p_vaddr) & ~mask;
        uintptr_t end = (object->dlpi_addr + part->p_vaddr + part->p_memsz + mask) & ~mask;
        madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void clinux_unmap_clean_program_pages(void) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    dl_iterate_phdr(unmap_clean_pages, &page);
}

ssize_t clinux_random(void *bytes, size_t count) { return getrandom(bytes, count, 0); }

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int clinux_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

int clinux_seal(int fd) { return fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE); }

ssize_t clinux_send_ipv4(int fd, const void *bytes, size_t count, uint32_t destination) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(destination)};
    return sendto(fd, bytes, count, MSG_NOSIGNAL, (const struct sockaddr *)&to, sizeof to);
}

ssize_t clinux_send_ipv6(
    int fd, const void *bytes, size_t count, const uint8_t *source, const uint8_t *destination, uint32_t interface, int hop_limit) {
  struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_scope_id = interface};
  memcpy(&address.sin6_addr, destination, sizeof address.sin6_addr);
  struct in6_pktinfo info = {.ipi6_ifindex = interface};
  memcpy(&info.ipi6_addr, source, sizeof info.ipi6_addr);
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof info) + CMSG_SPACE(sizeof hop_limit)];
  } control;
  memset(&control, 0, sizeof control);
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
  struct msghdr message = {
      .msg_name = &address,
      .msg_namelen = sizeof address,
      .msg_iov = &part,
      .msg_iovlen = 1,
      .msg_control = &control,
      .msg_controllen = sizeof control,
  };
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = IPPROTO_IPV6;
  header->cmsg_type = IPV6_PKTINFO;
  header->cmsg_len = CMSG_LEN(sizeof info);
  memcpy(CMSG_DATA(header), &info, sizeof info);
  header = CMSG_NXTHDR(&message, header);
  header->cmsg_level = IPPROTO_IPV6;
  header->cmsg_type = IPV6_HOPLIMIT;
  header->cmsg_len = CMSG_LEN(sizeof hop_limit);
  memcpy(CMSG_DATA(header), &hop_limit, sizeof hop_limit);
  return sendmsg(fd, &message, MSG_NOSIGNAL);
}

ssize_t clinux_write_soon(int fd, const void *bytes, size_t count) {
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    ssize_t written = pwritev2(fd, &part, 1, -1, RWF_NOWAIT);
    if (written >= 0 || (errno != EOPNOTSUPP && errno != ENOSYS && errno != EINVAL)) return written;
    return write(fd, bytes, count);
}

void clinux_close_from(unsigned first) { syscall(SYS_close_range, first, ~0U, 0U); }
