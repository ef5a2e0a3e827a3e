// Copies the text of a field: <button data-copy="id of the field" hidden>, beside <span data-copied>.
// Without it the text can be marked and copied by hand.
"use strict";
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Copied.";
    } catch {
      field.select();
      said.textContent = "Marked: press Ctrl and C to copy.";
    }
  });
}
