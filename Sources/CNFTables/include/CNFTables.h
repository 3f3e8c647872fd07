// libnftables, loaded when it is first wanted: most directors set no rules, and a library costs memory in every process.
#ifndef CNFTABLES_H
#define CNFTABLES_H

#include <stddef.h>

// Carries out commands in the language of nft(8), all or none of them. 0 when that is done; else -1 with a sentence in `problem`.
int cnftables_run(const char *commands, char *problem, size_t capacity);

#endif
