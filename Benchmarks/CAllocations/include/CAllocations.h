// Counts the allocations of the whole program, whose malloc is this one.
#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

unsigned long callocations_count(void);

#endif
