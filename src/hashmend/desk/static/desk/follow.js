/* A page that follows what was done on it: on "order-changed" it fetches itself anew and puts in what differs. */
(() => {
  let running = null;
  async function follow() {
    let outcome = "again";
    for (let turn = 0; outcome === "again" && turn < 5; turn += 1) outcome = await window.Hashmend.refresh([]);
    return outcome;
  }
  const missed = () => window.Hashmend.say("It is saved, but the page could not be fetched anew: reload it.", "warning");
  document.addEventListener("order-changed", () => {
    running = (running || Promise.resolve()).then(follow).catch(missed);
  });
})();
