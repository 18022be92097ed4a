// ncurses with wide characters, and inline functions for what Swift cannot see (macros, variadics, global variables).
#define NCURSES_WIDECHAR 1
#include <wchar.h>
#include <curses.h>
