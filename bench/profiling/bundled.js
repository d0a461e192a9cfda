// Which module a line of the bundle is of: esbuild writes its name above it.
import { readFileSync } from 'node:fs';

const read = new Map();

/**
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
