/* A technician's day: the time that stress tests have left goes on, and a position scanned is chosen only once. */
(() => {
  const EVERY_MS = 60_000;
  setInterval(() => {
    if (document.visibilityState === "visible") window.Hashmend.refresh([]).catch(() => {});
  }, EVERY_MS);

  document.addEventListener("order-changed", () => {
    if (window.location.search) window.history.replaceState(window.history.state, "", window.location.pathname);
  }, true);
})();
