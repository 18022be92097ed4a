// ncurses with wide characters, and inline functions for what Swift cannot see: macros, variadic functions and global
// variables. Import it in one file only, since curses.h puts names like move, clear, echo, raw and timeout into scope.
#define NCURSES_WIDECHAR 1
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>
#include <wchar.h>
#include <curses.h>
#include <term.h>

// Behind a feature macro in <wchar.h>.
extern int wcwidth(wchar_t);

// What ncurses needs for one terminal. `keys` is a pad, because reading keys from a window would repaint it.
typedef struct {
  SCREEN *screen;
  WINDOW *keys;
  FILE *output;
  FILE *input;
} bn_screen;

// Our emphasis bits, as in Style.Emphasis.
enum { BN_BOLD = 1, BN_DIM = 2, BN_REVERSE = 4, BN_UNDERLINE = 8 };

static inline const char *bn_string_capability(const char *name) {
  const char *value = tigetstr(name);
  return value == (const char *)-1 ? NULL : value;
}

// Looks a terminal type up without opening it. 0: usable. 1: unknown. 2: it cannot place the cursor.
static inline int bn_probe(const char *type, int output) {
  TERMINAL *before = cur_term;
  int problem = 0;
  int answer = 1;
  if (setupterm(type, output, &problem) == OK) {
    answer = bn_string_capability("cup") == NULL ? 2 : 0;
    del_curterm(cur_term);
  }
  set_curterm(before);
  return answer;
}

static inline void bn_close_files(bn_screen *it) {
  if (it->output) fclose(it->output);
  if (it->input) fclose(it->input);
  it->output = NULL;
  it->input = NULL;
}

// Opens a terminal on two descriptors, which it owns from then on. False if ncurses refuses.
static inline bool bn_open(bn_screen *it, const char *type, int output, int input) {
  it->screen = NULL;
  it->keys = NULL;
  it->output = fdopen(output, "w");
  it->input = fdopen(input, "r");
  if (!it->output) close(output);
  if (!it->input) close(input);
  if (!it->output || !it->input) {
    bn_close_files(it);
    return false;
  }
  // The size comes from the terminal itself, never from LINES and COLUMNS.
  use_env(FALSE);
  use_tioctl(TRUE);
  it->screen = newterm(type, it->output, it->input);
  if (!it->screen) {
    bn_close_files(it);
    return false;
  }
  raw();
  noecho();
  nonl();
  set_escdelay(25);
  // A frame is never left half drawn because a key waits.
  typeahead(-1);
  it->keys = newpad(1, 1);
  if (it->keys) {
    keypad(it->keys, TRUE);
    nodelay(it->keys, TRUE);
  }
  // Some descriptions know the start of a mouse report as a key, and the rest of it would come as text.
  define_key(NULL, KEY_MOUSE);
  return it->keys != NULL;
}

static inline void bn_close(bn_screen *it) {
  if (it->keys) delwin(it->keys);
  if (it->screen) delscreen(it->screen);
  it->keys = NULL;
  it->screen = NULL;
  bn_close_files(it);
}

// Starts colours on the terminal's own background. Returns how many there are, 0 for none.
static inline int bn_start_colors(void) {
  if (!has_colors() || start_color() != OK || use_default_colors() != OK) return 0;
  return COLORS;
}

static inline bool bn_set_pair(int pair, int foreground) {
#if defined(NCURSES_VERSION_PATCH) && NCURSES_VERSION_PATCH >= 20170401
  return init_extended_pair(pair, foreground, -1) == OK;
#else
  return init_pair((short)pair, (short)foreground, -1) == OK;
#endif
}

static inline void bn_set_cell(
  cchar_t *cell, uint32_t base, uint32_t mark1, uint32_t mark2, unsigned emphasis, int pair) {
  wchar_t text[4] = {(wchar_t)base, (wchar_t)mark1, (wchar_t)mark2, 0};
  attr_t attributes = 0;
  if (emphasis & BN_BOLD) attributes |= A_BOLD;
  if (emphasis & BN_DIM) attributes |= A_DIM;
  if (emphasis & BN_REVERSE) attributes |= A_REVERSE;
  if (emphasis & BN_UNDERLINE) attributes |= A_UNDERLINE;
  setcchar(cell, text, attributes, (short)pair, NULL);
}

static inline void bn_put_row(int row, int column, const cchar_t *cells, int count) {
  mvwadd_wchnstr(stdscr, row, column, cells, count);
}

// Places the cursor, or hides it with a negative row.
static inline void bn_place_cursor(int row, int column) {
  curs_set(row < 0 ? 0 : 1);
  leaveok(stdscr, row < 0);
  wmove(stdscr, row < 0 ? 0 : row, row < 0 ? 0 : column);
}

static inline void bn_update(void) {
  wnoutrefresh(stdscr);
  doupdate();
}

// The next update draws everything anew.
static inline void bn_forget_screen(void) { clearok(curscr, TRUE); }

// <term.h> makes macros of words like lines and columns.
static inline void bn_resize(int high, int wide) { resize_term(high, wide); }

// Comes back from endwin: modes, alternate screen, an empty screen.
static inline void bn_resume(void) {
  reset_prog_mode();
  werase(stdscr);
  bn_update();
}

static inline int bn_next_key(bn_screen *it) { return wgetch(it->keys); }

static inline int bn_function_key(int number) { return KEY_F(number); }
