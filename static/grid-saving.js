/* The grid judges and saves its rows as somebody types: the server is asked, nothing is worked out here. What
   has not reached it stays in this browser, for this person, until it has. Nothing is submitted here. */
"use strict";

(() => {
  const form = document.getElementById("grid");
  if (!form || !form.querySelector("[data-version]")) return;
  const BEFORE_PREVIEW = 400;
  const BEFORE_SAVING = 1500;
  const AGAIN = 15000;
  const LONGEST_WAIT = 10000;
  const KEPT_FOR = 30 * 24 * 60 * 60 * 1000; // what no page shows again is not kept in a browser for ever
  const said = document.getElementById("grid-said");
  const memory = `grid:${form.dataset.person}`;

  const say = (words, isProblem = false) => {
    said.textContent = words;
    said.classList.toggle("app-grid-bar__said--wrong", isProblem);
  };
  form.addEventListener("grid:say", ({ detail }) => say(detail.words, detail.isProblem));

  // --- Rows --------------------------------------------------------------------------------------------

  const keyOf = (row) => row.dataset.row;
  const rowOf = (key) => form.querySelector(`tbody[data-row="${key}"]`);
  const controls = (row) => [...row.querySelectorAll("td[data-name] :is(input, select, textarea)")];
  const nameOf = (found) => found.closest("td[data-name]").dataset.name;
  const valuesOf = (row) => Object.fromEntries(controls(row).map((found) => [nameOf(found), found.value]));

  const dataOf = (keys) => {
    const data = new FormData();
    for (const [name, value] of new FormData(form)) {
      const isTheirs = keys.some((key) => name.startsWith(`${key}-`)) && !name.endsWith("-submit");
      if (isTheirs || name === "csrfmiddlewaretoken" || name === "who") data.append(name, value);
    }
    return data;
  };
  // Signing in again, perhaps in another tab, makes a new token.
  const freshToken = () => {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (found) form.querySelector("[name=csrfmiddlewaretoken]").value = found[1];
  };
  const ask = async (url, keys, options = {}) => {
    freshToken();
    const response = await fetch(url, {
      method: "POST",
      body: dataOf(keys),
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(LONGEST_WAIT),
      ...options,
    });
    const isJson = (response.headers.get("Content-Type") || "").includes("json");
    return { status: response.status, ok: response.ok && isJson, answer: isJson ? await response.json() : {} };
  };

  // --- What the server found ---------------------------------------------------------------------------

  const showError = (found, sentence) => {
    const id = `${found.id}_error`;
    const there = document.getElementById(id);
    if (there) there.remove();
    found.toggleAttribute("aria-invalid", false);
    found.removeAttribute("aria-describedby");
    if (!sentence) return;
    found.setAttribute("aria-invalid", "true");
    found.setAttribute("aria-describedby", id);
    const words = document.createElement("p");
    words.className = "govuk-error-message";
    words.id = id;
    const hidden = document.createElement("span");
    hidden.className = "govuk-visually-hidden";
    hidden.textContent = "Error: ";
    words.append(hidden, sentence);
    found.after(words);
  };
  const showFound = (row, seen) => {
    row.querySelector("[data-status]").innerHTML = seen.status;
    const beneath = row.querySelector("[data-beneath]");
    // Whoever is writing a reason there goes on writing.
    if (!beneath.contains(document.activeElement)) {
      beneath.innerHTML = seen.beneath;
      beneath.parentElement.hidden = !beneath.textContent.trim();
    }
    controls(row).forEach((found) => showError(found, seen.errors[nameOf(found)]));
    const computed = row.querySelector("[data-computed]");
    if (computed) {
      const words = document.createElement("span");
      words.className = "app-grid__text-only";
      words.textContent = seen.figure;
      computed.replaceChildren(...(seen.figure ? [words] : []));
    }
  };

  // --- Judging while somebody types --------------------------------------------------------------------

  const edits = new Map(); // key -> how often it was changed
  const toPreview = new Set();
  const toSave = new Set();
  const sent = new Set(); // rows whose save is on its way
  const stopped = new Set(); // rows in which somebody else was first: the button decides
  let previewing;
  let saving;
  let busy = null;
  let leaving = false;
  let tried = false; // whether all was saved as far as it can be, before a button sends the form

  const previewNow = async () => {
    const keys = [...toPreview];
    const asked = new Map(keys.map((key) => [key, edits.get(key)]));
    toPreview.clear();
    try {
      const { ok, answer } = await ask(form.dataset.preview, keys);
      if (!ok) return; // saving says what is wrong
      for (const [key, seen] of Object.entries(answer.rows)) {
        if (edits.get(key) === asked.get(key) && !stopped.has(key)) showFound(rowOf(key), seen);
      }
    } catch { /* saving says that nobody answers */ }
  };

  // --- Saving ------------------------------------------------------------------------------------------

  const taken = (key, seen, asOf) => {
    const row = rowOf(key);
    if (seen.refused) stopped.add(key);
    else {
      row.querySelector("[data-version]").value = seen.version;
      row.querySelector("[data-shown]").value = seen.shown;
      row.querySelector("[data-state]").innerHTML = seen.state;
    }
    if (edits.get(key) !== asOf) toSave.add(key);
    else showFound(row, seen);
  };
  // A row that the server has no place for any more: it says why, and what stands in the cells can be copied.
  const gone = (key, why) => {
    stopped.add(key);
    const beneath = rowOf(key).querySelector("[data-beneath]");
    const words = document.createElement("p");
    words.className = "govuk-error-message";
    words.textContent = why;
    beneath.replaceChildren(words);
    beneath.parentElement.hidden = false;
  };
  const notSaved = (keys, why) => {
    sent.clear();
    keys.forEach((key) => toSave.add(key));
    say(`${why} ${remember() ? "What you typed is kept in this browser." : "Copy what you typed before you leave."}`, true);
  };
  const waiting = () => [...toSave].filter((key) => !stopped.has(key));
  const saveIn = (pause) => {
    clearTimeout(saving);
    saving = setTimeout(saveNow, pause);
  };
  function saveNow(options = {}) {
    clearTimeout(saving);
    // The save that is on its way is followed by another.
    if (!busy && waiting().length) busy = send(waiting(), options).finally(() => { busy = null; });
    return busy;
  }
  async function send(keys, options) {
    const asOf = new Map(keys.map((key) => [key, edits.get(key)]));
    keys.forEach((key) => {
      toSave.delete(key);
      sent.add(key);
    });
    let again = BEFORE_SAVING;
    try {
      const { status, ok, answer } = await ask(form.dataset.autosave, keys, options);
      if (ok) {
        sent.clear();
        Object.entries(answer.lost).forEach(([key, why]) => gone(key, why));
        Object.entries(answer.rows).forEach(([key, seen]) => taken(key, seen, asOf.get(key)));
        say(answer.sentence, answer.waiting > 0);
        remember();
      } else if (answer.sentence) {
        again = 0;
        notSaved(keys, answer.sentence.replace(" What you typed is kept in this browser.", ""));
      } else {
        again = 0;
        notSaved(keys, status === 403 ? "Not saved: you are signed out." : "Not saved: the server could not save it.");
      }
    } catch {
      notSaved(keys, "Not saved: the server cannot be reached.");
      again = AGAIN;
    }
    if (again && waiting().length && !leaving) saveIn(again);
  }

  const changed = (rows) => {
    for (const row of rows) {
      const key = keyOf(row);
      edits.set(key, (edits.get(key) || 0) + 1);
      toPreview.add(key);
      toSave.add(key);
    }
    remember();
    clearTimeout(previewing);
    previewing = setTimeout(previewNow, BEFORE_PREVIEW);
    saveIn(BEFORE_SAVING);
  };
  form.addEventListener("grid:changed", ({ detail }) => changed(detail));
  form.addEventListener("input", ({ target }) => {
    if (target.closest("td[data-name]")) changed([target.closest("tbody[data-row]")]);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saveNow({ keepalive: true });
  });
  window.addEventListener("pagehide", () => { if (!leaving) remember(); });
  window.addEventListener("pageshow", () => { leaving = tried = false; });

  /* What a button sends has been saved before: where the line is down or the answer gets lost, nothing of it is
     left in this page alone, and two saves at once would trip over each other's version. */
  form.addEventListener("submit", (event) => {
    const { submitter } = event;
    const isDiscard = submitter && submitter.name === "discard";
    if (!isDiscard && !tried && (busy || waiting().length)) {
      event.preventDefault();
      say("Saving…");
      Promise.resolve(busy).then(saveNow).then(() => {
        if (tried) return; // the button was pressed twice
        tried = true;
        form.requestSubmit(submitter);
      });
      return;
    }
    leaving = true;
    clearTimeout(saving);
    clearTimeout(previewing);
    if (isDiscard) forget([...form.querySelectorAll("tbody[data-row]")].map(keyOf));
  });

  // --- This browser's own memory: it may be switched off or full ---------------------------------------

  // Of this person's rows on every page of the grid and in every tab: each writes its own and no others.
  const remembered = () => {
    try {
      const held = Object.entries(JSON.parse(localStorage.getItem(memory)) || {});
      return Object.fromEntries(held.filter(([, one]) => Date.now() - one.at < KEPT_FOR));
    } catch {
      return {};
    }
  };
  const write = (held) => {
    try {
      if (Object.keys(held).length) localStorage.setItem(memory, JSON.stringify(held));
      else localStorage.removeItem(memory);
      return true;
    } catch {
      return false;
    }
  };
  function forget(keys) {
    const held = remembered();
    keys.forEach((key) => delete held[key]);
    write(held);
  }
  function remember() {
    const held = remembered();
    for (const key of edits.keys()) {
      delete held[key];
      if (!toSave.has(key) && !sent.has(key) && !stopped.has(key)) continue;
      const row = rowOf(key);
      const [version, shown] = ["version", "shown"].map((name) => row.querySelector(`[data-${name}]`).value);
      held[key] = { version, shown, values: valuesOf(row), at: Date.now() };
    }
    return write(held);
  }
  const number = (text) => (text.trim() ? Number(text.replace(/[,%£\s]/g, "")) : NaN);
  const isSame = (found, text) => found.value === text
    || (found.matches("input") && number(found.value) === number(text)); // 46.60 is saved, and shown as 46.6
  const putBack = () => {
    const back = [];
    for (const [key, { version, shown, values }] of Object.entries(remembered())) {
      const row = rowOf(key);
      if (!row || !row.querySelector("[data-version]")) continue;
      const other = controls(row).filter((found) => nameOf(found) in values && !isSame(found, values[nameOf(found)]));
      if (!other.length) {
        forget([key]);
        continue;
      }
      // Over the version that was on the page then: where somebody has changed it since, the server says so.
      row.querySelector("[data-version]").value = version;
      row.querySelector("[data-shown]").value = shown;
      other.forEach((found) => { found.value = values[nameOf(found)]; });
      back.push(row);
    }
    if (!back.length) return;
    changed(back);
    say("What you typed before had not been saved. It is in its cells again.");
  };
  putBack();
})();
