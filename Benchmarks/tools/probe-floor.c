/* What the kernel alone takes for one TCP_CHECK: the system calls that lvsd makes for it, one after the other, to a listener on the loopback.
 *
 *   probe-floor [COUNT]       (20000; in a network namespace of its own: unshare --net)
 *
 * Prints microseconds of processor time in user mode and in the kernel for each, of this process alone. The packets of the other end are
 * handled in its system calls, too: on the loopback there is no interrupt that would take them.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static void give_up(const char *what) {
  perror(what);
  exit(1);
}

static void raise_loopback(void) {
  struct ifreq request = {.ifr_name = "lo"};
  int socket_number = socket(AF_INET, SOCK_DGRAM, 0);
  if (ioctl(socket_number, SIOCGIFFLAGS, &request) < 0) give_up("lo");
  request.ifr_flags |= IFF_UP;
  if (ioctl(socket_number, SIOCSIFFLAGS, &request) < 0 && errno != EPERM) give_up("lo");
  close(socket_number);
}

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

int main(int count, char **arguments) {
  int probes = count > 1 ? atoi(arguments[1]) : 20000;
  struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons(8080), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  raise_loopback();
  int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&place, sizeof place) < 0 || listen(listener, 4096) < 0) give_up("listen");
  pid_t other = fork();
  if (other == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) close(accept(listener, NULL, NULL));
  }
  close(listener);
  int poll = epoll_create1(EPOLL_CLOEXEC);
  struct rusage before, after;
  getrusage(RUSAGE_SELF, &before);
  for (int number = 0; number < probes; number++) {
    int probe = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connect(probe, (struct sockaddr *)&place, sizeof place) < 0 && errno != EINPROGRESS) give_up("connect");
    struct epoll_event wanted = {.events = EPOLLOUT, .data.fd = probe};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, probe, &wanted) < 0) give_up("watch");
    if (epoll_wait(poll, &wanted, 1, 1000) != 1) give_up("wait");
    int error;
    socklen_t size = sizeof error;
    if (getsockopt(probe, SOL_SOCKET, SO_ERROR, &error, &size) < 0 || error) give_up("connected");
    close(probe);
  }
  getrusage(RUSAGE_SELF, &after);
  printf("%d probes; for one of them %.1f us in user mode, %.1f us in the kernel\n", probes,
         (seconds(after.ru_utime) - seconds(before.ru_utime)) / probes * 1e6, (seconds(after.ru_stime) - seconds(before.ru_stime)) / probes * 1e6);
  kill(other, SIGKILL);
  return 0;
}
