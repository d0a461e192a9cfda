/** Which program runs a function that is not Node's. Rows `lambda.provided`, `lambda.python`. */
import { fileURLToPath } from 'node:url';
import type { LambdaFunction } from '../../project/model.ts';
import { bootstrapFile } from './bootstrap.ts';
import { languageOf } from './languages.ts';
import { findInterpreter, handlerSources, versionNotice } from './python.ts';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** What it is known to be made of, which is watched: absolute paths. */
  readonly sources: readonly string[];
  /** What people had better know about it. */
  readonly notice?: string | undefined;
}

const PYTHON_BOOTSTRAP = fileURLToPath(new URL('../../../runtimes/python/bootstrap.py', import.meta.url));

/** @returns why there is none, in Lambda's words, when there is none. */
export async function commandOf(fn: LambdaFunction, host: NodeJS.ProcessEnv): Promise<Command | string> {
  if (languageOf(fn.runtime) === 'provided') {
    const file = bootstrapFile(fn);
    return file === undefined
      ? "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"
      : { file, args: [], sources: [file] };
  }
  const interpreter = await findInterpreter(fn, host);
  if (interpreter === undefined) return `Couldn't find ${fn.runtime} or python3 in the PATH`;
  const notice = versionNotice(fn.runtime, interpreter);
  return {
    file: interpreter.file,
    args: [PYTHON_BOOTSTRAP, fn.handler],
    sources: handlerSources(fn),
    notice,
  };
}
