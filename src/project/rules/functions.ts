/** Rules of functions. */
import { basename, relative, sep } from 'node:path';
import { LAWFUL_NAMES, variableProblem } from '../lambda-variables.ts';
import type { HandlerProblem, LambdaFunction, RuntimeProblem } from '../model.ts';
import type { Words } from '../reading.ts';
import { closest, didYouMean } from '../spelling.ts';
import { describeBuildProblem } from './builds.ts';
import { about, type Rule, sameNames } from './rule.ts';
import { buildHint, describeRuntimeProblem } from './runtimes.ts';

const handlersExist: Rule = ({ functions, root }, { handlerProblem }, words) =>
  functions.flatMap((fn) => {
    const found = handlerProblem(fn, root);
    if (found === undefined) return [];
    const [setting, sentence] = describe(found, fn, root, words);
    const index =
      found.problem === 'no-layer'
        ? [fn.layers.indexOf(found.layer)]
        : setting === 'build'
          ? ['entryPoint']
          : [];
    const path = [...fn.path, setting, ...index];
    const restsOn = [
      [...fn.path, 'handler'],
      [...fn.path, 'codeUri'],
      ...(index.length > 0 || setting === 'runtime' ? [path] : []),
    ];
    return [{ path, restsOn, message: about(words, path, sentence) }];
  });

/** The setting to correct, and what to say of it. */
function describe(
  found: HandlerProblem | RuntimeProblem,
  fn: LambdaFunction,
  root: string,
  words: Words,
): ['handler' | 'codeUri' | 'layers' | 'runtime' | 'build', string] {
  const shown = (path: string) => relative(root, path).replaceAll('\\', '/') || '.';
  switch (found.problem) {
    case 'no-folder': {
      const nearby = found.nearby.map(shown);
      const hint = didYouMean(shown(fn.codeUri), nearby, 'create it, or name another');
      return [
        'codeUri',
        `there is no folder ${relative(root, fn.codeUri)}; ${slashHint(fn.codeUri) ?? hint}`,
      ];
    }
    case 'no-layer': {
      const hint = 'unpack the layer there, or name another folder';
      return ['layers', `there is no folder ${shown(found.layer)}; ${slashHint(found.layer) ?? hint}`];
    }
    case 'code-is-file':
      return [
        'codeUri',
        /\.(zip|jar)$/.test(fn.codeUri)
          ? `${shown(fn.codeUri)} is an archive; write the folder that it is packed from`
          : `${shown(fn.codeUri)} is a file; write the folder that it is in`,
      ];
    case 'malformed':
      return [
        'handler',
        `"${fn.handler}" is no handler; write [folder/]file.export, such as "index.handler"`,
      ];
    case 'no-esbuild': {
      const what = fn.build === undefined ? 'is TypeScript' : 'is to be built';
      return [
        'handler',
        `${shown(found.file)} ${what}, and esbuild, which compiles it, is not installed; "npm install --save-dev esbuild", or build it and point ${words.setting('codeUri')} at the output`,
      ];
    }
    case 'no-entry':
    case 'not-output':
    case 'not-inline':
    case 'inline-runtime':
      return describeBuildProblem(found, fn, shown);
    case 'no-file':
      return [
        'handler',
        `there is no ${shown(found.base)}.js, .mjs, .cjs or .ts; ${buildHint(fn) ?? fileHint(found.nearby.map(shown), fn.handler, words)}`,
      ];
    default:
      return describeRuntimeProblem(found, fn, shown, words);
  }
}

/** On Windows both slashes part folders; elsewhere a backslash is a letter of the name. */
function slashHint(folder: string): string | undefined {
  return sep === '/' && folder.includes('\\') ? 'write "/" between folders' : undefined;
}

function fileHint(files: readonly string[], handler: string, words: Words): string {
  if (files.length === 0) return `create one of them, or correct ${words.setting('codeUri')}`;
  const [, module = '', rest = ''] = /^([^.]*)(.*)$/.exec(basename(handler)) ?? [];
  const meant = closest(
    module,
    files.map((file) => basename(file).replace(/\..*$/, '')),
  );
  if (meant === undefined) return `there is: ${files.join(', ')}`;
  return `did you mean "${handler.slice(0, -basename(handler).length)}${meant}${rest}"?`;
}

const variablesAreAllowed: Rule = ({ functions }, _checks, words) =>
  functions.flatMap((fn) =>
    Object.keys(fn.environment)
      .filter((name) => variableProblem(name) !== undefined)
      .map((name) => {
        const path = [...fn.path, 'environment', name];
        const why =
          variableProblem(name) === 'reserved'
            ? 'Lambda sets this variable itself and refuses it in a function'
            : LAWFUL_NAMES;
        return { path, at: 'key' as const, message: about(words, path, `${why}; rename it`, 'key') };
      }),
  );

/** Two of one name would be one to whoever invokes it. */
const namesDiffer: Rule = ({ functions }, _checks, words) => sameNames(functions, words);

export const functionRules: readonly Rule[] = [handlersExist, variablesAreAllowed, namesDiffer];
