import Platform
import TerminalKit

/// How wide the text of a subcommand may be.
enum OutputWidth {
  /// The terminal's columns; 80 where the text goes elsewhere.
  static var columns: Int { Console.outputIsTerminal ? TerminalGeometry.size(of: 1).columns : 80 }
}
