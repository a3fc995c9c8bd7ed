// The worker of a test page. Its Python is the stock one: it refuses to start in a worker that can
// import scripts, so that is hidden from it for as long as it looks.
let python;
async function startPython(origin) {
  const { importScripts } = self;
  self.importScripts = () => {
    throw new TypeError("hidden");
  };
  const { loadPyodide } = await import(origin + "/pyodide/pyodide.mjs");
  const pyodide = await loadPyodide({ indexURL: origin + "/pyodide/" });
  self.importScripts = importScripts;
  python = pyodide.pyimport("json");
}
