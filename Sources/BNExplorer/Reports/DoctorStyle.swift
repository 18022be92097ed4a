/// How a page of the doctor looks, in light, in the dark, and on paper.
enum DoctorStyle {
  /// A colour, in both lights.
  struct Colour: Sendable {
    let name: String
    let light: String
    let dark: String
  }

  static let background = Colour(name: "background", light: "#ffffff", dark: "#15181c")
  /// Behind tables' heads and commands.
  static let panel = Colour(name: "panel", light: "#f1f3f5", dark: "#22262c")
  static let line = Colour(name: "line", light: "#8a9097", dark: "#7c838c")
  /// Each of them stands on the background and on the panel.
  static let inks = [
    Colour(name: "text", light: "#1b1e22", dark: "#e9ecef"), Colour(name: "faint", light: "#50575e", dark: "#b4bac1"),
    Colour(name: "error", light: "#a3110d", dark: "#ff9e97"),
    Colour(name: "warning", light: "#734700", dark: "#ffc069"),
    Colour(name: "note", light: "#1c4f7c", dark: "#9cc9f2"),
  ]

  static var sheet: String {
    let all = [background, panel, line] + inks
    func variables(_ value: (Colour) -> String) -> String {
      ":root{" + all.map { "--\($0.name):\(value($0))" }.joined(separator: ";") + "}"
    }
    return variables(\.light) + "@media (prefers-color-scheme:dark){\(variables(\.dark))}"
      + "@media print{\(variables(\.light))}" + rules
  }

  private static let rules = """
    :root{color-scheme:light dark}
    body{margin:0 auto;max-width:64rem;padding:1rem;background:var(--background);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
    h1,h2,h3,h4{line-height:1.25;overflow-wrap:anywhere}
    h4{margin:1.5rem 0 .25rem}
    .error{color:var(--error)}
    .warning{color:var(--warning)}
    .note{color:var(--note)}
    .faint{color:var(--faint)}
    a{color:inherit}
    code{background:var(--panel);padding:.1rem .3rem;overflow-wrap:anywhere}
    dl{display:grid;grid-template-columns:6rem 1fr;gap:.15rem .75rem;margin:0}
    dt{color:var(--faint)}
    dd{margin:0;overflow-wrap:anywhere}
    .wide{overflow-x:auto}
    table{border-collapse:collapse;width:100%}
    caption{text-align:left;color:var(--faint);padding:.25rem 0}
    th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--line)}
    thead th{background:var(--panel)}
    td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
    @media print{body{max-width:none;padding:0;font-size:10pt}article,tr{break-inside:avoid}thead{display:table-header-group}.wide{overflow:visible}}
    """
}
