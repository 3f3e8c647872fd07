/* A client that never stops asking, and measures how long it gets no answer.
 *
 *   request-meter ADDRESS PORT INTERVAL TIMEOUT        (milliseconds)
 *
 * Each INTERVAL it opens a connection, sends a request and reads the answer, whose body is the server's name. A request that
 * has no answer after TIMEOUT has failed. An outage lasts from the last answer before a failed request to the next answer. It
 * prints a line for each outage as it ends and, whenever it gets SIGUSR1, an account since the last one:
 *   requests 412, failed 3, longest outage 3214 ms, served by rs1 203, rs2 206
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_SERVERS = 16, NAME_BYTES = 32, ANSWER_BYTES = 1024 };

static struct {
  long requests, failed, longest_outage;
  int servers;
  struct {
    char name[NAME_BYTES];
    long answers;
  } server[MOST_SERVERS];
} account;

static volatile sig_atomic_t report_wanted;

static void want_report(int signal) {
  (void)signal;
  report_wanted = 1;
}

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void report(void) {
  printf("requests %ld, failed %ld, longest outage %ld ms, served by", account.requests, account.failed, account.longest_outage);
  if (account.servers == 0) printf(" none");
  for (int i = 0; i < account.servers; i++)
    printf("%s %s %ld", i ? "," : "", account.server[i].name, account.server[i].answers);
  printf("\n");
  memset(&account, 0, sizeof account);
}

static void count_answer(const char *name) {
  for (int i = 0; i < account.servers; i++) {
    if (strcmp(account.server[i].name, name) == 0) {
      account.server[i].answers++;
      return;
    }
  }
  if (account.servers == MOST_SERVERS) return;
  snprintf(account.server[account.servers].name, NAME_BYTES, "%s", name);
  account.server[account.servers++].answers = 1;
}

/* Waits until the socket is ready or the deadline has come; interruptions by signals do not end the wait. */
static int ready(int connection, short events, long deadline) {
  for (;;) {
    long left = deadline - now();
    if (left <= 0) return 0;
    struct pollfd descriptor = {connection, events, 0};
    int result = poll(&descriptor, 1, (int)left);
    if (result > 0) return 1;
    if (result == 0 || errno != EINTR) return 0;
  }
}

/* One request. Returns 1 and the body's first word if a complete answer came in time. */
static int ask(const struct sockaddr *server, socklen_t length, long timeout, char *name) {
  static const char request[] = "GET / HTTP/1.0\r\nHost: lab\r\n\r\n";
  long deadline = now() + timeout;
  char answer[ANSWER_BYTES];
  size_t received = 0;
  int answered = 0, error = 0;
  socklen_t error_length = sizeof error;
  int connection = socket(server->sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (connection < 0) return 0;
  if (connect(connection, server, length) < 0 && errno != EINPROGRESS) goto done;
  if (!ready(connection, POLLOUT, deadline)) goto done;
  getsockopt(connection, SOL_SOCKET, SO_ERROR, &error, &error_length);
  if (error != 0 || send(connection, request, sizeof request - 1, MSG_NOSIGNAL) < 0) goto done;
  while (received < sizeof answer - 1 && ready(connection, POLLIN, deadline)) {
    ssize_t got = recv(connection, answer + received, sizeof answer - 1 - received, 0);
    if (got < 0) goto done;
    if (got == 0) {
      answer[received] = 0;
      char *body = strstr(answer, "\r\n\r\n");
      answered = body && sscanf(body, " %31s", name) == 1;
      goto done;
    }
    received += (size_t)got;
  }
done:
  close(connection);
  return answered;
}

int main(int count, char **arguments) {
  if (count != 5) {
    fprintf(stderr, "usage: request-meter ADDRESS PORT INTERVAL TIMEOUT\n");
    return 2;
  }
  struct sockaddr_in server4 = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(arguments[2]))};
  struct sockaddr_in6 server6 = {.sin6_family = AF_INET6, .sin6_port = server4.sin_port};
  struct sockaddr *server = (struct sockaddr *)&server4;
  socklen_t length = sizeof server4;
  if (inet_pton(AF_INET, arguments[1], &server4.sin_addr) != 1) {
    server = (struct sockaddr *)&server6;
    length = sizeof server6;
    if (inet_pton(AF_INET6, arguments[1], &server6.sin6_addr) != 1) {
      fprintf(stderr, "request-meter: not an address: %s\n", arguments[1]);
      return 2;
    }
  }
  long interval = atol(arguments[3]), timeout = atol(arguments[4]);
  setvbuf(stdout, NULL, _IOLBF, 0);
  struct sigaction action = {.sa_handler = want_report};
  sigaction(SIGUSR1, &action, NULL);

  long last_answer = now(), next = last_answer;
  int failing = 0;
  for (;;) {
    char name[NAME_BYTES];
    account.requests++;
    if (ask(server, length, timeout, name)) {
      long outage = now() - last_answer;
      last_answer = now();
      count_answer(name);
      if (failing) {
        printf("outage of %ld ms\n", outage);
        if (outage > account.longest_outage) account.longest_outage = outage;
      }
      failing = 0;
    } else {
      account.failed++;
      failing = 1;
      /* an outage that has not ended yet is part of the account as well */
      if (now() - last_answer > account.longest_outage) account.longest_outage = now() - last_answer;
    }
    if (report_wanted) {
      report_wanted = 0;
      report();
    }
    /* A late request is not made up for: the rhythm starts anew. */
    next += interval;
    if (next < now()) next = now();
    struct timespec pause = {(next - now()) / 1000, (next - now()) % 1000 * 1000000};
    if (pause.tv_sec >= 0 && pause.tv_nsec > 0) nanosleep(&pause, NULL);
  }
}
