// Boxes for new figures: paste a block from a spreadsheet, and move between boxes with the arrows.
// Without this the page is a form like any other.
(function () {
  "use strict";

  var said = document.querySelector("[data-restate-said]");

  function say(words) {
    said.textContent = words;
  }

  // The cells of a pasted block: rows of texts. Quoted cells may hold line breaks and doubled quotes.
  function blockOf(text) {
    var rows = [[]], cell = "", quoted = false;
    text = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (var at = 0; at < text.length; at += 1) {
      var sign = text[at];
      if (quoted) {
        if (sign !== '"') cell += sign;
        else if (text[at + 1] === '"') { cell += '"'; at += 1; }
        else quoted = false;
      } else if (sign === '"' && cell === "") quoted = true;
      else if (sign === "\t" || sign === "\n") {
        rows[rows.length - 1].push(cell);
        cell = "";
        if (sign === "\n") rows.push([]);
      } else cell += sign;
    }
    rows[rows.length - 1].push(cell);
    return rows;
  }

  function rowsOf(table) {
    return Array.from(table.tBodies[0].rows).map(function (row) {
      return { name: row.cells[0].textContent.trim(), boxes: Array.from(row.querySelectorAll("input:not([type=hidden])")) };
    });
  }

  function placeOf(rows, box) {
    for (var at = 0; at < rows.length; at += 1) {
      var column = rows[at].boxes.indexOf(box);
      if (column >= 0) return { row: at, column: column };
    }
    return null;
  }

  // Where each cell of a block would go, or the sentence why it does not fit: nothing is pasted by halves.
  function fitted(rows, place, block) {
    var fits = [];
    for (var down = 0; down < block.length; down += 1) {
      var row = rows[place.row + down];
      if (!row) {
        return { why: "The block has " + block.length + " rows, and from here there are " + (rows.length - place.row) + ". Nothing was pasted." };
      }
      for (var right = 0; right < block[down].length; right += 1) {
        var box = row.boxes[place.column + right];
        if (box) fits.push([box, block[down][right].trim()]);
        else if (block[down][right].trim() !== "") {
          return { why: row.boxes.length ? "The block is wider than the boxes from here. Nothing was pasted." : row.name + " takes no new figure. Nothing was pasted." };
        }
      }
    }
    return { fits: fits };
  }

  function undoButton(before) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "app-link-button";
    button.textContent = "Undo the paste";
    button.addEventListener("click", function () {
      before.forEach(function (pair) { pair[0].value = pair[1]; });
      say("The paste was undone.");
      before[0][0].focus();
    });
    return button;
  }

  function onPaste(event) {
    var box = event.target, table = box.closest("[data-restate]");
    var text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    var rows = rowsOf(table), place = placeOf(rows, box);
    if (!place || !/[\t\n\r]./.test(text)) return;
    event.preventDefault();
    var found = fitted(rows, place, blockOf(text));
    if (found.why) {
      say(found.why);
      return;
    }
    var before = found.fits.map(function (pair) { return [pair[0], pair[0].value]; });
    found.fits.forEach(function (pair) { pair[0].value = pair[1]; });
    say(found.fits.length + (found.fits.length === 1 ? " box" : " boxes") + " filled. ");
    said.appendChild(undoButton(before));
  }

  function onKey(event) {
    var down = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    var box = event.target, table = box.closest("[data-restate]");
    if (!down || event.ctrlKey || event.altKey || event.metaKey) return;
    var rows = rowsOf(table), place = placeOf(rows, box);
    if (!place) return;
    event.preventDefault();
    for (var at = place.row + down; at >= 0 && at < rows.length; at += down) {
      if (rows[at].boxes[place.column]) {
        rows[at].boxes[place.column].focus();
        rows[at].boxes[place.column].select();
        return;
      }
    }
  }

  document.querySelectorAll("[data-restate]").forEach(function (table) {
    table.addEventListener("paste", onPaste);
    table.addEventListener("keydown", onKey);
  });
  document.querySelectorAll(".app-restate__paste").forEach(function (hint) { hint.hidden = false; });
}());
