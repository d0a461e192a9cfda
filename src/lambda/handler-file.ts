/** Whether a function's handler can be loaded at all, told before anything runs. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { LambdaFunction } from '../project/model.ts';
import { MODULE_EXTENSIONS, parseHandlerName } from './runtime/handler-name.ts';

/** What is wrong with the handler and what to write instead, as the rest of a sentence. */
export function handlerProblem(fn: LambdaFunction): string | undefined {
  if (!isDirectory(fn.codeUri)) return `the folder ${fn.codeUri} does not exist; correct "codeUri"`;
  let base: string;
  try {
    const { moduleRoot, module } = parseHandlerName(fn.handler);
    base = resolve(fn.codeUri, moduleRoot, module);
  } catch {
    return `"${fn.handler}" is no handler; write [folder/]file.export, such as "index.handler"`;
  }
  if (MODULE_EXTENSIONS.some((extension) => existsSync(base + extension))) return undefined;
  if (existsSync(`${base}.ts`)) {
    return `${base}.ts is TypeScript, which is not compiled yet; build it and point "codeUri" at the output`;
  }
  const found = modulesBeside(base);
  const hint =
    found.length > 0 ? `there is: ${found.join(', ')}` : `create ${basename(base)}.js, or correct "codeUri"`;
  return `there is no ${base}.js, .mjs or .cjs; ${hint}`;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function modulesBeside(base: string): string[] {
  const folder = dirname(base);
  if (!isDirectory(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[^.]+\.[cm]?js$/.test(name))
    .map((name) => join(folder, name));
}
