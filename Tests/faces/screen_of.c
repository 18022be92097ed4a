/* What libvterm shows at the end of what it is sent: screen_of COLUMNS ROWS < CODES prints a line a cell. */
#include <stdio.h>
#include <stdlib.h>
#include <vterm.h>

static void print_cell(VTermScreen *screen, VTermPos place) {
  VTermScreenCell cell;
  vterm_screen_get_cell(screen, place, &cell);
  printf("%d %d %d%d%d", place.row, place.col, cell.attrs.bold, cell.attrs.underline != 0, cell.attrs.reverse);
  if (VTERM_COLOR_IS_DEFAULT_FG(&cell.fg))
    printf(" default");
  else
    printf(" %02x%02x%02x", cell.fg.rgb.red, cell.fg.rgb.green, cell.fg.rgb.blue);
  for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) printf(" %x", cell.chars[i]);
  printf("\n");
}

int main(int count, char **arguments) {
  if (count != 3) return 64;
  int columns = atoi(arguments[1]), rows = atoi(arguments[2]);
  VTerm *terminal = vterm_new(rows, columns);
  vterm_set_utf8(terminal, 1);
  VTermScreen *screen = vterm_obtain_screen(terminal);
  vterm_screen_reset(screen, 1);
  char bytes[4096];
  size_t length;
  while ((length = fread(bytes, 1, sizeof bytes, stdin)) > 0) vterm_input_write(terminal, bytes, length);
  for (int row = 0; row < rows; row++)
    for (int column = 0; column < columns; column++) print_cell(screen, (VTermPos){row, column});
  return 0;
}
