/** What is said of a function in another language than Node.js that this machine cannot run. */
import { basename } from 'node:path';
import type { LambdaFunction, RuntimeProblem } from '../model.ts';
import type { Words } from '../reading.ts';
import { closest } from '../spelling.ts';

/** @param shown - a path as it is shown to people. */
export function describeRuntimeProblem(
  found: RuntimeProblem,
  fn: LambdaFunction,
  shown: (path: string) => string,
  words: Words,
): ['handler' | 'codeUri' | 'runtime', string] {
  switch (found.problem) {
    case 'no-runtime': {
      const meant = closest(fn.runtime, found.known);
      const hint = meant === undefined ? 'write one such as nodejs22.x' : `did you mean "${meant}"?`;
      return ['runtime', `Lambda has no runtime "${fn.runtime}"; ${hint}`];
    }
    case 'not-run':
      return [
        'runtime',
        `functions of ${fn.runtime} are not run here; those of Node.js, of Python and executables of any language (provided.al2023) are`,
      ];
    case 'no-bootstrap': {
      const where = fn.layers.length > 0 ? ', nor in a layer' : '';
      const advice = `${fn.runtime} runs an executable of that name; ${buildHint(fn) ?? `build it there, or correct ${words.setting('codeUri')}`}`;
      return ['codeUri', `there is no file ${found.name} in ${shown(fn.codeUri)}${where}; ${advice}`];
    }
    case 'not-executable':
      return ['codeUri', `${shown(found.file)} is not executable; run: chmod +x ${shown(found.file)}`];
    case 'no-program':
      return [
        'codeUri',
        `${shown(found.file)} is neither a program nor a script that says what runs it; begin it with a line such as "#!/bin/sh"`,
      ];
    case 'foreign':
      return [
        'codeUri',
        `${shown(found.file)} is a program for ${found.platform}, and this machine is ${process.platform} on ${process.arch}; build it for this machine too, and point ${words.setting('codeUri')} at that`,
      ];
    case 'carriage-return':
      return [
        'codeUri',
        `the first line of ${shown(found.file)} ends as on Windows (CR LF), so that what runs it is not found; save the file with LF`,
      ];
    case 'no-shebang-program':
      return [
        'codeUri',
        `${shown(found.file)} is to be run by ${found.interpreter}, which this machine has not; install it, or correct the first line`,
      ];
    case 'no-module':
      return [
        'handler',
        `there is no ${shown(found.base)}.py; ${moduleHint(found.nearby.map(shown), fn.handler, words)}`,
      ];
    case 'no-python':
      return ['runtime', `there is no ${fn.runtime} and no python3 in the PATH; install Python`];
  }
}

/** Code that a command makes is not there until it has run. */
export function buildHint({ madeBy }: LambdaFunction): string | undefined {
  return madeBy && `run "${madeBy}", which makes it`;
}

function moduleHint(files: readonly string[], handler: string, words: Words): string {
  if (files.length === 0) return `create it, or correct ${words.setting('codeUri')}`;
  const [, folder = '', module = '', name = ''] = /^(.*[/.])?([^/.]+)\.([^.]*)$/.exec(handler) ?? [];
  const meant = closest(
    module,
    files.map((file) => basename(file, '.py')),
  );
  if (meant === undefined) return `there is: ${files.join(', ')}`;
  return `did you mean "${folder}${meant}.${name}"?`;
}
