// Takes the screenshots of the documentation from NiFi's own UI, of the flow that the demo has just run. By hand, not in CI. Needs Node.js 20 and Chromium.
//   1.  ./run demo --port 18080                                               (at the top; leave it open, and wait for the result table)
//   2.  cd nifi-starrocks-system-tests/screenshots && npm install && npm start (in a second terminal; writes docs/images/*.png)
// NIFI names another NiFi than http://127.0.0.1:18080/nifi/, CHROMIUM another browser than /usr/bin/chromium.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const nifi = new URL(process.env.NIFI ?? "http://127.0.0.1:18080/nifi/");
const images = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const group = "StarRocks demo";
const processor = "io.github.nifistarrocks.processors.PutStarRocks";

async function api(path) {
  const answer = await fetch(new URL(`../nifi-api/${path}`, nifi));
  if (!answer.ok) {
    throw new Error(`${path} answered ${answer.status}`);
  }
  return answer.json();
}

/** NiFi draws the canvas after a poll and moves it with a transition: wait until it has been the same for a while. */
async function settle(page, selector) {
  await page.waitForSelector(selector, { visible: true, timeout: 60_000 });
  await page.waitForFunction(
    (watched) => {
      const html = [...document.querySelectorAll(watched)].map((node) => node.outerHTML).join();
      const changed = window.settledHtml !== html;
      window.settledHtml = html;
      window.settledSince = changed ? performance.now() : window.settledSince;
      return performance.now() - window.settledSince > 2_000;
    },
    { polling: 100, timeout: 60_000 },
    selector,
  );
}

async function canvas(page) {
  const { processGroups } = await api("process-groups/root/process-groups");
  const found = processGroups.find((candidate) => candidate.component.name === group);
  if (!found) {
    throw new Error(`NiFi has no process group "${group}": run the demo first`);
  }
  await page.setViewport({ width: 1440, height: 980, deviceScaleFactor: 1.5 });
  await page.goto(new URL(`#/process-groups/${found.id}`, nifi), { waitUntil: "networkidle2" });
  await settle(page, "g.processor");
  await page.evaluate(() => document.querySelector("navigation-control .icon-zoom-fit").closest("button").click());
  for (const control of [".navigation-control-header", ".operation-control-header"]) {
    await page.click(control);
  }
  await settle(page, "#canvas-container svg");
  await page.screenshot({ path: `${images}canvas.png` });
}

async function documentation(page) {
  const { processorTypes } = await api("flow/processor-types");
  const { bundle } = processorTypes.find((candidate) => candidate.type === processor);
  await page.setViewport({ width: 1280, height: 1000, deviceScaleFactor: 1.5 });
  await page.goto(new URL(`#/documentation/Processor/${bundle.group}/${bundle.artifact}/${bundle.version}/${processor}`, nifi), { waitUntil: "networkidle2" });
  await settle(page, "processor-definition");
  await page.mouse.move(800, 30);
  await page.screenshot({ path: `${images}putstarrocks-documentation.png` });
}

await mkdir(images, { recursive: true });
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  await canvas(page);
  await documentation(page);
  console.log(`Written to ${images}`);
} finally {
  await browser.close();
}
