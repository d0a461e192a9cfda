/** Which program runs a function that is not Node's. Rows `lambda.provided`, `lambda.python`. */
import { fileURLToPath } from 'node:url';
import type { LambdaFunction, RuntimeProblem } from '../../project/model.ts';
import { bootstrapFile, bootstrapProblem } from './bootstrap.ts';
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
    const problem = bootstrapProblem(fn);
    const file = bootstrapFile(fn);
    if (problem !== undefined || file === undefined) return notStarted(problem);
    return { file, args: [], sources: [file] };
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

/** The system's own word for a script without its interpreter is that the script is not there. */
function notStarted(found: RuntimeProblem | undefined): string {
  switch (found?.problem) {
    case 'not-executable':
      return `fork/exec ${found.file}: permission denied`;
    case 'carriage-return':
      return `fork/exec ${found.file}: no such file or directory (its first line ends as on Windows, with CR LF)`;
    case 'no-shebang-program':
      return `fork/exec ${found.file}: no such file or directory (there is no ${found.interpreter} to run it)`;
    case 'no-program':
    case 'foreign':
      return `fork/exec ${found.file}: exec format error`;
    default:
      return "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]";
  }
}
