// The left and right arrow keys go to the page before and after; without them the links do.
"use strict";

document.addEventListener("keydown", (event) => {
  const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = document.querySelector(`.app-page-ways a[rel=${way}]`);
  if (link) link.click();
});
