// Verifies a quote with a public npm package, as often as it is asked to.
// First line in: {"package", "quote" (base64), "collateral", "time" (Unix seconds)}. Line out: the status of the first verification.
// Then for each line in, a number of verifications, a line out: their processor time in microseconds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);

async function load(name, time) {
  if (name === "@phala/dcap-qvl") {
    const { verify } = require(name);
    return (quote, collateral) => verify(quote, collateral, time);
  }
  const web = await import(name);
  web.initSync({ module: readFileSync(new URL("./node_modules/@phala/dcap-qvl-web/dcap-qvl-web_bg.wasm", import.meta.url)) });
  return (quote, collateral) => web.js_verify(quote, collateral, BigInt(time));
}

let run;
for await (const line of createInterface({ input: process.stdin })) {
  if (!run) {
    const task = JSON.parse(line);
    const verify = await load(task.package, task.time);
    const quote = new Uint8Array(Buffer.from(task.quote, "base64"));
    run = () => verify(quote, task.collateral);
    console.log(run().status);
    continue;
  }
  const before = process.cpuUsage();
  for (let i = Number(line); i > 0; i--) run();
  const used = process.cpuUsage(before);
  console.log(used.user + used.system);
}
