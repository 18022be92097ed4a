// Takes from the process what reading a file that is open already does not need.
#pragma once

#include <sys/resource.h>

// No more seconds of computing and bytes of memory than these (a mapped file is none), and no image of a crash.
// What a system does not know is left out.
static inline void bnh5_limit(rlim_t seconds, rlim_t memory) {
  const struct rlimit none = {0, 0}, time = {seconds, seconds}, space = {memory, memory};
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_CPU, &time);
  setrlimit(RLIMIT_DATA, &space);
}

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__)) && __has_include(<linux/seccomp.h>)
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define BNH5_MACHINE AUDIT_ARCH_X86_64
#else
#define BNH5_MACHINE AUDIT_ARCH_AARCH64
#endif

#define BNH5_ALLOW(name) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

// From here on: memory, writing to what is open, and the end of the process. Every other call of the system, such as
// one that opens a file, a socket or a program, is refused with EPERM.
//
// Returns 0, or -1 where the kernel knows no such filter.
static inline int bnh5_confine(void) {
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BNH5_MACHINE, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BNH5_ALLOW(write),
      BNH5_ALLOW(brk),
      BNH5_ALLOW(mmap),
      BNH5_ALLOW(mremap),
      BNH5_ALLOW(munmap),
      BNH5_ALLOW(mprotect),
      BNH5_ALLOW(madvise),
      BNH5_ALLOW(futex),
      BNH5_ALLOW(clock_gettime),
      BNH5_ALLOW(gettimeofday),
      BNH5_ALLOW(getrandom),
      BNH5_ALLOW(getpid),
      BNH5_ALLOW(gettid),
      BNH5_ALLOW(tgkill),
      BNH5_ALLOW(rt_sigaction),
      BNH5_ALLOW(rt_sigprocmask),
      BNH5_ALLOW(rt_sigreturn),
      BNH5_ALLOW(close),
      BNH5_ALLOW(exit),
      BNH5_ALLOW(exit_group),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
  };
  struct sock_fprog program = {(unsigned short)(sizeof(filter) / sizeof(filter[0])), filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 ? 0 : -1;
}
#else
static inline int bnh5_confine(void) { return -1; }
#endif
