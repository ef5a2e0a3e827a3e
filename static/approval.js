// The approver's queue: pick all of the page without loading it anew, and say how many are picked.
(function () {
  "use strict";
  var all = document.querySelector("[data-pick-all]");
  var said = document.querySelector("[data-picked]");
  if (!all || !said) return;
  var boxes = Array.prototype.slice.call(document.querySelectorAll("input[name=pick]"));

  function picked() {
    return boxes.filter(function (box) { return box.checked; }).length;
  }
  function say() {
    var count = picked();
    said.textContent = count ? count + " of " + boxes.length + " picked" : "";
    all.textContent = count === boxes.length ? "Pick none" : "Pick all on this page";
  }
  all.setAttribute("role", "button");
  all.addEventListener("click", function (event) {
    event.preventDefault();
    var pick = picked() < boxes.length;
    boxes.forEach(function (box) { box.checked = pick; });
    say();
  });
  // A link that acts as a button answers to the space bar as well.
  all.addEventListener("keydown", function (event) {
    if (event.key === " ") { event.preventDefault(); all.click(); }
  });
  boxes.forEach(function (box) { box.addEventListener("change", say); });
  say();
})();
