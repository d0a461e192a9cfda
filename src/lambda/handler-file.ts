/** Whether a function's handler can be loaded at all, told before anything runs. */
import { readdirSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { isFile, isFolder } from '../file-kinds.ts';
import type { HandlerProblem, LambdaFunction, RuntimeProblem } from '../project/model.ts';
import { runtimeVersion } from './environment-variables.ts';
import { bootstrapProblem } from './executables/bootstrap.ts';
import { languageOf, runtimeProblem } from './executables/languages.ts';
import { pythonProblem } from './executables/python.ts';
import { inlineProblem } from './inline-code.ts';
import { type HandlerName, MODULE_EXTENSIONS, parseHandlerName } from './runtime/handler-name.ts';
import { layerFile, layerModulePaths } from './runtime/layers.ts';
import { findEsbuild } from './typescript/esbuild.ts';
import { sourceFile, typescriptFile } from './typescript/source-file.ts';

const FILE_EXTENSIONS = new Set(['js', 'mjs', 'cjs', 'ts', 'tsx', 'mts', 'cts']);

/**
 * What stands in the way of loading the handler; the project's rules say it in words.
 * @param projectRoot - absolute path of the project's folder.
 */
export function handlerProblem(
  fn: LambdaFunction,
  projectRoot: string,
): HandlerProblem | RuntimeProblem | undefined {
  const unknown = runtimeProblem(fn.runtime);
  if (unknown !== undefined) return unknown;
  if (fn.inlineCode !== undefined) return inlineProblem(fn, process.env.PATH);
  if (isFile(fn.codeUri)) return { problem: 'code-is-file' };
  if (!isFolder(fn.codeUri))
    return { problem: 'no-folder', nearby: entriesOf(dirname(fn.codeUri), isFolder) };
  const layer = fn.layers.find((folder) => !isFolder(folder));
  if (layer !== undefined) return { problem: 'no-layer', layer };
  const language = languageOf(fn.runtime);
  if (language === 'python') return pythonProblem(fn, process.env.PATH);
  if (language === 'provided') return bootstrapProblem(fn);
  const name = nameOf(fn.handler);
  // `src/app.js` is the export `js` of `src/app` to Lambda, and never what was meant.
  if (name === undefined || name.module === '' || FILE_EXTENSIONS.has(name.exportPath.join('.')))
    return { problem: 'malformed' };
  const wrong = fn.build?.entryPoint === undefined ? undefined : entryProblem(fn.build.entryPoint, name);
  if (wrong !== undefined) return wrong;
  const file = handlerSource(fn);
  if (file !== undefined) {
    return findEsbuild(fn.codeUri, projectRoot) === undefined ? { problem: 'no-esbuild', file } : undefined;
  }
  if (isJavaScript(fn, name)) return undefined;
  const base = baseOf(fn, name);
  return { problem: 'no-file', base, nearby: modulesIn(dirname(base)) };
}

/** esbuild names what it makes like the entry point; tools that have but one name it `index`. */
function entryProblem(entryPoint: string, { module }: HandlerName): HandlerProblem | undefined {
  const file = sourceFile(entryPoint);
  if (file === undefined) {
    return { problem: 'no-entry', file: entryPoint, nearby: modulesIn(dirname(entryPoint)) };
  }
  const output = basename(file, extname(file));
  return module === output || module === 'index' ? undefined : { problem: 'not-output', file, output };
}

/** The files, one of which is the handler's module. */
export function handlerFiles(fn: LambdaFunction): string[] {
  const name = nameOf(fn.handler);
  if (name === undefined || name.module === '') return [];
  const base = baseOf(fn, name);
  const found = layerFile(base, fn.layers, (path) => isFolder(dirname(path))) ?? base;
  return MODULE_EXTENSIONS.map((extension) => found + extension).filter(isFile);
}

/**
 * Absolute path of what the handler's module is compiled from: by the function's build settings, else when it is
 * TypeScript; what is JavaScript already is taken as it is then.
 */
export function handlerSource(fn: LambdaFunction): string | undefined {
  const { build, inlineCode } = fn;
  const name = nameOf(fn.handler);
  if (name === undefined || inlineCode !== undefined || languageOf(fn.runtime) !== 'nodejs') return undefined;
  if (build?.entryPoint !== undefined) return sourceFile(build.entryPoint) ?? build.entryPoint;
  const base = baseOf(fn, name);
  const source = build === undefined ? undefined : sourceFile(base);
  return source ?? (isJavaScript(fn, name) ? undefined : typescriptFile(base));
}

function baseOf(fn: LambdaFunction, { moduleRoot, module }: HandlerName): string {
  return resolve(fn.codeUri, moduleRoot, module);
}

/** Whether Lambda's own loader finds the handler. */
function isJavaScript(fn: LambdaFunction, name: HandlerName): boolean {
  const base = baseOf(fn, name);
  const isThere = (path: string) => MODULE_EXTENSIONS.some((extension) => isFile(path + extension));
  return isThere(base) || layerFile(base, fn.layers, isThere) !== undefined || isPackage(fn, name);
}

function nameOf(handler: string): HandlerName | undefined {
  try {
    return parseHandlerName(handler);
  } catch {
    return undefined;
  }
}

/** Whether the handler may be that of a package, the function's own or a layer's. */
function isPackage(fn: LambdaFunction, { moduleRoot, module }: HandlerName): boolean {
  const folders = [
    join(fn.codeUri, 'node_modules'),
    resolve(fn.codeUri, moduleRoot, 'node_modules'),
    ...layerModulePaths(fn.layers, runtimeVersion(fn.runtime)),
  ];
  return folders.some((folder) => isFolder(join(folder, module)) || isFile(join(folder, `${module}.js`)));
}

/** Those of which a handler may be a module. */
function modulesIn(folder: string): string[] {
  const isModule = (path: string) => /[\\/][^.\\/]+\.([cm]?[jt]s|tsx)$/.test(path) && isFile(path);
  return entriesOf(folder, isModule);
}

/** Absolute paths, sorted; none when there is no such folder. */
function entriesOf(folder: string, filter: (path: string) => boolean): string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter(filter);
}
