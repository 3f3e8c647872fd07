/* A server that speaks no sense, on purpose, or what a file holds.
 *
 *   odd-server MODE PORT [FILE]
 *
 * reset     reads a request, sends the beginning of an HTTP answer, and resets the connection
 * header    an HTTP answer whose header has no end
 * half-open takes connections and never reads from them
 * speaker   sends what FILE holds at the moment, and closes (an agent)
 * truncate  DNS over UDP: each question is answered with the mark of truncation; nobody listens on TCP
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *mode, *file = "/dev/null";

static int bound(int type, int port) {
  int descriptor = socket(AF_INET, type, 0), yes = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  if (bind(descriptor, (struct sockaddr *)&here, sizeof here) < 0) {
    perror("odd-server");
    exit(1);
  }
  return descriptor;
}

static void truncate_answers(int descriptor) {
  unsigned char message[512];
  struct sockaddr_in client;
  for (;;) {
    socklen_t length = sizeof client;
    ssize_t count = recvfrom(descriptor, message, sizeof message, 0, (struct sockaddr *)&client, &length);
    if (count < 12) continue;
    message[2] = 0x83; /* an answer, truncated, recursion desired */
    message[3] = 0x80; /* recursion available, no error */
    sendto(descriptor, message, (size_t)count, 0, (struct sockaddr *)&client, length);
  }
}

static void say(int connection, const char *text) { (void)!send(connection, text, strlen(text), MSG_NOSIGNAL); }

static void serve(int connection) {
  char buffer[4096];
  if (!strcmp(mode, "half-open")) return; /* it stays open */
  if (!strcmp(mode, "speaker")) {
    int source = open(file, O_RDONLY);
    ssize_t count = source < 0 ? 0 : read(source, buffer, sizeof buffer);
    if (count > 0) (void)!send(connection, buffer, (size_t)count, MSG_NOSIGNAL);
    if (source >= 0) close(source);
  } else if (recv(connection, buffer, sizeof buffer, 0) > 0) {
    say(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n");
    if (!strcmp(mode, "reset")) {
      say(connection, "Content-Length: 100000\r\n\r\n<html>the shop is op");
      struct linger at_once = {.l_onoff = 1};
      usleep(100000); /* so that the beginning arrives before the reset */
      setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    } else {
      struct timeval patience = {.tv_sec = 2};
      setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
      while (send(connection, "X-Field: the header has no end\r\n", 32, MSG_NOSIGNAL) == 32) continue;
    }
  }
  close(connection);
}

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: odd-server reset|header|half-open|speaker|truncate PORT [FILE]\n");
    return 2;
  }
  mode = arguments[1];
  if (count > 3) file = arguments[3];
  signal(SIGPIPE, SIG_IGN);
  if (!strcmp(mode, "truncate")) truncate_answers(bound(SOCK_DGRAM, atoi(arguments[2])));
  int listener = bound(SOCK_STREAM, atoi(arguments[2]));
  listen(listener, 16);
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (connection >= 0) serve(connection);
  }
}
