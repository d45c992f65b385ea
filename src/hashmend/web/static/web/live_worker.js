/* Shared by all tabs of a browser: one stream for everything they show. A stream per tab would use up the browser's connections. */
const SILENT_MS = 50_000;
const REMEMBERED_MS = 60_000;
const ports = new Map();
const recent = [];
let source = null;
let named = "";
let last = 0;
let heard = 0;
let tries = 0;
let later = 0;

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.join) join(port, data.join);
    else if (data.read) tell({ orders: { [data.read]: { about: ["message"], jobs: [] } }, list: [0] }, port);
    else leave(port);
  };
};

function join(port, wishes) {
  ports.set(port, wishes);
  if (source?.readyState === EventSource.OPEN && names() === named) {
    port.postMessage({ isOn: true });
    for (const [at, changed] of recent) if (at >= wishes.since - 1000) tellOne(port, changed);
  } else connect(Math.min(last || wishes.since, wishes.since));
}

function leave(port) {
  ports.delete(port);
  if (ports.size) return;
  source?.close();
  source = null;
  clearTimeout(later);
}

function names() {
  const query = new URLSearchParams();
  const wishes = [...ports.values()];
  const orders = new Set(wishes.flatMap((one) => one.orders));
  for (const order of [...orders].sort()) query.append("order", order);
  if (wishes.some((one) => one.hasList)) query.set("list", "1");
  return query.toString();
}

/* The stream before stays until the new one listens, so that nothing falls between them. */
function connect(since) {
  clearTimeout(later);
  if (!ports.size) return;
  const before = source;
  const next = new EventSource(`/live/?${names()}&since=${since}`);
  source = next;
  named = names();
  heard = Date.now();
  const hear = (name, work) =>
    next.addEventListener(name, (event) => {
      heard = Date.now();
      last = Math.max(last, Number(event.lastEventId) || 0);
      work(event);
    });
  hear("hello", () => {
    before?.close();
    tries = 0;
    for (const port of ports.keys()) port.postMessage({ isOn: true });
  });
  hear("alive", () => {});
  hear("changed", (event) => tell(JSON.parse(event.data)));
  hear("behind", () => {
    for (const port of ports.keys()) port.postMessage({ isBehind: true });
  });
  hear("end", () => {
    next.close();
    if (next === source) lost();
  });
  next.onerror = () => {
    if (next === source && next.readyState === EventSource.CLOSED) lost();
  };
}

function lost() {
  for (const port of ports.keys()) port.postMessage({ isOn: false });
  tries += 1;
  clearTimeout(later);
  later = setTimeout(() => connect(last), Math.min(60_000, 1000 * 2 ** tries) * (0.5 + Math.random()));
}

function tell(changed, but = null) {
  const now = Date.now();
  if (!but) recent.push([last, changed]);
  while (recent.length && recent[0][0] < now - REMEMBERED_MS) recent.shift();
  for (const port of ports.keys()) if (port !== but) tellOne(port, changed);
}

function tellOne(port, changed) {
  const wishes = ports.get(port);
  const orders = Object.entries(changed.orders).filter(([number]) => wishes.orders.includes(number));
  if (!orders.length && !(wishes.hasList && changed.list.length)) return;
  const all = orders.flatMap(([, one]) => (one.jobs ? one.jobs : [null]));
  port.postMessage({ jobs: all.includes(null) ? null : all });
}

/* After sleep, or behind a proxy that forgot us, a stream is silent without an error. */
setInterval(() => {
  if (!source || source.readyState === EventSource.CLOSED || Date.now() - heard < SILENT_MS) return;
  source.close();
  connect(last);
}, 10_000);
