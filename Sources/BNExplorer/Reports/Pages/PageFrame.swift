/// What stands around a page's content: a file that needs no other one.
enum PageFrame {
  /// The page, from its first to its last line.
  ///
  /// What a browser is told to allow is no more than the page has: no network, no other file, and a script only where there is one.
  static func text(title: String, hasScript: Bool, body: [Markup]) -> String {
    let script = hasScript ? "; script-src 'unsafe-inline'" : ""
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:" + script
    let head = Markup.tag(
      "head", [:], .tag("meta", ["charset": "utf-8"]),
      .tag("meta", ["http-equiv": "Content-Security-Policy", "content": policy]),
      .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .tag("meta", ["name": "color-scheme", "content": "light dark"]),
      .tag("title", [:], .text(title)), .tag("style", [:], .verbatim(PageStyle.sheet)))
    let scripts = hasScript ? [Markup.tag("script", [:], .verbatim(ChartScript.text))] : []
    let page = Markup.tag(
      "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"], head, .tag("body", [:], body + scripts))
    return "<!DOCTYPE html>\n" + page.source + "\n"
  }
}
