#define _GNU_SOURCE
#include "terminal.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;
static int terminal = -1;

int clinux_terminal_size(int fd, int *rows, int *columns) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) < 0) return -1;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return 0;
}

// The ordinary screen, the cursor, and the mode before.
void clinux_terminal_restore(void) {
    static const char leave[] = "\033[?1049l\033[?25h";
    if (terminal < 0) return;
    ssize_t written = write(STDOUT_FILENO, leave, sizeof leave - 1);
    (void)written;
    tcsetattr(terminal, TCSANOW, &before);
    terminal = -1;
}

static void end(int number) {
    clinux_terminal_restore();
    signal(number, SIG_DFL);
    raise(number);
}

int clinux_terminal_raw(int fd) {
    if (tcgetattr(fd, &before) < 0) return -1;
    struct termios raw = before;
    cfmakeraw(&raw);
    if (tcsetattr(fd, TCSANOW, &raw) < 0) return -1;
    terminal = fd;
    signal(SIGTERM, end);
    signal(SIGHUP, end);
    return 0;
}

int clinux_wait_for_input(int fd, int milliseconds) {
    struct pollfd entry = {.fd = fd, .events = POLLIN};
    return poll(&entry, 1, milliseconds) > 0;
}
