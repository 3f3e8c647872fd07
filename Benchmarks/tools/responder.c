/* The real servers of a measurement: accepts on port 80 of every address and answers every HTTP request with an empty 200.
 *
 *   responder
 *
 * One process with one loop and no thread per connection, so that the probes' other end takes little of the guest's only
 * processor.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

static void accept_all(int loop, int listener) {
  int connection;
  while ((connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = connection};
    if (epoll_ctl(loop, EPOLL_CTL_ADD, connection, &event) < 0) close(connection);
  }
}

/* A checker's request comes in one piece. After the answer, and after the other end has closed, the connection is done with. */
static void serve(int connection) {
  char request[4096];
  if (recv(connection, request, sizeof request, 0) > 0) send(connection, answer, sizeof answer - 1, MSG_NOSIGNAL);
  close(connection);
}

int main(void) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), loop = epoll_create1(0), yes = 1;
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(80)};
  struct epoll_event events[256], event = {.events = EPOLLIN, .data.fd = listener};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&here, sizeof here) < 0 || listen(listener, 4096) < 0 ||
      epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event) < 0) {
    perror("responder");
    return 1;
  }
  for (;;) {
    int count = epoll_wait(loop, events, 256, -1);
    for (int i = 0; i < count; i++) {
      if (events[i].data.fd == listener) accept_all(loop, listener);
      else serve(events[i].data.fd);
    }
  }
}
