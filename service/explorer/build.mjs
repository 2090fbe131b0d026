// Bundles the scripts of the pages to ../static/explorer, each file named by its digest, and writes their manifest.
// `src/theme.ts` runs before the page is drawn, `src/base.ts` on every page, and each `src/pages/<name>.ts` on the pages
// whose template sets `view` to that name. Modules that several share, and those imported on demand, become chunks.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

const OUT = join("..", "static", "explorer");
const shared = { bundle: true, minify: true, metafile: true, write: false, charset: "utf8", target: "es2022", outdir: OUT, legalComments: "none" };
const pages = readdirSync("src/pages").filter((name) => name.endsWith(".ts")).map((name) => `src/pages/${name}`);

const [modules, classic] = await Promise.all([
  build({ ...shared, entryPoints: ["src/base.ts", ...pages], format: "esm", splitting: true, entryNames: "[name]-[hash]", chunkNames: "[name]-[hash]" }),
  build({ ...shared, entryPoints: ["src/theme.ts"], format: "iife", entryNames: "[name]-[hash]" }),
]);

const manifest = { sources: process.env.KAIFAQU_EXPLORER_SOURCES ?? "", entries: {}, files: [] };
rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
for (const { metafile, outputFiles } of [modules, classic]) {
  for (const { path, contents } of outputFiles) {
    writeFileSync(join(OUT, basename(path)), contents);
    manifest.files.push(basename(path));
  }
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint) {
      const imports = output.imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => basename(path));
      manifest.entries[basename(output.entryPoint, ".ts")] = { file: basename(path), imports: [...new Set(imports)].sort() };
    }
  }
}
manifest.entries = Object.fromEntries(Object.entries(manifest.entries).sort(([one], [other]) => (one < other ? -1 : 1)));
manifest.files.sort();
writeFileSync(join(OUT, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
