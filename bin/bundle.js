// Bundles our own modules into dist/bundle, and leads there from the places of those that are loaded first.
// Why and how: docs/decisions/0013-dist-is-bundled.md
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { loadedBefore } from './loaded-before.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What is loaded first in a process or thread. Those of two lines never meet in one, and share no file. */
const ENTRIES = [
  ['index', 'testing/index', 'testing/vitest', 'testing/jest', 'cli/main', 'project/config/types'],
  ['lambda/runtime/main'],
  ['lambda/runtime/nested-thread'],
  ['lambda/runtime/import-hooks'],
  ['lambda/runtime/compiled-hooks'],
  ['dynamodb/engine-thread'],
  ['cli/inspector-thread'],
];

/** Those that a thread runs, which may be ended at any time. */
const THREADS = ['lambda/runtime/main', 'dynamodb/engine-thread', 'cli/inspector-thread'];

const OPTIONS = {
  absWorkingDir: ROOT,
  outdir: 'dist/bundle',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
};

for (const entries of ENTRIES) await bundle(entries);

async function bundle(entries) {
  const entryPoints = Object.fromEntries(entries.map((entry) => [nameOf(entry), `src/${entry}.ts`]));
  const { metafile } = await build({ ...OPTIONS, entryPoints, write: false });
  const before = loadedBefore(graphOf(metafile), Object.values(entryPoints));
  await build({ ...OPTIONS, entryPoints, plugins: [readingSources(before)] });
  for (const entry of entries) writeEntry(entry);
}

/**
 * The file that stands where the module was.
 *
 * V8 of Node 22 and 24 ends the whole process when a thread is ended in the moment in which a module goes on
 * that had a static import of one with a top-level await. So nothing of a thread has a static import of such a one.
 */
function writeEntry(entry) {
  const file = `dist/${entry}.js`;
  const path = slashes(relative(dirname(file), `dist/bundle/${nameOf(entry)}.js`));
  const bundled = `'${path.startsWith('.') ? path : `./${path}`}'`;
  writeFileSync(
    join(ROOT, file),
    THREADS.includes(entry) ? `await import(${bundled});\n` : `export * from ${bundled};\n`,
  );
  rmSync(join(ROOT, `${file}.map`), { force: true });
}

function nameOf(entry) {
  return entry.replaceAll('/', '-');
}

function graphOf({ inputs }) {
  return new Map(
    Object.entries(inputs).map(([path, { imports }]) => [
      path,
      imports
        .filter(({ external }) => !external)
        .map((each) => ({ path: each.path, isDynamic: each.kind === 'dynamic-import' })),
    ]),
  );
}

/** esbuild makes a file for each set of ways to a module: fewer, when one that is loaded later leads to all before it. */
function readingSources(before) {
  return {
    name: 'sources',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const others = before.get(slashes(relative(ROOT, path))) ?? [];
        const imports = others.map((other) => `import ${JSON.stringify(join(ROOT, other))};`);
        return { contents: [withOwnUrl(path), ...imports].join('\n'), loader: 'ts' };
      });
    },
  };
}

/** In the bundle a module's URL is still that of its own place, which files are found from. */
function withOwnUrl(path) {
  const place = slashes(relative(join(ROOT, 'src'), path)).replace(/\.ts$/, '.js');
  // A line that begins with a quote is of a program that is written there.
  return readFileSync(path, 'utf8').replaceAll(/^(?!\s*').*$/gm, (line) =>
    line.replaceAll('import.meta.url', `new URL('../${place}', import.meta.url).href`),
  );
}

function slashes(path) {
  return path.replaceAll('\\', '/');
}
