// Local (AF_UNIX) stream sockets: their names, and who is at the other end.
#ifndef CLINUX_LOCAL_H
#define CLINUX_LOCAL_H

#include <stddef.h>
#include <sys/types.h>

// Binds a socket to a file name, which the socket gets with this mode whatever the umask. -1 with errno.
int clinux_bind_local(int fd, const char *path, mode_t mode);

// Connects to a file name. -1 with errno.
int clinux_connect_local(int fd, const char *path);

// accept4(2): does not block, closed on exec.
int clinux_accept(int fd);

// Who connected, as of then (SO_PEERCRED). -1 with errno.
int clinux_peer(int fd, pid_t *process, uid_t *user, gid_t *group);

// The supplementary groups of who connected (SO_PEERGROUPS): at most `capacity` of them; their number, or -1 with errno.
int clinux_peer_groups(int fd, gid_t *groups, size_t capacity);

#endif
