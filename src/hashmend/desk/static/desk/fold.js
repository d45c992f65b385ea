/* Groups that were folded stay folded while the browser's tab is open. */
(() => {
  for (const group of document.querySelectorAll("details[data-fold]")) {
    const key = `fold:${group.dataset.fold}`;
    if (sessionStorage.getItem(key) === "closed") group.open = false;
    group.addEventListener("toggle", () => sessionStorage.setItem(key, group.open ? "open" : "closed"));
  }
  const wanted = window.location.hash && document.getElementById(window.location.hash.slice(1));
  if (wanted && wanted.matches("details")) {
    wanted.open = true;
    wanted.querySelector("summary").focus();
  }
})();
