// Signals and crashes of a program that holds the terminal.
//
// This is C because a handler may run at any instruction: no allocation, no lock, no variable that is set up on first
// use. There is no variable here either: the optimizer copies functions of a header into several object files, and each
// copy would bring a variable of its own. The one state is passed in.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
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

// All there is to know, once per process.
typedef struct {
  int state;
  bool installed;
  int pipe;
  bns_screen screen;
  struct sigaction told_before[BNS_TOLD];
  bool told_installed[BNS_TOLD];
  struct sigaction fatal_before[BNS_FATAL];
  char stack[BNS_STACK];
} bns_state;

// A state for the whole life of the process. NULL if there is no memory.
static inline bns_state *bns_new_state(void) { return (bns_state *)calloc(1, sizeof(bns_state)); }

// Writes all of it, through interruptions and partial writes. Returns the calls that it took, -1 if the other side is gone.
static inline int bns_write(int descriptor, const void *bytes, size_t count) {
  const char *next = (const char *)bytes;
  int calls = 0;
  while (count > 0) {
    calls++;
    ssize_t written = write(descriptor, next, count);
    if (written >= 0) {
      next += written;
      count -= (size_t)written;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      struct pollfd ready = {descriptor, POLLOUT, 0};
      if (poll(&ready, 1, -1) < 0 && errno != EINTR) return -1;
      if (ready.revents & (POLLERR | POLLHUP | POLLNVAL)) return -1;
    } else if (errno != EINTR) {
      return -1;
    }
  }
  return calls;
}

// Copies a file from its start.
static inline void bns_replay(int from, int to) {
  char block[4096];
  off_t place = 0;
  for (;;) {
    ssize_t count = pread(from, block, sizeof block, place);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || bns_write(to, block, (size_t)count) < 0) return;
    place += count;
  }
}

// A file without a name, for output on its way. -1 if the system has no room for one.
static inline int bns_scratch_file(void) {
#if defined(__linux__)
  int memory = memfd_create("bnexplorer", 1 /* MFD_CLOEXEC */);
  if (memory >= 0) return memory;
#endif
  FILE *stream = tmpfile();
  if (!stream) return -1;
  int file = fcntl(fileno(stream), F_DUPFD_CLOEXEC, 0);
  fclose(stream);
  return file;
}

// Standard error as it was, with what was written to it meanwhile.
static inline void bns_return_errors(const bns_screen *it) {
  if (it->errors < 0) return;
  dup2(it->errors_before, it->errors);
  bns_replay(it->errors_meanwhile, it->errors);
}

// Gives the terminal back from wherever the program is. Safe in a handler, and done once.
static inline void bns_give_back(bns_state *state) {
  int expected = BNS_HELD;
  if (!__atomic_compare_exchange_n(
        &state->state, &expected, BNS_RESTORING, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    // Another thread is at it: the process must not end before it is done. One second bounds the wait.
    for (int i = 0; i < 1000 && __atomic_load_n(&state->state, __ATOMIC_SEQ_CST) == BNS_RESTORING; i++)
      poll(NULL, 0, 1);
    return;
  }
  const bns_screen *it = &state->screen;
  bns_write(it->terminal, it->restore, (size_t)it->restore_length);
  if (it->has_modes) tcsetattr(it->terminal, TCSANOW, &it->modes);
  bns_return_errors(it);
  __atomic_store_n(&state->state, BNS_IDLE, __ATOMIC_SEQ_CST);
}

static inline void bns_on_told(bns_state *state, int number) {
  int before = errno;
  char byte = (char)number;
  (void)!write(state->pipe, &byte, 1);
  errno = before;
}

// Gives the terminal back, then hands over to whoever would have had the signal, with the registers of the crash.
static inline void bns_on_fatal(bns_state *state, int number, const siginfo_t *about) {
  int before = errno;
  bns_give_back(state);
  for (int i = 0; i < BNS_FATAL; i++)
    if (bns_fatal[i] == number) sigaction(number, &state->fatal_before[i], NULL);
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

typedef void (*bns_told_handler)(int);
typedef void (*bns_fatal_handler)(int, siginfo_t *, void *);

// Takes over the signals, for handlers that pass them on to the two functions above. Do it before ncurses starts,
// which takes over only those that nobody has. False if they are taken over already.
static inline bool bns_install(
  bns_state *state, int pipe, bns_told_handler told_handler, bns_fatal_handler fatal_handler) {
  if (state->installed) return false;
  state->installed = true;
  state->pipe = pipe;
  sigset_t told, fatal;
  bns_fill_sets(&told, &fatal);
  for (int i = 0; i < BNS_TOLD; i++) {
    struct sigaction mine;
    memset(&mine, 0, sizeof mine);
    mine.sa_handler = told_handler;
    mine.sa_mask = told;
    mine.sa_flags = SA_RESTART;
    sigaction(bns_told[i], NULL, &state->told_before[i]);
    // nohup and shells without job control ignore a signal on purpose.
    bool ignored = !(state->told_before[i].sa_flags & SA_SIGINFO)
      && state->told_before[i].sa_handler == SIG_IGN && bns_told[i] != SIGWINCH && bns_told[i] != SIGCONT;
    state->told_installed[i] = !ignored && sigaction(bns_told[i], &mine, NULL) == 0;
  }
  // A stack overflow leaves no stack for its handler.
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_DISABLE)) {
    stack.ss_sp = state->stack;
    stack.ss_size = BNS_STACK;
    stack.ss_flags = 0;
    sigaltstack(&stack, NULL);
  }
  // tcsetattr of a background process would stop it in its handler.
  sigaddset(&fatal, SIGTTOU);
  for (int i = 0; i < BNS_FATAL; i++) {
    struct sigaction mine;
    memset(&mine, 0, sizeof mine);
    mine.sa_sigaction = fatal_handler;
    mine.sa_mask = fatal;
    mine.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(bns_fatal[i], &mine, &state->fatal_before[i]);
  }
  sigdelset(&fatal, SIGTTOU);
  pthread_sigmask(SIG_UNBLOCK, &told, NULL);
  pthread_sigmask(SIG_UNBLOCK, &fatal, NULL);
  return true;
}

static inline void bns_uninstall(bns_state *state) {
  if (!state->installed) return;
  for (int i = 0; i < BNS_TOLD; i++)
    if (state->told_installed[i]) sigaction(bns_told[i], &state->told_before[i], NULL);
  for (int i = 0; i < BNS_FATAL; i++) sigaction(bns_fatal[i], &state->fatal_before[i], NULL);
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && stack.ss_sp == (void *)state->stack) {
    stack.ss_flags = SS_DISABLE;
    sigaltstack(&stack, NULL);
  }
  state->installed = false;
}

// From now on a crash gives the screen back. Points standard error at its file, unless it is there already.
static inline void bns_hold(bns_state *state, const bns_screen *it) {
  bool is_held = state->state == BNS_HELD;
  state->screen = *it;
  if (it->errors >= 0 && !is_held) {
    if (ftruncate(it->errors_meanwhile, 0) == 0) lseek(it->errors_meanwhile, 0, SEEK_SET);
    dup2(it->errors_meanwhile, it->errors);
  }
  __atomic_store_n(&state->state, BNS_HELD, __ATOMIC_SEQ_CST);
}

// The screen was given back in good order. Only standard error is left to return.
static inline void bns_let_go(bns_state *state) {
  int expected = BNS_HELD;
  if (__atomic_compare_exchange_n(
        &state->state, &expected, BNS_IDLE, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    bns_return_errors(&state->screen);
}

static inline int bns_stop_signal_index(void) {
  int index = 0;
  while (bns_told[index] != SIGTSTP) index++;
  return index;
}

// Whether a stopped job could be continued: not where the parent ignores the signal.
static inline bool bns_can_stop(const bns_state *state) { return state->told_installed[bns_stop_signal_index()]; }

// Stops the whole job as the kernel does for Ctrl-Z; returns when it is continued, or at once where there is no shell
// that could do so.
static inline void bns_stop_job(void) {
  struct sigaction plain, mine;
  memset(&plain, 0, sizeof plain);
  plain.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &plain, &mine);
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &mine, NULL);
}
