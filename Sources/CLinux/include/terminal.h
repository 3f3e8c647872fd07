// A terminal's size and mode: ioctl is variadic, and a mode is set back from a signal handler.
#ifndef CLINUX_TERMINAL_H
#define CLINUX_TERMINAL_H

// The size in characters. -1 where the descriptor is no terminal.
int clinux_terminal_size(int fd, int *rows, int *columns);

// Characters come one by one and aren't shown; the mode before comes back by `clinux_terminal_restore`, and when the process is ended by
// SIGTERM or SIGHUP. -1 with errno.
int clinux_terminal_raw(int fd);

void clinux_terminal_restore(void);

// Waits for input at most so many milliseconds: 1 where there is some, 0 where there is none.
int clinux_wait_for_input(int fd, int milliseconds);

#endif
