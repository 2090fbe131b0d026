// Unpacks the Chromium that npm brought, and the libraries that it needs beside it, into a folder: node chromium.mjs <to>.
import { createReadStream, createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

const [to] = process.argv.slice(2);
const from = new URL("node_modules/@sparticuz/chromium/bin/", import.meta.url);
mkdirSync(to, { recursive: true });
await Promise.all(
  [["chromium.br", "chromium", 0o755], ["al2023.tar.br", "libraries.tar", 0o644]].map(([packed, name, mode]) =>
    pipeline(createReadStream(new URL(packed, from)), createBrotliDecompress(), createWriteStream(join(to, name), { mode })),
  ),
);
