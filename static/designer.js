/* The pack designer: marks put in at the cursor, how the words read, posts that are not needed yet, sections moved by
   dragging. Without scripts marks are copied, every post is there, and buttons move sections. */
"use strict";

(() => {
  // --- Words: marks at the cursor, and how they read ---------------------------------------------------

  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "app-link-button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  const help = document.querySelector("[data-into]");
  const area = help && document.getElementById(help.dataset.into);
  const reads = document.getElementById("reads");

  const changed = () => {
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const insert = (text) => {
    const [from, to] = [area.selectionStart, area.selectionEnd];
    area.focus();
    // Keeps what the browser can undo, where it still knows the command.
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, from, to, "end");
    changed();
  };

  if (area && !area.disabled) {
    document.querySelectorAll("[data-insert]").forEach((mark) => {
      const put = button("Insert", () => insert(mark.textContent));
      if (mark.dataset.called) {
        const more = document.createElement("span");
        more.className = "govuk-visually-hidden";
        more.textContent = ` ${mark.dataset.called}`;
        put.append(more);
      }
      put.classList.add("app-writing__insert");
      mark.after(put);
    });
    const ask = () => reads?.dispatchEvent(new Event("words-changed"));
    area.form.addEventListener("input", ask);
    reads?.addEventListener("htmx:responseError", () => { reads.textContent = "How it reads cannot be shown just now. What you type is still saved."; });
    reads?.addEventListener("htmx:sendError", () => { reads.textContent = "How it reads cannot be shown just now."; });
  }

  const figures = document.querySelector("[data-figures]");
  if (figures) {
    const group = document.createElement("div");
    group.className = "govuk-form-group";
    const label = document.createElement("label");
    label.className = "govuk-label";
    label.htmlFor = "find-figure";
    label.textContent = "Find a measure";
    const search = document.createElement("input");
    search.type = "search";
    search.id = "find-figure";
    search.className = "govuk-input govuk-input--width-20";
    search.autocomplete = "off";
    group.append(label, search);
    figures.prepend(group);
    // What is looked for is not typed into the section.
    group.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = search.value.trim().toLowerCase();
      figures.querySelectorAll("[data-named]").forEach((row) => {
        row.hidden = !row.dataset.named.toLowerCase().includes(wanted);
      });
    });
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }

  // --- Posts: one after the other ----------------------------------------------------------------------

  const posts = document.querySelector("[data-posts]");
  if (posts) {
    const rows = [...posts.querySelectorAll("[data-post]")];
    const more = button("Add another post", () => {
      const next = rows.find((row) => row.hidden);
      next.hidden = false;
      more.hidden = !rows.some((row) => row.hidden);
      next.querySelector("input").focus();
    });
    more.className = "govuk-button govuk-button--secondary";
    rows.forEach((row) => { row.hidden = !("filled" in row.dataset); });
    more.hidden = !rows.some((row) => row.hidden);
    posts.append(more);
  }

  // --- Sections moved by dragging ----------------------------------------------------------------------

  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-plan] > [data-section]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.section);
  });
  const over = (event) => dragged && event.target.closest?.("[data-plan] > [data-section]");
  document.addEventListener("dragover", (event) => {
    const target = over(event);
    if (!target) return;
    event.preventDefault();
    document.querySelectorAll(".app-plan__item--over").forEach((row) => row.classList.remove("app-plan__item--over"));
    if (target !== dragged) target.classList.add("app-plan__item--over");
  });
  document.addEventListener("drop", (event) => {
    const target = over(event);
    if (!target || target === dragged) return;
    event.preventDefault();
    const form = dragged.querySelector("form");
    const to = form.querySelector("[name=to]").cloneNode(true);
    to.value = target.dataset.place;
    to.hidden = true;
    form.append(to);
    form.requestSubmit(to);
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    document.querySelectorAll(".app-plan__item--over").forEach((row) => row.classList.remove("app-plan__item--over"));
  });
  const makeDraggable = () => {
    document.querySelectorAll("[data-plan] > [data-section]").forEach((row) => {
      row.draggable = Boolean(row.querySelector("form"));
    });
  };
  makeDraggable();
  document.addEventListener("htmx:afterSwap", makeDraggable);
})();
