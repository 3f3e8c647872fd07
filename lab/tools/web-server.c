/* A real server: answers every request with its name, or misbehaves on purpose.
 *
 *   web-server NAME PORT [MODE]
 *
 * honest   200 with the name as the body; 404 for paths that begin with /missing
 * silent   accepts and never says a word
 * garbage  sends bytes that are not HTTP, and closes
 * flood    a correct header, then 100 MB of body as fast as it can
 * drip     one byte of a correct answer each second, for ever
 *
 * Prints a line for each connection whose request arrived: the client's address and the request line.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FLOOD_BYTES = 100 * 1024 * 1024, REQUEST_LIMIT = 4096 };

static const char *name;
static const char *mode = "honest";

static int send_all(int connection, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = send(connection, bytes, length, MSG_NOSIGNAL);
    if (sent <= 0) return -1;
    bytes += sent;
    length -= (size_t)sent;
  }
  return 0;
}

/* Reads until the empty line that ends a request's header. Returns the first line's length, or -1. */
static int read_request(int connection, char *request) {
  size_t length = 0;
  while (length < REQUEST_LIMIT - 1) {
    ssize_t got = recv(connection, request + length, REQUEST_LIMIT - 1 - length, 0);
    if (got <= 0) return -1;
    length += (size_t)got;
    request[length] = 0;
    if (strstr(request, "\r\n\r\n")) return (int)strcspn(request, "\r\n");
  }
  return -1;
}

static void answer_honestly(int connection, const char *request) {
  char answer[512];
  int found = strncmp(request, "GET /missing", 12) != 0;
  const char *body = found ? name : "not found";
  int length = snprintf(answer, sizeof answer,
                        "HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s\n",
                        found ? "200 OK" : "404 Not Found", strlen(body) + 1, body);
  send_all(connection, answer, (size_t)length);
}

static void answer_with_garbage(int connection) {
  char garbage[8192];
  unsigned value = 12345;
  for (size_t i = 0; i < sizeof garbage; i++) {
    value = value * 1103515245 + 12345;
    garbage[i] = (char)(value >> 16);
  }
  send_all(connection, garbage, sizeof garbage);
}

static void answer_with_a_flood(int connection) {
  static char block[65536];
  char header[128];
  int length = snprintf(header, sizeof header, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n", FLOOD_BYTES);
  if (send_all(connection, header, (size_t)length) < 0) return;
  for (int sent = 0; sent < FLOOD_BYTES; sent += (int)sizeof block)
    if (send_all(connection, block, sizeof block) < 0) return;
}

static void answer_in_drips(int connection) {
  const char *answer = "HTTP/1.1 200 OK\r\nX-Padding: ";
  for (const char *next = answer;; next = *next ? next + 1 : next) {
    if (send_all(connection, *next ? next : "x", 1) < 0) return;
    sleep(1);
  }
}

static void *serve(void *argument) {
  int connection = (int)(long)argument;
  char request[REQUEST_LIMIT];
  int line = read_request(connection, request);
  if (line >= 0) {
    struct sockaddr_in6 client;
    socklen_t length = sizeof client;
    char address[INET6_ADDRSTRLEN] = "?";
    if (getpeername(connection, (struct sockaddr *)&client, &length) == 0)
      inet_ntop(AF_INET6, &client.sin6_addr, address, sizeof address);
    printf("%s %.*s\n", address, line, request);
    if (!strcmp(mode, "silent")) {
      char byte;
      recv(connection, &byte, 1, 0); /* until the client gives up */
    } else if (!strcmp(mode, "garbage")) {
      answer_with_garbage(connection);
    } else if (!strcmp(mode, "flood")) {
      answer_with_a_flood(connection);
    } else if (!strcmp(mode, "drip")) {
      answer_in_drips(connection);
    } else {
      answer_honestly(connection, request);
    }
  }
  close(connection);
  return NULL;
}

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: web-server NAME PORT [honest|silent|garbage|flood|drip]\n");
    return 2;
  }
  name = arguments[1];
  if (count > 3) mode = arguments[3];
  setvbuf(stdout, NULL, _IOLBF, 0);
  signal(SIGPIPE, SIG_IGN);

  /* An IPv6 socket that takes IPv4 clients too. */
  int listener = socket(AF_INET6, SOCK_STREAM, 0), yes = 1, no = 0;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  struct sockaddr_in6 here = {.sin6_family = AF_INET6, .sin6_port = htons((unsigned short)atoi(arguments[2]))};
  if (bind(listener, (struct sockaddr *)&here, sizeof here) < 0 || listen(listener, 128) < 0) {
    perror("web-server");
    return 1;
  }

  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&detached, 65536);
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    pthread_t thread;
    if (connection >= 0 && pthread_create(&thread, &detached, serve, (void *)(long)connection) != 0) close(connection);
  }
}
