/* Lets Debian's user-mode Linux run on processors with AMX and other large register sets.
 *
 * User-mode Linux (6.1) saves and restores the floating-point registers of its processes with ptrace(GETREGSET/SETREGSET,
 * NT_X86_XSTATE) and a buffer of fixed size (2696 bytes: up to AVX-512 and PKRU). A host kernel whose register set is larger
 * (11008 bytes with AMX) refuses a SETREGSET that does not bring the full size, and the guest panics while booting
 * ("fatal_sigsegv"). This library, put before libc with LD_PRELOAD, stands between: it hands the guest what fits and
 * completes the rest with zeros, which mean "in its initial state". The guest never offers those registers to its programs.
 * Where the sizes agree, nothing is changed.
 *
 * Compiled by lab/boot:  cc -shared -fPIC -o uml-xstate.so uml-xstate.c
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* Not from <sys/ptrace.h>: its prototype of ptrace() would collide with ours. */
enum { PEEKTEXT = 1, PEEKUSER = 3, GETREGSET = 0x4204, SETREGSET = 0x4205 };
enum { NOTE_X86_XSTATE = 0x202 };

/* The XSAVE header follows the 512 bytes of the legacy area; its first word tells which components are present. */
enum { XSAVE_HEADER_OFFSET = 512, LARGEST_REGISTER_SET = 65536 };

/* x87, SSE, AVX, the three of AVX-512 and PKRU: the components that lie within the guest's 2696 bytes. */
static const uint64_t components_of_the_guest = 0x2e7;

static char registers[LARGEST_REGISTER_SET] __attribute__((aligned(64)));
static size_t size_on_this_host; /* 0 until the first GETREGSET */

static long system_call(long request, long process, void *address, void *data) {
  return syscall(SYS_ptrace, request, process, address, data);
}

static long read_registers(long process, void *note) {
  struct iovec everything = {registers, sizeof registers};
  long result = system_call(GETREGSET, process, note, &everything);
  if (result >= 0) size_on_this_host = everything.iov_len;
  return result;
}

static long get_registers(long process, void *note, struct iovec *wanted) {
  long result = read_registers(process, note);
  if (result < 0) return result;
  if (wanted->iov_len > size_on_this_host) wanted->iov_len = size_on_this_host;
  memcpy(wanted->iov_base, registers, wanted->iov_len);
  return result;
}

static long set_registers(long process, void *note, struct iovec *offered) {
  if (size_on_this_host == 0 && read_registers(process, note) < 0) return -1;
  if (offered->iov_len >= size_on_this_host) return system_call(SETREGSET, process, note, offered);

  memcpy(registers, offered->iov_base, offered->iov_len);
  memset(registers + offered->iov_len, 0, size_on_this_host - offered->iov_len);
  uint64_t present;
  memcpy(&present, registers + XSAVE_HEADER_OFFSET, sizeof present);
  present &= components_of_the_guest;
  memcpy(registers + XSAVE_HEADER_OFFSET, &present, sizeof present);
  struct iovec everything = {registers, size_on_this_host};
  return system_call(SETREGSET, process, note, &everything);
}

/* libc's ptrace() with the same calling convention: always four arguments here. */
long ptrace(int request, ...) {
  va_list arguments;
  va_start(arguments, request);
  long process = va_arg(arguments, int);
  void *address = va_arg(arguments, void *);
  void *data = va_arg(arguments, void *);
  va_end(arguments);

  if ((uintptr_t)address == NOTE_X86_XSTATE) {
    if (request == GETREGSET) return get_registers(process, address, data);
    if (request == SETREGSET) return set_registers(process, address, data);
  }
  if (request >= PEEKTEXT && request <= PEEKUSER) {
    /* The system call stores the word it read; libc's function returns it. */
    long word = 0;
    if (system_call(request, process, address, &word) < 0) return -1;
    errno = 0;
    return word;
  }
  return system_call(request, process, address, data);
}
