/* The grid's keys and its clipboard: cells as in a spreadsheet. What they hold is judged and saved elsewhere
   (grid-saving.js, which hears of it by "grid:changed"). Without scripts the page is a form. */
"use strict";

(() => {
  const form = document.getElementById("grid");
  if (!form) return;
  const undo = document.getElementById("grid-undo");
  const CONTROLS = "input, select, textarea";

  const say = (words, isProblem = false) => {
    form.dispatchEvent(new CustomEvent("grid:say", { detail: { words, isProblem } }));
  };

  // --- Where things stand ----------------------------------------------------------------------------

  const rowOf = (control) => control.closest("tbody[data-row]");
  const cellOf = (control) => control.closest("td[data-name]");
  const rows = () => [...form.querySelectorAll("tbody[data-row]")];
  const cells = (row) => [...row.querySelectorAll("td[data-name]")];
  const control = (cell) => cell && cell.querySelector(CONTROLS);
  const isText = (found) => found.matches("input, textarea");
  const titleOf = (row) => row.dataset.title;
  const headingOf = (cell) => {
    const table = cell.closest("table");
    return table.querySelector(`thead .app-grid__col-${cell.dataset.name}`).textContent.trim();
  };

  // --- Going from cell to cell -------------------------------------------------------------------------

  let editing = false; // whether keys belong to the text in the cell
  let before = ""; // what stood in the cell when it was entered
  let byKeys = false;
  let byPointer = false;

  const enter = (found) => {
    if (!found) return;
    byKeys = true;
    found.focus();
    if (isText(found)) found.select();
    found.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const beside = (found, step) => {
    const own = cells(rowOf(found)).map(control).filter(Boolean);
    return own[own.indexOf(found) + step];
  };
  const above = (found, step) => {
    const all = rows();
    const name = cellOf(found).dataset.name;
    for (let at = all.indexOf(rowOf(found)) + step; all[at]; at += step) {
      const there = control(all[at].querySelector(`td[data-name="${name}"]`));
      if (there) return there;
    }
    return null;
  };
  const edge = (found, last, everywhere) => {
    const within = everywhere ? rows().flatMap(cells) : cells(rowOf(found));
    const all = within.map(control).filter(Boolean);
    return last ? all[all.length - 1] : all[0];
  };

  form.addEventListener("pointerdown", () => { byPointer = true; });
  form.addEventListener("focusin", (event) => {
    const found = event.target;
    if (!cellOf(found)) return;
    before = found.value;
    // Reached with Tab, a figure is replaced by typing, as in a sheet; a choice and a text have their own keys.
    editing = !byKeys && (byPointer || !found.matches("input"));
    byKeys = byPointer = false;
  });
  form.addEventListener("input", (event) => {
    if (cellOf(event.target)) editing = true;
  });

  const atStart = (found) => found.selectionStart === 0 && found.selectionEnd === 0;
  const atEnd = (found) => found.selectionStart === found.value.length && found.selectionEnd === found.value.length;

  const goesTo = (event, found) => {
    const { key } = event;
    const inText = isText(found) && editing;
    const staysInside = editing && !found.matches("input");
    if (key === "Enter") {
      if (found.matches("textarea") && editing && !event.ctrlKey) return undefined;
      return above(found, event.shiftKey ? -1 : 1);
    }
    if (event.altKey || event.shiftKey || event.metaKey) return undefined;
    if (key === "Home" || key === "End") {
      if (editing && !(event.ctrlKey && found.matches("input"))) return undefined;
      return edge(found, key === "End", event.ctrlKey);
    }
    if (event.ctrlKey) return undefined;
    if (key === "ArrowUp" || key === "ArrowDown") {
      return staysInside ? undefined : above(found, key === "ArrowUp" ? -1 : 1);
    }
    if (key === "ArrowLeft" && !(found.matches("select") && editing)) {
      return !inText || atStart(found) ? beside(found, -1) : undefined;
    }
    if (key === "ArrowRight" && !(found.matches("select") && editing)) {
      return !inText || atEnd(found) ? beside(found, 1) : undefined;
    }
    return undefined;
  };

  form.addEventListener("keydown", (event) => {
    const found = event.target;
    if (event.isComposing || !cellOf(found)) return;
    if (event.key === "F2") {
      editing = true;
      if (isText(found)) found.setSelectionRange(found.value.length, found.value.length);
      event.preventDefault();
    } else if (event.key === "Escape") {
      if (found.value !== before) {
        put(found, before);
        changed([rowOf(found)]);
      }
      editing = false;
      if (isText(found)) found.select();
      event.preventDefault();
    } else if (event.key === " " && found.matches("select")) {
      editing = true;
    } else if (event.key.toLowerCase() === "z" && event.ctrlKey && !event.shiftKey && isFresh) {
      undoPaste();
      event.preventDefault();
    } else {
      const there = goesTo(event, found);
      if (there === undefined && !(event.key === "Enter" && found.matches("input"))) return;
      event.preventDefault(); // Enter in a figure never sends the form
      if (there) enter(there);
    }
  });

  // --- What a cell holds -------------------------------------------------------------------------------

  const grow = (found) => {
    if (!found.matches("textarea") || CSS.supports("field-sizing", "content")) return;
    found.style.height = "auto";
    found.style.height = `${found.scrollHeight + 2}px`;
  };
  const put = (found, text) => {
    found.value = text;
    grow(found);
  };
  const changed = (which) => {
    form.dispatchEvent(new CustomEvent("grid:changed", { detail: [...new Set(which)] }));
  };
  form.addEventListener("input", (event) => grow(event.target));
  form.querySelectorAll("textarea").forEach(grow);

  // --- The clipboard -----------------------------------------------------------------------------------

  // A spreadsheet sets a cell that holds a tab or a line break in quotes, and doubles the quotes within.
  const isQuoted = (text, end) => /[\t\n]/.test(text.slice(1, end));
  const quotedEnd = (text) => {
    for (let at = 1; at < text.length; at += 1) {
      if (text[at] !== '"') continue;
      if (text[at + 1] === '"') at += 1;
      else return at + 1 === text.length || /[\t\n]/.test(text[at + 1]) ? at : -1;
    }
    return -1;
  };
  const readBlock = (pasted) => {
    const block = [[]];
    let text = pasted.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (;;) {
      const end = text.startsWith('"') ? quotedEnd(text) : -1;
      let cell;
      if (end > 0 && isQuoted(text, end)) {
        cell = text.slice(1, end).replaceAll('""', '"');
        text = text.slice(end + 1);
      } else {
        cell = text.match(/^[^\t\n]*/)[0];
        text = text.slice(cell.length);
      }
      block[block.length - 1].push(cell.trim());
      if (!text) return block;
      if (text[0] === "\n") block.push([]);
      text = text.slice(1);
    }
  };
  const isBlock = (found, block, clipboard) => {
    const whole = clipboard.getData("text/plain");
    if (block.length === 1 && block[0].length === 1) {
      return found.matches("select") || block[0][0].includes("\n") && whole.startsWith('"');
    }
    // Paragraphs pasted into a commentary are one text, unless they come from a table.
    const ofTable = whole.includes("\t") || /<t[rd]\b/i.test(clipboard.getData("text/html"));
    return ofTable || !found.matches("textarea");
  };

  const plain = (text) => text.replace(/[\s,%£]/g, "").toLowerCase();
  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

  /* What a text becomes in a cell: {value}, nothing to do (null), or {problem}. */
  const fitted = (cell, text) => {
    const found = control(cell);
    const where = `${headingOf(cell)} of “${titleOf(rowOf(cell))}”`;
    if (!found) {
      const shown = cell.querySelector(".app-grid__text-only");
      if (!text || (shown && plain(shown.textContent) === plain(text))) return null;
      return { problem: `“${text}” would fall on ${where}, where nothing can be typed.` };
    }
    if (!found.matches("select")) return { found, value: text };
    const option = [...found.options].find((one) => [one.text, one.value].some((name) => plain(name) === plain(text)));
    if (option) return { found, value: option.value };
    const choices = [...found.options].filter((one) => one.value).map((one) => one.text).join(", ");
    return { problem: `“${text}” is no choice for ${where}. The choices are: ${choices}.` };
  };

  const fit = (start, block) => {
    const table = start.closest("table");
    const all = [...table.querySelectorAll("tbody[data-row]")];
    const first = all.indexOf(rowOf(start));
    const column = cells(rowOf(start)).indexOf(cellOf(start));
    const width = Math.max(...block.map((line) => line.length));
    const across = cells(rowOf(start)).length - column;
    if (block.length > all.length - first) {
      return { problem: `The block has ${count(block.length, "row")}, and from this one on there are only ${all.length - first}.` };
    }
    if (width > across) {
      return { problem: `The block has ${count(width, "column")}, and from this one on there are only ${across}.` };
    }
    const puts = [];
    for (const [down, line] of block.entries()) {
      for (const [right, text] of line.entries()) {
        const one = fitted(cells(all[first + down])[column + right], text);
        if (one && one.problem) return one;
        if (one) puts.push(one);
      }
    }
    return { puts };
  };

  let pasted = []; // what the last paste put where, to take it back
  let isFresh = false; // whether nothing was typed since

  const paste = (start, block) => {
    const { puts, problem } = fit(start, block);
    if (problem) {
      say(`Nothing was pasted. ${problem}`, true);
      return;
    }
    pasted = puts.map(({ found, value }) => ({ found, value, before: found.value }));
    pasted.forEach(({ found, value }) => put(found, value));
    before = start.value;
    isFresh = true;
    undo.hidden = false;
    say(`${count(pasted.length, "cell")} pasted.`);
    changed(pasted.map(({ found }) => rowOf(found)));
  };

  const undoPaste = () => {
    const same = pasted.filter(({ found, value }) => found.value === value);
    same.forEach(({ found, before: text }) => put(found, text));
    const left = pasted.length - same.length;
    say(left ? `Paste undone, but for ${count(left, "cell")} that you have changed since.` : "Paste undone.");
    changed(same.map(({ found }) => rowOf(found)));
    pasted = [];
    isFresh = false;
    undo.hidden = true;
  };

  form.addEventListener("paste", (event) => {
    const found = event.target.closest(CONTROLS);
    if (!found || !cellOf(found)) return;
    const block = readBlock(event.clipboardData.getData("text/plain"));
    if (!isBlock(found, block, event.clipboardData)) return;
    event.preventDefault();
    paste(found, block);
  });
  form.addEventListener("input", () => { isFresh = false; });
  undo.addEventListener("click", () => {
    const { found } = pasted[0] || {};
    undoPaste();
    enter(found);
  });
})();
