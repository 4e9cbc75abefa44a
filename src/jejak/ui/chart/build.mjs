// Bundle the chart into ONE script beside its notices, and make the base map of the places that it shows.
// Usage: node build.mjs [outdir]. Fails on a licence outside ALLOWED.
import { build } from "esbuild";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { world } from "./world.mjs";

const ALLOWED = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"]);
// Libraries that a package carries inside its own bundle: [carrier, name, licence, notice].
const MIT = (holders) => `${holders}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.
`;
const CARRIED = [
  ["cytoscape-dagre", "dagre", "MIT", MIT("Copyright (c) 2012-2014 Chris Pettitt")],
  ["cytoscape-dagre", "graphlib", "MIT", MIT("Copyright (c) 2012-2014 Chris Pettitt")],
];

const out = process.argv[2] ?? "dist";
mkdirSync(out, { recursive: true });
const { metafile } = await build({
  entryPoints: ["src/index.ts"],
  bundle: true,
  format: "iife",
  target: ["es2020"],
  minify: true,
  charset: "ascii",
  legalComments: "linked",
  metafile: true,
  outfile: join(out, "linkchart.js"),
});
const MAP = "world-atlas";
writeFileSync(join(out, "world.json"), world(join("node_modules", MAP, "countries-10m.json")));

const nameOf = (path) =>
  path
    .split("node_modules/")
    .pop()
    .match(/^(@[^/]+\/)?[^/]+/)[0];
const inputs = Object.keys(metafile.inputs).filter((path) => path.includes("node_modules/"));
const used = [...new Set([...inputs.map(nameOf), MAP])].sort();
const notices = used.map((name) => {
  const folder = join("node_modules", name);
  const { license, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (!ALLOWED.has(license)) throw new Error(`${name}: licence ${license} is not allowed`);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name}: the package has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8")}`;
});
for (const [carrier, name, license, notice] of CARRIED) {
  if (used.includes(carrier)) notices.push(`${name} (${license}), inside ${carrier}\n\n${notice}`);
}
const legal = join(out, "linkchart.js.LEGAL.txt");
if (existsSync(legal)) notices.push(`Notices found in the code\n\n${readFileSync(legal, "utf8")}`);
writeFileSync(join(out, "LICENSES.txt"), notices.join(`\n${"-".repeat(72)}\n\n`));
