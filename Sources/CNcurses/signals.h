// Signals and crashes of a program that holds the terminal.
//
// This is C because a handler may run at any instruction: no allocation, no lock, no variable that is set up on first
// use. Everything is static, so import it in one Swift file only: each importing file would get a copy of its own.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#if defined(__linux__)
extern int memfd_create(const char *, unsigned int);
#endif

// Signals told to the program as a byte in its pipe.
static const int bns_told[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGHUP};
// Signals that end the program where it stands.
static const int bns_fatal[] = {SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGQUIT, SIGSYS};

enum { BNS_TOLD = 6, BNS_FATAL = 8, BNS_RESTORE_LIMIT = 512, BNS_STACK = 65536 };
enum { BNS_IDLE = 0, BNS_HELD = 1, BNS_RESTORING = 2 };

// A terminal whose screen is up, and how to give it back.
typedef struct {
  int terminal;          // where the escape codes go; also has the modes
  bool has_modes;
  struct termios modes;  // those of the shell
  int errors;            // the descriptor of standard error, or -1 if it was left alone
  int errors_before;     // where it pointed
  int errors_meanwhile;  // the file it points to while the screen is up
  int restore_length;
  char restore[BNS_RESTORE_LIMIT];
} bns_screen;

typedef struct {
  int state;
  bool installed;
  int pipe;
  bns_screen screen;
  struct sigaction told_before[BNS_TOLD];
  bool told_installed[BNS_TOLD];
  struct sigaction fatal_before[BNS_FATAL];
  bool leaves_at_exit;
  char stack[BNS_STACK];
} bns_state;

// Within a function, because Swift emits no file-level variable of a header that only the header uses.
static inline bns_state *bns_guard(void) {
  static bns_state guard;
  return &guard;
}

// Writes all of it, through interruptions and partial writes. False if the other side is gone.
static inline bool bns_write(int descriptor, const void *bytes, size_t count) {
  const char *next = (const char *)bytes;
  while (count > 0) {
    ssize_t written = write(descriptor, next, count);
    if (written >= 0) {
      next += written;
      count -= (size_t)written;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      struct pollfd ready = {descriptor, POLLOUT, 0};
      if (poll(&ready, 1, -1) < 0 && errno != EINTR) return false;
      if (ready.revents & (POLLERR | POLLHUP | POLLNVAL)) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

// Copies a file from its start.
static inline void bns_replay(int from, int to) {
  char block[4096];
  off_t place = 0;
  for (;;) {
    ssize_t count = pread(from, block, sizeof block, place);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || !bns_write(to, block, (size_t)count)) return;
    place += count;
  }
}

// A file without a name, for output on its way. -1 if the system has no room for one.
static inline int bns_scratch_file(void) {
#if defined(__linux__)
  int memory = memfd_create("bnexplorer", 1 /* MFD_CLOEXEC */);
  if (memory >= 0) return memory;
#endif
  char name[] = "/tmp/bnexplorer.XXXXXX";
  int file = mkstemp(name);
  if (file < 0) return -1;
  unlink(name);
  fcntl(file, F_SETFD, FD_CLOEXEC);
  return file;
}

// Standard error as it was, with what was written to it meanwhile.
static inline void bns_return_errors(const bns_screen *it) {
  if (it->errors < 0) return;
  dup2(it->errors_before, it->errors);
  bns_replay(it->errors_meanwhile, it->errors);
}

// Gives the terminal back from wherever the program is. Safe in a handler, and done once.
static void bns_give_back(void) {
  int expected = BNS_HELD;
  if (!__atomic_compare_exchange_n(
        &bns_guard()->state, &expected, BNS_RESTORING, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    // Another thread is at it: the process must not end before it is done. One second bounds the wait.
    for (int i = 0; i < 1000 && __atomic_load_n(&bns_guard()->state, __ATOMIC_SEQ_CST) == BNS_RESTORING; i++)
      poll(NULL, 0, 1);
    return;
  }
  const bns_screen *it = &bns_guard()->screen;
  bns_write(it->terminal, it->restore, (size_t)it->restore_length);
  if (it->has_modes) tcsetattr(it->terminal, TCSANOW, &it->modes);
  bns_return_errors(it);
  __atomic_store_n(&bns_guard()->state, BNS_IDLE, __ATOMIC_SEQ_CST);
}

static void bns_on_told(int number) {
  int before = errno;
  char byte = (char)number;
  (void)!write(bns_guard()->pipe, &byte, 1);
  errno = before;
}

// Gives the terminal back, then hands over to whoever would have had the signal, with the registers of the crash.
static void bns_on_fatal(int number, siginfo_t *about, void *context) {
  (void)context;
  int before = errno;
  bns_give_back();
  for (int i = 0; i < BNS_FATAL; i++)
    if (bns_fatal[i] == number) sigaction(number, &bns_guard()->fatal_before[i], NULL);
  // A faulting instruction faults again when the handler returns, and then tells its address. Other signals were
  // sent, or have passed their instruction: send them again; they arrive when the handler returns.
  bool faults_again = about && about->si_code > 0
    && (number == SIGSEGV || number == SIGILL || number == SIGBUS || number == SIGFPE);
  if (!faults_again) raise(number);
  errno = before;
}

static inline void bns_fill_sets(sigset_t *told, sigset_t *fatal) {
  sigemptyset(told);
  sigemptyset(fatal);
  for (int i = 0; i < BNS_TOLD; i++) sigaddset(told, bns_told[i]);
  for (int i = 0; i < BNS_FATAL; i++) sigaddset(fatal, bns_fatal[i]);
}

// Takes over the signals. Do it before ncurses starts, which takes over only those that nobody has. False if they
// are taken over already.
static inline bool bns_install(int pipe) {
  if (bns_guard()->installed) return false;
  bns_guard()->installed = true;
  bns_guard()->pipe = pipe;
  sigset_t told, fatal;
  bns_fill_sets(&told, &fatal);
  for (int i = 0; i < BNS_TOLD; i++) {
    struct sigaction mine;
    memset(&mine, 0, sizeof mine);
    mine.sa_handler = bns_on_told;
    mine.sa_mask = told;
    mine.sa_flags = SA_RESTART;
    sigaction(bns_told[i], NULL, &bns_guard()->told_before[i]);
    // nohup and shells without job control ignore a signal on purpose.
    bool ignored = !(bns_guard()->told_before[i].sa_flags & SA_SIGINFO)
      && bns_guard()->told_before[i].sa_handler == SIG_IGN && bns_told[i] != SIGWINCH && bns_told[i] != SIGCONT;
    bns_guard()->told_installed[i] = !ignored && sigaction(bns_told[i], &mine, NULL) == 0;
  }
  // A stack overflow leaves no stack for its handler.
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_DISABLE)) {
    stack.ss_sp = bns_guard()->stack;
    stack.ss_size = BNS_STACK;
    stack.ss_flags = 0;
    sigaltstack(&stack, NULL);
  }
  // tcsetattr of a background process would stop it in its handler.
  sigaddset(&fatal, SIGTTOU);
  for (int i = 0; i < BNS_FATAL; i++) {
    struct sigaction mine;
    memset(&mine, 0, sizeof mine);
    mine.sa_sigaction = bns_on_fatal;
    mine.sa_mask = fatal;
    mine.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(bns_fatal[i], &mine, &bns_guard()->fatal_before[i]);
  }
  sigdelset(&fatal, SIGTTOU);
  pthread_sigmask(SIG_UNBLOCK, &told, NULL);
  pthread_sigmask(SIG_UNBLOCK, &fatal, NULL);
  if (!bns_guard()->leaves_at_exit) bns_guard()->leaves_at_exit = atexit(bns_give_back) == 0;
  return true;
}

static inline void bns_uninstall(void) {
  if (!bns_guard()->installed) return;
  for (int i = 0; i < BNS_TOLD; i++)
    if (bns_guard()->told_installed[i]) sigaction(bns_told[i], &bns_guard()->told_before[i], NULL);
  for (int i = 0; i < BNS_FATAL; i++) sigaction(bns_fatal[i], &bns_guard()->fatal_before[i], NULL);
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && stack.ss_sp == (void *)bns_guard()->stack) {
    stack.ss_flags = SS_DISABLE;
    sigaltstack(&stack, NULL);
  }
  bns_guard()->installed = false;
}

// The screen is up: from now on a crash gives it back. Points standard error at its file.
static inline void bns_hold(const bns_screen *it) {
  bns_guard()->screen = *it;
  if (it->errors >= 0) {
    if (ftruncate(it->errors_meanwhile, 0) == 0) lseek(it->errors_meanwhile, 0, SEEK_SET);
    dup2(it->errors_meanwhile, it->errors);
  }
  __atomic_store_n(&bns_guard()->state, BNS_HELD, __ATOMIC_SEQ_CST);
}

// The screen was given back in good order. Only standard error is left to return.
static inline void bns_let_go(void) {
  int expected = BNS_HELD;
  if (__atomic_compare_exchange_n(
        &bns_guard()->state, &expected, BNS_IDLE, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    bns_return_errors(&bns_guard()->screen);
}

// Stops the whole job as the kernel does for Ctrl-Z; returns when it is continued. False at once where the parent
// ignores that signal, since nobody could continue the job.
static inline bool bns_stop_job(void) {
  for (int i = 0; i < BNS_TOLD; i++) {
    if (bns_told[i] != SIGTSTP) continue;
    if (!bns_guard()->told_installed[i]) return false;
    struct sigaction plain, mine;
    memset(&plain, 0, sizeof plain);
    plain.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &plain, &mine);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &mine, NULL);
  }
  return true;
}
