/* A mail server that keeps what it gets, or misbehaves on purpose.
 *
 *   mail-server ADDRESS PORT [MODE]
 *
 * honest   takes every message
 * silent   accepts the connection and never says a word
 * busy     says 421 and closes
 *
 * Prints every line that it receives. One connection at a time.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static void say(FILE *stream, const char *line) {
  fprintf(stream, "%s\r\n", line);
  fflush(stream);
}

static void serve(int connection, const char *mode) {
  FILE *in = fdopen(connection, "r"), *out = fdopen(dup(connection), "w");
  char line[2048];
  int message = 0;
  if (!strcmp(mode, "busy")) {
    say(out, "421 too busy");
  } else {
    if (strcmp(mode, "silent")) say(out, "220 lab");
    while (fgets(line, sizeof line, in)) {
      line[strcspn(line, "\r\n")] = 0;
      printf("%s\n", line);
      if (message) {
        if (!strcmp(line, ".")) message = 0, say(out, "250 taken");
      } else if (!strncasecmp(line, "DATA", 4)) {
        message = 1;
        say(out, "354 go on");
      } else if (!strncasecmp(line, "QUIT", 4)) {
        say(out, "221 bye");
        break;
      } else {
        say(out, "250 yes");
      }
    }
  }
  fclose(in);
  fclose(out);
}

int main(int count, char **arguments) {
  if (count < 3) {
    fprintf(stderr, "usage: mail-server ADDRESS PORT [MODE]\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  setvbuf(stdout, NULL, _IOLBF, 0);
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(arguments[2]))};
  inet_pton(AF_INET, arguments[1], &address.sin_addr);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 16) < 0) {
    perror("mail-server");
    return 1;
  }
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (connection >= 0) serve(connection, count > 3 ? arguments[3] : "honest");
  }
}
