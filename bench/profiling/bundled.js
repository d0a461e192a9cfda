// What is where in the bundle.
import { readdirSync, readFileSync } from 'node:fs';

const BUNDLE = new URL('../../dist/bundle/', import.meta.url);

const read = new Map();

/** The URL of the file that others of the bundle import this name from. */
export function bundleOf(name) {
  const exporting = new RegExp(`^export \\{[^}]*\\b${name}\\b`, 'm');
  const file = readdirSync(BUNDLE).find(
    (each) => each.endsWith('.js') && exporting.test(readFileSync(new URL(each, BUNDLE), 'utf8')),
  );
  if (file === undefined) throw new Error(`No file of dist/bundle exports ${name}.`);
  return new URL(file, BUNDLE).href;
}

/**
 * Which module a line of the bundle is of: esbuild writes its name above it.
 *
 * @param line - from 0.
 * @returns `src/…`; undefined for what esbuild added itself.
 */
export function moduleAt(file, line) {
  if (!read.has(file)) read.set(file, modulesOf(readFileSync(file, 'utf8')));
  return read.get(file)[line];
}

/** By line. */
function modulesOf(text) {
  let module;
  return text.split('\n').map((line) => (module = /^\/\/ (src\/.+)$/.exec(line)?.[1] ?? module));
}
