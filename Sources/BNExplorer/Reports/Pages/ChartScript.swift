/// What lets a person read values off a chart: with the pointer, a finger or the arrow keys.
///
/// It knows no numbers: which value stands where is written in the rows of the table below each chart, which has all that it shows.
/// There is neither `&` nor `<` in it, so that HTML and XML read the same.
enum ChartScript {
  static let text = """
    "use strict";
    document.querySelectorAll("figure.chart").forEach(function (figure) {
      var plot = figure.querySelector(".plot"), heard = figure.querySelector(".heard");
      var table = figure.querySelector("table");
      var heads = Array.from(table.tHead.rows[0].cells);
      var rows = Array.from(table.tBodies[0].rows);
      var places = rows.map(function (row) { return row.dataset.x.split(" ").map(Number); });
      var isBars = figure.dataset.kind === "bars";
      var chosen = rows.length - 1;
      var cursor = added("div", isBars ? "cursor span" : "cursor"), tip = added("div", "tip"), dots = [];
      plot.tabIndex = 0;
      plot.setAttribute("role", "application");
      plot.setAttribute("aria-roledescription", "chart");
      plot.setAttribute("aria-label", figure.querySelector("h3").textContent + ". Arrow keys read the values.");

      function added(name, style) {
        var element = document.createElement(name);
        element.className = style;
        element.hidden = true;
        element.setAttribute("aria-hidden", "true");
        return plot.appendChild(element);
      }
      function percent(share) { return 100 * share + "%"; }
      function texts(row) {
        var cells = Array.from(row.cells), parts = [];
        cells.forEach(function (cell, index) {
          if (index > 0) if (cell.textContent !== "") parts.push({
            name: heads[index].textContent, text: cell.textContent, ink: heads[index].dataset.ink || "" });
        });
        return { place: heads[0].textContent + " " + cells[0].textContent, parts: parts };
      }
      function show(index, isHeard) {
        chosen = index;
        var row = rows[index], place = places[index], said = texts(row);
        cursor.style.left = percent(place[0]);
        cursor.style.width = isBars ? percent(place[1] - place[0]) : "0";
        dots.forEach(function (dot) { dot.remove(); });
        dots = (row.dataset.y || "").split(" ").flatMap(function (share, series) {
          if (share === "" || share === "-") return [];
          var dot = added("div", "dot " + (heads[series + 1].dataset.ink || ""));
          dot.style.left = percent(isBars ? (place[0] + place[1]) / 2 : place[0]);
          dot.style.bottom = percent(Number(share));
          dot.style.top = "auto";
          dot.style.marginBottom = "-.3rem";
          dot.hidden = false;
          return [dot];
        });
        tip.replaceChildren();
        var head = document.createElement("strong");
        head.textContent = said.place;
        tip.appendChild(head);
        said.parts.forEach(function (part) {
          var line = document.createElement("div"), name = document.createElement("span");
          if (part.ink) line.appendChild(document.createElement("i")).className = part.ink;
          name.textContent = part.name;
          line.appendChild(name);
          line.appendChild(document.createElement("b")).textContent = part.text;
          tip.appendChild(line);
        });
        cursor.hidden = tip.hidden = false;
        aside(place[0]);
        if (isHeard) heard.textContent = said.place + ": " +
          said.parts.map(function (part) { return part.name + " " + part.text; }).join(", ");
      }
      // Beside the cursor, on the side that has room for it; never beyond the plot.
      function aside(share) {
        var room = plot.clientWidth, width = tip.offsetWidth, at = share * room;
        var start = at + 14 + width > room ? at - 14 - width : at + 14;
        tip.style.left = Math.max(Math.min(0, room - width), start) + "px";
      }
      function hide() {
        cursor.hidden = tip.hidden = true;
        dots.forEach(function (dot) { dot.remove(); });
        dots = [];
      }
      function nearest(share) {
        var best = 0, least = Infinity;
        places.forEach(function (place, index) {
          var inside = isBars ? share >= place[0] ? place[1] > share : false : false;
          var distance = inside ? -1 : Math.abs(share - (isBars ? (place[0] + place[1]) / 2 : place[0]));
          if (least > distance) { least = distance; best = index; }
        });
        return best;
      }
      function point(event) {
        var box = plot.getBoundingClientRect();
        show(nearest((event.clientX - box.left) / box.width), false);
      }
      plot.addEventListener("pointermove", point);
      plot.addEventListener("pointerdown", point);
      plot.addEventListener("pointerleave", function () { if (document.activeElement !== plot) hide(); });
      plot.addEventListener("focus", function () { show(chosen, true); });
      plot.addEventListener("blur", hide);
      plot.addEventListener("keydown", function (event) {
        var last = rows.length - 1, far = Math.max(1, Math.round(rows.length / 10));
        var next = { ArrowLeft: chosen - 1, ArrowDown: chosen - 1, ArrowRight: chosen + 1, ArrowUp: chosen + 1,
          PageUp: chosen + far, PageDown: chosen - far, Home: 0, End: last }[event.key];
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key === "Escape") hide();
        if (next === undefined) return;
        event.preventDefault();
        show(Math.max(0, Math.min(last, next)), true);
      });
    });
    """
}
