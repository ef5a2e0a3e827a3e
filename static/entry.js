/* The entry page, and a section of a pack, save themselves as somebody types. What has not reached the server yet is
   kept in this browser, for this person and this page, until it has. Nothing is submitted here. Without scripts the
   page is a form. */
"use strict";

(() => {
  const form = document.querySelector("form[data-typed]");
  if (!form) return;
  const AFTER_TYPING = 1000;
  const AGAIN = 15000;
  const NOT_TYPED = ["csrfmiddlewaretoken", "who", "version"];
  const key = `typed:${form.dataset.typed}`;
  const saving = document.getElementById("saving");

  const asText = (fields) => {
    const typed = new URLSearchParams();
    for (const [name, value] of fields) {
      if (!NOT_TYPED.includes(name)) typed.append(name, String(value).replace(/\r\n/g, "\n"));
    }
    return typed.toString();
  };
  // A file is sent with the button alone.
  const fields = () => {
    const found = new FormData(form);
    for (const field of form.elements) if (field.type === "file") found.delete(field.name);
    return found;
  };
  const typed = () => asText(fields());
  // What the page came with: on a slow line somebody has typed before this script is there.
  const served = () => asText([...form.elements].flatMap((field) => {
    if (!field.name || field.tagName === "BUTTON" || field.type === "file") return [];
    if (field.type === "radio" || field.type === "checkbox") return field.defaultChecked ? [[field.name, field.value]] : [];
    if (field.tagName !== "SELECT") return [[field.name, field.defaultValue]];
    const chosen = [...field.options].find((option) => option.defaultSelected) || field.options[0];
    return [[field.name, chosen.value]];
  }));

  // --- This browser's own memory: it may be switched off or full -------------------------------------

  const remember = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ typed: typed(), at: new Date().toISOString() }));
      return true;
    } catch {
      return false;
    }
  };
  const remembered = () => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const forget = () => {
    try {
      localStorage.removeItem(key);
    } catch { /* nothing is kept then */ }
  };

  // --- Saving ------------------------------------------------------------------------------------------

  const url = form.dataset.autosave;
  let saved = form.dataset.unsaved ? null : served();
  let timer, busy, stopped = !url, leaving = false;

  const say = (words, isProblem = false) => {
    if (!saving) return;
    saving.textContent = words;
    saving.classList.toggle("app-saving--problem", isProblem);
  };
  const notSaved = (why) => {
    say(`${why} ${remember() ? "What you typed is kept in this browser." : "Copy what you typed before you leave."}`, true);
  };
  // Signing in again, perhaps in another tab, makes a new token.
  const freshToken = () => {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (found) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = found[1]; });
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  // What the page came to complain of and the server has saved since, as it was typed anew.
  const dropErrors = (sent, kept) => {
    const [now, then] = [new URLSearchParams(sent), new URLSearchParams(served())];
    document.querySelectorAll("#entry-form .govuk-form-group--error").forEach((group) => {
      const fields = [...group.querySelectorAll("input, select, textarea")];
      const name = fields[0]?.name;
      if (!name || kept.includes(name) || String(now.getAll(name)) === String(then.getAll(name))) return;
      group.classList.remove("govuk-form-group--error");
      const words = group.querySelector(".govuk-error-message");
      words?.remove();
      [...fields, ...group.querySelectorAll("fieldset")].forEach((field) => {
        field.removeAttribute("aria-invalid");
        const left = (field.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== words?.id);
        if (left.length) field.setAttribute("aria-describedby", left.join(" "));
        else field.removeAttribute("aria-describedby");
        document.querySelector(`.govuk-error-summary a[href="#${CSS.escape(field.id)}"]`)?.closest("li").remove();
      });
    });
    const summary = document.querySelector(".govuk-error-summary");
    if (!summary || summary.querySelector("li")) return;
    summary.remove();
    document.title = document.title.replace(/^Error: /, "");
  };

  // While a button is pressed nothing on the page moves: the button would slip from under the pointer, and the
  // press be lost.
  const whenReleased = [];
  let isPressed = false;
  form.addEventListener("pointerdown", (event) => { isPressed = Boolean(event.target.closest("button")); });
  const release = () => {
    if (!isPressed) return;
    // The click comes right after the pointer is up.
    setTimeout(() => {
      isPressed = false;
      whenReleased.splice(0).forEach((act) => act());
    });
  };
  window.addEventListener("pointerup", release);
  window.addEventListener("pointercancel", release);
  const unpressed = (act) => {
    if (isPressed) whenReleased.push(act);
    else act();
  };

  async function send() {
    const sent = typed();
    freshToken();
    let answer, status;
    try {
      const response = await fetch(url, {
        method: "POST",
        body: fields(),
        headers: { Accept: "application/json" },
        redirect: "manual",
        // The request outlives a tab that is closed.
        keepalive: document.visibilityState === "hidden",
        signal: AbortSignal.timeout(10000),
      });
      status = response.status;
      answer = await response.json();
    } catch {
      answer = {};
    }
    if (status === 200) {
      saved = sent;
      form.elements.version.value = answer.version;
      say(answer.sentence, answer.kept.length > 0);
      unpressed(() => dropErrors(sent, answer.kept));
      if (typed() === sent && answer.is_partly) remember();
      else if (typed() === sent) forget();
      else later(AFTER_TYPING);
    } else if (answer.sentence && status === 401) {
      const kept = " What you typed is kept in this browser.";
      notSaved(answer.sentence.replace(kept, ""));
    } else if (answer.sentence) {
      stopped = true;
      notSaved(answer.sentence);
    } else {
      notSaved("Not saved: the server did not answer. It is tried again.");
      later(AGAIN);
    }
  }

  function save() {
    clearTimeout(timer);
    if (busy || stopped || leaving || typed() === saved) return busy;
    busy = send().finally(() => { busy = null; });
    return busy;
  }

  form.addEventListener("input", () => {
    if (url) remember();
    if (!stopped) later(AFTER_TYPING);
  });
  form.addEventListener("focusout", () => { save(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") freshToken();
    save();
  });
  window.addEventListener("online", () => { save(); });

  // What is submitted has been saved before, so that nothing of it is left behind in this browser.
  let tried = false;
  form.addEventListener("submit", (event) => {
    freshToken();
    if (!tried && !stopped && (busy || typed() !== saved)) {
      event.preventDefault();
      const submitter = event.submitter;
      Promise.resolve(busy).then(save).then(() => {
        tried = true;
        form.requestSubmit(submitter);
      });
      return;
    }
    leaving = true;
    clearTimeout(timer);
  });
  document.getElementById("discard-form")?.addEventListener("submit", () => {
    forget();
    leaving = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => { leaving = tried = false; });

  // --- What did not reach the server before ----------------------------------------------------------

  const put = (text) => {
    const given = new URLSearchParams(text);
    for (const field of form.elements) {
      if (!field.name || ["hidden", "file"].includes(field.type) || field.tagName === "BUTTON") continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = given.getAll(field.name).includes(field.value);
      else if (given.has(field.name)) field.value = given.get(field.name);
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const offer = (before) => {
    const shown = document.getElementById("typed-before").content.firstElementChild.cloneNode(true);
    shown.querySelector("[data-when]").textContent = new Date(before.at).toLocaleString("en-GB", {
      day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit",
    });
    const done = () => {
      shown.remove();
      form.querySelector("input:not([type=hidden]), textarea, select").focus();
    };
    shown.querySelector("[data-use]").addEventListener("click", () => { done(); put(before.typed); });
    shown.querySelector("[data-drop]").addEventListener("click", () => { forget(); done(); });
    form.before(shown);
  };
  const before = remembered();
  if (before && before.typed === served()) {
    if (saved !== null) forget();
  } else if (before && url) {
    offer(before);
  }
  const isTypedInto = typed() !== served();
  if (isTypedInto && !stopped) later(AFTER_TYPING);

  // --- Last month's text --------------------------------------------------------------------------------

  document.querySelectorAll("[data-take-over]").forEach((place) => {
    const into = document.getElementById(place.dataset.into);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary";
    button.textContent = place.dataset.words;
    button.addEventListener("click", () => {
      const text = document.getElementById(place.dataset.takeOver).textContent;
      into.value = into.value.trim() ? `${into.value.trimEnd()}\n\n${text}` : text;
      into.dispatchEvent(new Event("input", { bubbles: true }));
      into.dispatchEvent(new Event("change", { bubbles: true }));
      into.focus();
    });
    place.replaceChildren(button);
  });

  // --- What it would be rated ---------------------------------------------------------------------------

  const preview = document.getElementById("preview");
  if (!preview) return;
  let typing = 0, asked = 0;
  const isAnswer = (field) => /^(confirm|reason)\./.test(field.name || "");
  const ask = () => {
    typing += 1;
    // Until the answer is there, nothing is said of what stood in the field before.
    preview.setAttribute("aria-busy", "true");
    preview.dispatchEvent(new Event("figure-changed"));
  };
  form.addEventListener("input", (event) => {
    if (event.target.tagName === "TEXTAREA" || isAnswer(event.target)) return;
    ask();
    dropWarnings(event.target.name);
  });
  // Words are asked about when they are written, and not with each letter.
  form.addEventListener("change", (event) => {
    if (event.target.tagName === "TEXTAREA") ask();
  });
  // A warning is about the figure that it asked about; the next one is asked when it is submitted.
  function dropWarnings(name) {
    const about = { denominator: "numerator" }[name] || name;
    document.querySelectorAll("[data-asked]").forEach((block) => {
      if (block.dataset.asked === about) block.remove();
    });
  }
  if (isTypedInto) window.addEventListener("load", ask);
  preview.addEventListener("htmx:beforeRequest", () => { asked = typing; freshToken(); });
  preview.addEventListener("htmx:beforeSwap", (event) => {
    if (!isPressed) {
      // What needs less room than before leaves the buttons where they are.
      preview.style.minHeight = `${preview.offsetHeight}px`;
      return;
    }
    event.detail.shouldSwap = false;
    whenReleased.push(ask);
  });
  preview.addEventListener("htmx:afterSwap", () => {
    if (asked === typing) preview.removeAttribute("aria-busy");
  });
  const cannot = () => {
    preview.textContent = "No status can be shown just now. Go on: it is worked out again when you save.";
    preview.removeAttribute("aria-busy");
  };
  preview.addEventListener("htmx:responseError", cannot);
  preview.addEventListener("htmx:sendError", cannot);
})();
