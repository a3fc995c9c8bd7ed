// What there is now.
const policy = self.trustedTypes?.createPolicy("vault", {
  createScriptURL: onlyBlob,
});
const entries = new Map(); // by the number that the person sees
const jobs = new Map(); // by the number that the worker knows, oldest first
let port, worker, spare, parts;
const extras = new Map();
const texts = Object.create(null);
let isReady = false; // for good, once a worker was
let isUp = false; // the worker that is at work now
let lastJob = 0;
let batch = 0;
let silence = 0;
let presses = [];

const byId = (id) => document.getElementById(id);
const text = (key, n = "", m = "") =>
  (texts[key] ?? "").replace("{n}", () => n).replace("{m}", () => m);
const tell = (line) => OUT.test(line) && port?.postMessage(line);
