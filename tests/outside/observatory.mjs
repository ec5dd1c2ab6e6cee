// Asks MDN's HTTP Observatory about pages: its command looks at `/` alone, at port 443.
//
// node observatory.mjs PACKAGE < {"host", "port", "pages": [{"path", "cookies"}]}
// `cookies` are Set-Cookie headers: the browser has them, and they are judged with the page's.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const source = (name) => import(pathToFileURL(join(process.argv[2], "src", name)));
const { retrieve } = await source("retriever/retriever.js");
const { ALL_TESTS, ALGORITHM_VERSION } = await source("constants.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await source("grader/charts.js");
const { getGradeForScore, getScoreModifier } = await source("grader/grader.js");

const { host, port, pages } = JSON.parse(readFileSync(0, "utf8"));

async function judge({ path, cookies }) {
  const cookie = cookies.map((line) => line.split(";")[0]).join("; ");
  const found = await retrieve(host, {
    httpPort: port,
    httpsPort: port,
    path,
    headers: ["Accept: text/html", ...(cookie ? [`Cookie: ${cookie}`] : [])],
  });
  for (const line of cookies) {
    await found.session.jar.setCookie(line, `https://${host}/`);
  }
  const reasons = ALL_TESTS.map((test) => test(found)).map((told) => ({
    test: told.constructor.name,
    result: told.result,
    points: getScoreModifier(told.result),
  }));
  const lost = reasons.reduce((sum, { points }) => sum + Math.min(points, 0), 100);
  const all = reasons.reduce((sum, { points }) => sum + points, 100);
  const { score, grade } = getGradeForScore(lost >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : lost);
  const { status, verified } = found.responses.auto;
  const hops = found.session.redirectHistory.length;
  return { path, status, verified, hops, algorithm: ALGORITHM_VERSION, score, grade, reasons };
}

console.log(JSON.stringify(await Promise.all(pages.map(judge))));
