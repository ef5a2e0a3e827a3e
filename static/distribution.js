// The distribution: point at a bar, or walk along them with the arrow keys, and read whose it is.
// Without this the table beneath has it all.
(function () {
  "use strict";
  var figure = document.querySelector("[data-distribution]");
  var said = figure && figure.querySelector("[data-says-here]");
  if (!said) return;

  figure.querySelectorAll("svg").forEach(function (svg) {
    var bars = Array.prototype.slice.call(svg.querySelectorAll("[data-says]"));
    var ours = bars.findIndex(function (bar) { return bar.hasAttribute("data-ours"); });
    var at = -1;
    var holder = svg.parentNode;
    if (!bars.length) return;

    function middle(bar) {
      var box = bar.getBoundingClientRect();
      return box.left + box.width / 2;
    }
    function show(place) {
      if (at >= 0) bars[at].classList.remove("app-distribution__here");
      at = place;
      if (at >= 0) bars[at].classList.add("app-distribution__here");
      said.textContent = at >= 0 ? bars[at].getAttribute("data-says") : "";
    }
    function nearest(x) {
      var best = 0;
      bars.forEach(function (bar, place) {
        if (Math.abs(middle(bar) - x) < Math.abs(middle(bars[best]) - x)) best = place;
      });
      return best;
    }
    function walk(key) {
      var last = bars.length - 1;
      // The first step begins at ours, where it is there.
      if (at < 0) return ours >= 0 ? ours : 0;
      if (key === "ArrowRight" || key === "ArrowDown") return Math.min(at + 1, last);
      if (key === "ArrowLeft" || key === "ArrowUp") return Math.max(at - 1, 0);
      if (key === "PageDown") return Math.min(at + 10, last);
      if (key === "PageUp") return Math.max(at - 10, 0);
      return key === "Home" ? 0 : last;
    }
    var keys = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];

    holder.tabIndex = 0;
    holder.setAttribute("role", "group");
    holder.setAttribute("aria-label", "Councils in order. Walk along them with the arrow keys.");
    holder.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { show(-1); return; }
      if (keys.indexOf(event.key) < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      show(walk(event.key));
    });
    svg.addEventListener("pointermove", function (event) { show(nearest(event.clientX)); });
    svg.addEventListener("pointerleave", function () { if (document.activeElement !== holder) show(-1); });
    holder.addEventListener("blur", function () { show(-1); });
  });
})();
