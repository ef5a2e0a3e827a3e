// The magnifiers that the administrators' site draws beside a filter have a name, and so need a role to carry it.
// They are drawn when the page has loaded, after which this runs.
window.addEventListener("load", () => setTimeout(() => {
  for (const icon of document.querySelectorAll(".search-label-icon")) icon.setAttribute("role", "img");
}));
