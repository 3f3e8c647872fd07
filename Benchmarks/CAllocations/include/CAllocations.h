// Counts the allocations of the whole program, whose malloc is this one.
#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

unsigned long callocations_count(void);

// What is allocated at the moment. Without meaning under valgrind, which has an allocator of its own.
unsigned long callocations_bytes_in_use(void);

// They do nothing: callgrind counts what happens between the two.
void callocations_step_begins(void);
void callocations_step_ends(void);

#endif
