// The process events connector of the kernel (linux/cn_proc.h), whose structures Swift can't import.
#ifndef CLINUX_PROCESSES_H
#define CLINUX_PROCESSES_H

// A socket that receives process events; -1 with errno where the kernel, or the network namespace, has none.
int clinux_process_events(void);

#endif
