/** esbuild: where it is, and those that this emulator works with. Row `lambda.typescript-esbuild`. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BuildFailure } from 'esbuild';

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

/** One of them, and its process, which it starts when it is asked first. */
interface Service {
  readonly esbuild: Esbuild;
  /** How often its process was replaced. */
  replaced: number;
}

/** Each esbuild works in a process that it keeps, so that the next handler is compiled in a few milliseconds. */
export class Esbuilds {
  readonly #services = new Map<string, Service>();
  #stopped = false;

  /**
   * Has something done by the esbuild of a function. Its process may have died meanwhile: it is killed, or gets the
   * Ctrl-C that the terminal sends to the whole group; then another one does it.
   * @throws esbuild's BuildFailure for what is wrong with the code; else when there is no esbuild that works.
   */
  async work<Result>(
    codeUri: string,
    projectRoot: string,
    task: (esbuild: Esbuild) => Promise<Result>,
  ): Promise<Result> {
    const service = this.#serviceOf(codeUri, projectRoot);
    const { esbuild, replaced } = service;
    try {
      return await task(esbuild);
    } catch (error) {
      if (isBuildFailure(error) || this.#stopped) throw error;
      // Of several that failed together, the first replaces it.
      if (service.replaced === replaced) {
        service.replaced++;
        await esbuild.stop();
      }
      return task(esbuild);
    }
  }

  #serviceOf(codeUri: string, projectRoot: string): Service {
    if (this.#stopped) throw new Error('the emulator is closing');
    const path = findEsbuild(codeUri, projectRoot);
    if (path === undefined) throw new Error('esbuild is not installed; "npm install --save-dev esbuild"');
    const service = this.#services.get(path) ?? { esbuild: loadApart(path), replaced: 0 };
    this.#services.set(path, service);
    return service;
  }

  /** Ends their processes; what still compiles fails. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#services.values()].map(({ esbuild }) => esbuild.stop()));
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

/** Whether it is the code that is wrong. */
export function isBuildFailure(error: unknown): error is BuildFailure {
  return (
    error instanceof Error && 'errors' in error && Array.isArray(error.errors) && error.errors.length > 0
  );
}
