/**
 * Threads that the user's code starts itself. A thread has its own `net` and `tls`, so each one has to be
 * prepared before the user's code runs in it: by a module that is loaded first.
 */
import { syncBuiltinESMExports } from 'node:module';
import { Script } from 'node:vm';
import threads, { setEnvironmentData, type WorkerOptions } from 'node:worker_threads';
import type { EnvironmentSettings } from '../protocol.ts';

/** What a nested thread is prepared with. */
export interface NestedSettings {
  readonly settings: EnvironmentSettings;
  readonly taskRoot: string;
  /** Whether the process is the environment's own. */
  readonly ownsProcess: boolean;
  /** PEM. It is handed over beforehand: the thread that could be asked may be waiting for the nested one. */
  readonly authority: string;
}

/** Under this key a thread inherits its {@link NestedSettings}. */
export const NESTED_SETTINGS = 'apigateway-websocket-emulator';

/**
 * @param preparation - the URL of the module that is loaded first.
 * @param nested - called when the first thread is started; most functions start none.
 */
export function bridgeNestedThreads(preparation: string, nested: () => NestedSettings): void {
  let handedOver = false;
  threads.Worker = new Proxy(threads.Worker, {
    construct(Worker, [file, options, ...rest]: [unknown, WorkerOptions | undefined, ...unknown[]], target) {
      if (!handedOver) setEnvironmentData(NESTED_SETTINGS, { ...nested() });
      handedOver = true;
      return Reflect.construct(Worker, [...prepared(preparation, file, options), ...rest], target) as object;
    },
  });
  syncBuiltinESMExports();
}

function prepared(preparation: string, file: unknown, options: WorkerOptions = {}): [unknown, WorkerOptions] {
  if (options.eval && typeof file === 'string') return [preparedSource(preparation, file), options];
  const execArgv: unknown = options.execArgv ?? process.execArgv;
  // What is no list is Node's to refuse.
  if (!Array.isArray(execArgv)) return [file, options];
  return [file, { ...options, execArgv: ['--import', preparation, ...execArgv] }];
}

/** Source text does not wait for `--import`, so it has to wait by itself. */
function preparedSource(preparation: string, source: string): string {
  const url = JSON.stringify(preparation);
  if (!isScript(source)) return `import ${url}; ${source}`;
  const run = `{
    const { Script, constants } = process.getBuiltinModule('node:vm');
    const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    new Script(${JSON.stringify(source)}, { filename: '[worker eval]', importModuleDynamically }).runInThisContext();
  }`;
  // Out of the promise, so that what the source throws is an exception and no rejection.
  return `import(${url}).then(() => setImmediate(() => ${run}));`;
}

/** What does not parse as a script is a module, or an error for Node to report. */
function isScript(source: string): boolean {
  try {
    new Script(source);
    return true;
  } catch {
    return false;
  }
}
