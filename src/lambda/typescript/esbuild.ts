/** esbuild: where it is, and those that this emulator works with. Row `lambda.typescript-esbuild`. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

export type Esbuild = typeof import('esbuild');

/**
 * Absolute path of esbuild's module: that of the function or the project, whose version is theirs to choose,
 * else one that is installed beside the emulator.
 */
export function findEsbuild(codeUri: string, projectRoot: string): string | undefined {
  for (const parent of [join(codeUri, 'noop.js'), join(projectRoot, 'noop.js'), import.meta.url]) {
    try {
      return createRequire(parent).resolve('esbuild');
    } catch {
      // Perhaps the next one has it.
    }
  }
  return undefined;
}

/** Each esbuild works in a process that it keeps, so that the next handler is compiled in a few milliseconds. */
export class Esbuilds {
  readonly #loaded = new Map<string, Esbuild>();
  #stopped = false;

  /** @throws when there is none, or it cannot be loaded. */
  for(codeUri: string, projectRoot: string): Esbuild {
    if (this.#stopped) throw new Error('the emulator is closing');
    const path = findEsbuild(codeUri, projectRoot);
    if (path === undefined) throw new Error('esbuild is not installed; "npm install --save-dev esbuild"');
    const esbuild = this.#loaded.get(path) ?? loadApart(path);
    this.#loaded.set(path, esbuild);
    return esbuild;
  }

  /** Ends their processes; what still compiles fails. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#loaded.values()].map((esbuild) => esbuild.stop()));
  }
}

/** Apart from any that this process has already: to stop its process is to stop nobody else's. */
function loadApart(path: string): Esbuild {
  const require = createRequire(import.meta.url);
  const shared = require.cache[path];
  delete require.cache[path];
  try {
    return require(path) as Esbuild;
  } finally {
    if (shared === undefined) delete require.cache[path];
    else require.cache[path] = shared;
  }
}
