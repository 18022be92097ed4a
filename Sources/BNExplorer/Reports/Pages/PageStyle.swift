/// How pages look, in light, in the dark, and on paper: one table of colours and one sheet for all of them.
enum PageStyle {
  /// A colour, in both lights.
  struct Colour: Sendable {
    let name: String
    let light: String
    let dark: String
  }

  static let background = Colour(name: "background", light: "#ffffff", dark: "#15181c")
  /// Behind tables' heads, commands and charts.
  static let panel = Colour(name: "panel", light: "#f4f6f8", dark: "#1d2127")
  static let line = Colour(name: "line", light: "#82888f", dark: "#7f868f")
  /// Helps the eye along a chart and along a table, and says nothing by itself.
  static let hairline = Colour(name: "hairline", light: "#dde1e5", dark: "#343a42")
  /// Text: each of them stands on the background and on the panel.
  static let inks = [
    Colour(name: "text", light: "#1b1e22", dark: "#e9ecef"), Colour(name: "faint", light: "#50575e", dark: "#b4bac1"),
    Colour(name: "error", light: "#a3110d", dark: "#ff9e97"),
    Colour(name: "warning", light: "#734700", dark: "#ffc069"),
    Colour(name: "note", light: "#1c4f7c", dark: "#9cc9f2"),
  ]
  /// Curves and bars: on the background and on the panel.
  static let strokes = ChartInk.allCases.map(\.colour)

  static var all: [Colour] { [background, panel, line, hairline] + inks + strokes }

  static var sheet: String {
    func variables(_ value: (Colour) -> String) -> String {
      ":root{" + all.map { "--\($0.name):\(value($0))" }.joined(separator: ";") + "}"
    }
    let ofInks = ChartInk.allCases.map { ".\($0.rawValue){--ink:var(--\($0.rawValue))}" }.joined()
    let rules = (text + charts + recordings + paper).split(separator: "\n").joined()
    return variables(\.light) + "@media (prefers-color-scheme:dark){\(variables(\.dark))}"
      + "@media print{\(variables(\.light))}" + ofInks + rules
  }

  private static let text = """
    :root{color-scheme:light dark}
    body{margin:0 auto;max-width:66rem;padding:1rem;background:var(--background);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
    h1,h2,h3,h4{line-height:1.25;overflow-wrap:anywhere}
    h1{margin:.5rem 0}
    h2{margin:2.5rem 0 .75rem;padding-bottom:.25rem;border-bottom:1px solid var(--hairline)}
    h4{margin:1.5rem 0 .25rem}
    article h3{margin:1.25rem 0 .35rem;font-size:1.05rem}
    .error{color:var(--error)}
    .warning{color:var(--warning)}
    .note{color:var(--note)}
    .faint{color:var(--faint)}
    a{color:inherit}
    code{background:var(--panel);padding:.1rem .3rem;overflow-wrap:anywhere}
    pre{background:var(--panel);padding:.75rem 1rem;margin:.75rem 0;overflow-x:auto;border-radius:.3rem}
    pre code{background:none;padding:0;overflow-wrap:normal}
    dl{display:grid;grid-template-columns:minmax(4rem,max-content) 1fr;gap:.2rem .9rem;margin:0}
    dt{color:var(--faint)}
    dd{margin:0;overflow-wrap:anywhere}
    nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;margin:.75rem 0;padding:0}
    .wide{overflow-x:auto}
    .high{max-height:26rem;overflow-y:auto}
    table{border-collapse:collapse;width:100%}
    caption{text-align:left;color:var(--faint);padding:.25rem 0}
    th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid var(--hairline)}
    tbody th{font-weight:normal}
    thead th{background:var(--panel);border-bottom-color:var(--line)}
    .changed th,.changed td{font-weight:600}
    td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    summary{cursor:pointer;color:var(--faint);font-size:.875rem;padding:.25rem 0}
    :focus-visible{outline:2px solid var(--note);outline-offset:2px}

    """

  private static let charts = """
    .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,27rem),1fr));gap:1.5rem 2rem;align-items:start}
    figure{margin:0 0 1.25rem;min-width:0}
    figcaption h3{margin:0;font-size:1.05rem}
    figcaption p{margin:.1rem 0 0;font-size:.875rem;color:var(--faint)}
    .legend{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;list-style:none;margin:.4rem 0 .5rem;padding:0;font-size:.875rem}
    .legend svg{width:1.6rem;height:.7rem;margin-right:.4rem}
    .plot{position:relative;height:14rem;margin:.25rem .75rem 1.9rem 4.25rem;background:var(--panel);touch-action:pan-y}
    .plot>svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
    .plot path,.legend path{fill:none;stroke:var(--ink);stroke-width:1.25;stroke-linecap:round;stroke-linejoin:round;vector-effect:non-scaling-stroke}
    .plot .strong,.legend .strong{stroke-width:2.5}
    .plot .dashed,.legend .dashed{stroke-dasharray:7 5}
    .plot .dotted,.legend .dotted{stroke-dasharray:1 4}
    .plot .dots,.legend .dots{stroke-width:5}
    .plot .bars,.legend .bars{fill:var(--ink);stroke:var(--panel);stroke-width:1;stroke-linecap:butt}
    .plot .band,.legend .band{fill:var(--ink);fill-opacity:.16;stroke:none}
    .plot .grid{stroke:var(--hairline);stroke-width:1}
    .plot .mark{stroke:var(--line);stroke-width:1;stroke-dasharray:2 3}
    .plot .axis{stroke:var(--line);stroke-width:1}
    .plot>span{position:absolute;font-size:.8125rem;line-height:1;color:var(--faint);white-space:nowrap;font-variant-numeric:tabular-nums}
    .plot>.y{right:100%;margin-right:.5rem;transform:translateY(50%)}
    .plot>.x{top:100%;margin-top:.45rem;transform:translateX(-50%)}
    .plot>.name{top:100%;right:0;margin-top:1.4rem}
    .cursor{position:absolute;top:0;bottom:0;border-left:1px solid var(--text);pointer-events:none}
    .cursor.span{border:0;background:var(--text);opacity:.18}
    .dot{position:absolute;width:.6rem;height:.6rem;margin:-.3rem;border-radius:50%;background:var(--ink);border:2px solid var(--background);box-sizing:border-box;pointer-events:none}
    .tip{position:absolute;z-index:1;top:.4rem;max-width:min(20rem,100%);padding:.35rem .6rem;border:1px solid var(--line);border-radius:.3rem;background:var(--background);color:var(--text);font-size:.8125rem;line-height:1.4;pointer-events:none;font-variant-numeric:tabular-nums;box-sizing:border-box}
    .tip div{display:flex;justify-content:space-between;gap:.9rem}
    .tip i{flex:none;width:.6rem;height:.6rem;margin:.25rem -.45rem 0 0;border-radius:50%;background:var(--ink)}
    .tip span{flex:1;overflow-wrap:anywhere}
    .heard{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    [hidden]{display:none!important}
    .remark{margin:.1rem 0;font-size:.875rem;color:var(--faint)}
    details table{font-size:.875rem}
    @media (max-width:40rem){table{font-size:.875rem}th,td{padding:.3rem .4rem}.plot{margin-left:3.75rem}}

    """

  /// Nothing moves before somebody asks for it, and `!important` is for what a picture says of itself.
  private static let recordings = """
    .recording svg{display:block;width:100%;height:auto}
    .recording svg,.recording svg *{animation-play-state:paused!important}
    .recording input:checked~.film svg,.recording input:checked~.film svg *{animation-play-state:running!important}
    .film{border:1px solid var(--hairline)}
    @media (prefers-reduced-motion:reduce){*{transition:none!important;scroll-behavior:auto!important}}

    """

  private static let paper = """
    @media print{
    body{max-width:none;padding:0;font-size:10pt}
    article,figure,tr{break-inside:avoid}
    h2,h3,h4{break-after:avoid}
    thead{display:table-header-group}
    .wide,.high{overflow:visible;max-height:none}
    pre{white-space:pre-wrap;overflow-wrap:anywhere}
    .plot,.dot,.bars{print-color-adjust:exact}
    details:not([open]),nav,.recording label,.recording input{display:none}
    }
    """
}
