/* Live pages: told that something changed (by a worker all tabs share), this page fetches itself anew, never more than it must. */
(() => {
  const POLL_MS = 30_000;
  const { liveAt } = document.body.dataset;
  const workerUrl = document.currentScript.dataset.worker;
  const orders = [...new Set((document.body.dataset.liveOrder || "").split(" ").filter(Boolean))];
  const hasList = "liveList" in document.body.dataset;
  if (!liveAt || !(orders.length || hasList)) return;

  const least = hasList ? 5000 : 1000;
  let port = null;
  let isOn = false;
  let isOver = false;
  let isRunning = false;
  let isWanted = false;
  let jobs = [];
  let timer = 0;
  let begun = -Infinity;
  let took = 0;

  function want(changed) {
    jobs = jobs === null || changed === null ? null : jobs.concat(changed);
    isWanted = true;
    plan();
  }

  function plan() {
    if (timer || isRunning || isOver || !isWanted || document.hidden) return;
    const pause = begun + Math.max(least, 4 * took) - performance.now();
    timer = setTimeout(run, Math.max(Math.random() * 300, pause));
  }

  async function run() {
    timer = 0;
    if (document.hidden) return;
    [isRunning, isWanted, begun] = [true, false, performance.now()];
    const told = jobs;
    jobs = [];
    try {
      const outcome = await window.Hashmend.refresh(told);
      isOver = outcome === "over";
      if (outcome === "again") want(told);
      if (outcome === "read") tellRead();
    } catch {
      /* The server is away: the stream comes back and says so, or the next look finds it. */
    }
    took = performance.now() - begun;
    isRunning = false;
    plan();
  }

  function join() {
    const since = Number(liveAt);
    port?.postMessage({ join: { orders, hasList, since } });
  }

  function tellRead() {
    if (document.querySelector("[data-thread]")) for (const number of orders) port?.postMessage({ read: number });
  }

  function listen() {
    try {
      ({ port } = new SharedWorker(workerUrl, { name: "hashmend-live" }));
    } catch {
      return;
    }
    port.onmessage = ({ data }) => {
      if ("isOn" in data) ({ isOn } = data);
      else want(data.isBehind ? [] : data.jobs);
      document.body.toggleAttribute("data-live-on", isOn);
    };
    join();
    if (document.querySelector("[data-thread] .conversation-news")) tellRead();
  }

  listen();
  setInterval(() => {
    if (!isOn) want([]);
  }, POLL_MS);
  document.addEventListener("visibilitychange", plan);
  window.addEventListener("pagehide", () => port?.postMessage({ leave: true }));
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    join();
    want([]);
  });
  window.Hashmend.onEditorClosed(() => want([]));
})();
