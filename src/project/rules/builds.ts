/** What is said of a function whose code is built, or stands in the definition, and does not fit its handler. */
import { basename } from 'node:path';
import type { HandlerProblem, LambdaFunction } from '../model.ts';
import { didYouMean } from '../spelling.ts';

type BuildProblem = Extract<
  HandlerProblem,
  { problem: 'no-entry' | 'not-output' | 'not-inline' | 'inline-runtime' }
>;

/** @param shown - a path as it is shown to people. */
export function describeBuildProblem(
  found: BuildProblem,
  { handler, runtime }: LambdaFunction,
  shown: (path: string) => string,
): ['handler' | 'runtime' | 'build', string] {
  const exported = basename(handler).replace(/^[^.]*\./, '');
  switch (found.problem) {
    case 'no-entry': {
      const files = found.nearby.map(shown);
      const nearby = files.length === 0 ? 'create it, or name another' : `there is: ${files.join(', ')}`;
      return [
        'build',
        `there is no file ${shown(found.file)}; ${didYouMean(shown(found.file), files, nearby)}`,
      ];
    }
    case 'not-output': {
      const { file, output } = found;
      // Lambda takes what stands before the first dot for the module.
      const advice = output.includes('.')
        ? 'rename it, for Lambda finds no module with a dot in its name'
        : `write "${output}.${exported}"`;
      return ['handler', `"${handler}" is not in ${output}.js, which ${shown(file)} is built to; ${advice}`];
    }
    case 'not-inline':
      return [
        'handler',
        `"${handler}" is not in ${found.file}, which Lambda puts inline code into; write "index.handler", or another export of it`,
      ];
    case 'inline-runtime':
      return [
        'runtime',
        `Lambda takes inline code for Node.js and Python only, not for ${runtime}; put it into a folder`,
      ];
  }
}
