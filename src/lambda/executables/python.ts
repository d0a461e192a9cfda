/**
 * Python: which interpreter runs a function, and whether its handler's module is there. Rows `lambda.python*`.
 */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isFile, isFolder } from '../../file-kinds.ts';
import type { HandlerProblem, LambdaFunction, RuntimeProblem } from '../../project/model.ts';
import { pythonVersion } from './languages.ts';
import { findProgram } from './search-path.ts';

export interface Interpreter {
  /** Absolute path of the program itself, not of what a version manager has put in its place. */
  readonly file: string;
  /** `3.13.1` */
  readonly version: string;
}

const WHO = 'import sys; print(sys.executable); print(".".join(map(str, sys.version_info[:3])))';

/** The version's own, else whatever Python there is. */
function interpreterNames(runtime: string): string[] {
  return [runtime, 'python3', 'python'];
}

/** Undefined when there is none that runs. */
export async function findInterpreter(
  { runtime, codeUri }: LambdaFunction,
  host: NodeJS.ProcessEnv,
): Promise<Interpreter | undefined> {
  for (const name of interpreterNames(runtime)) {
    const file = findProgram([name], host.PATH);
    const interpreter = file && (await askInterpreter(file, codeUri, host));
    if (interpreter) return interpreter;
  }
  return undefined;
}

/** A version manager's stand-in tells the program behind it, or fails when that version is not chosen here. */
function askInterpreter(file: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Interpreter | undefined> {
  return new Promise((resolve) => {
    execFile(file, ['-c', WHO], { cwd, env, windowsHide: true }, (error, stdout) => {
      const [executable = '', version = ''] = stdout.split(/\r?\n/);
      const isPython3 = error === null && executable !== '' && version.startsWith('3.');
      resolve(isPython3 ? { file: executable, version } : undefined);
    });
  });
}

/** Said when another version runs the function than on Lambda. */
export function versionNotice(runtime: string, { file, version }: Interpreter): string | undefined {
  if (`${version}.`.startsWith(`${pythonVersion(runtime)}.`)) return undefined;
  return `There is no ${runtime} on this machine; Python ${version} (${file}) runs the function in its place.`;
}

/** Where modules are searched, as on Lambda: the function's folder, then the layers, the last one first. */
export function modulePaths({ codeUri, layers, runtime }: LambdaFunction): string[] {
  const ofLayer = (layer: string) => [
    join(layer, 'python', 'lib', runtime, 'site-packages'),
    join(layer, 'python'),
  ];
  return [codeUri, ...layers.toReversed().flatMap(ofLayer)];
}

/** What keeps the handler from being found, before anything runs. */
export function pythonProblem(
  fn: LambdaFunction,
  path: string | undefined,
): HandlerProblem | RuntimeProblem | undefined {
  const dot = fn.handler.lastIndexOf('.');
  const module = fn.handler.slice(0, Math.max(dot, 0));
  const name = fn.handler.slice(dot + 1);
  // `src/app.py` is the function `py` of `src/app` to Lambda, and never what was meant.
  if (module === '' || name === '' || name === 'py') return { problem: 'malformed' };
  const steps = module.split(/[/.]/).filter((step) => step !== '');
  const bases = modulePaths(fn).map((folder) => join(folder, ...steps));
  if (!bases.some(isModule)) {
    const [base = ''] = bases;
    return { problem: 'no-module', base, nearby: modulesIn(dirname(base)) };
  }
  return interpreterProblem(fn.runtime, path);
}

/** @param path - the `PATH` of the emulator. */
export function interpreterProblem(runtime: string, path: string | undefined): RuntimeProblem | undefined {
  const found = findProgram(interpreterNames(runtime), path);
  return found === undefined ? { problem: 'no-python' } : undefined;
}

/** The handler's module and those beside it. */
export function handlerSources({ codeUri, handler }: LambdaFunction): string[] {
  const steps = handler.slice(0, handler.lastIndexOf('.')).split(/[/.]/);
  const base = join(codeUri, ...steps);
  return [dirname(base), base].flatMap((folder) =>
    entriesOf(folder)
      .filter((entry) => entry.endsWith('.py'))
      .map((entry) => join(folder, entry)),
  );
}

/** A source, a package, or something compiled. */
function isModule(base: string): boolean {
  if (isFile(`${base}.py`) || isFile(join(base, '__init__.py'))) return true;
  const compiled = new RegExp(`^${basename(base).replace(/\W/g, '\\$&')}\\..*(pyc|so|pyd)$`);
  return entriesOf(dirname(base)).some((entry) => compiled.test(entry));
}

function modulesIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => /^[^.]+\.py$/.test(entry) && entry !== '__init__.py')
    .map((entry) => join(folder, entry));
}

function entriesOf(folder: string): string[] {
  return isFolder(folder) ? readdirSync(folder).sort() : [];
}
