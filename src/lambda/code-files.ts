/**
 * Which files that were written are code, of functions whose runtimes do not tell what they load. Rows
 * `lambda.provided-reload`, `lambda.reload-own-files`.
 */
import { basename, dirname, join, sep } from 'node:path';
import type { LambdaFunction, Project } from '../project/model.ts';
import { bootstrapFile } from './executables/bootstrap.ts';
import { languageOf } from './executables/languages.ts';

/** Whether it is to be known of every file below the function's folder that it was written. */
export function isTreeOfCode({ runtime, inlineCode }: LambdaFunction): boolean {
  return languageOf(runtime) === 'python' && inlineCode === undefined;
}

/** Whether the emulator has written this file of a function's code, out of the definition. */
export function isInlineCode({ codeUri, inlineCode }: LambdaFunction, path: string): boolean {
  return inlineCode !== undefined && isBelow(path, codeUri);
}

/** @param path - absolute path of a file of which the function's runtime has not said that it was loaded. */
export function isCodeOf(fn: LambdaFunction, path: string): boolean {
  const language = languageOf(fn.runtime);
  if (language === 'python') return path.endsWith('.py') && isBelow(path, fn.codeUri);
  const bootstrap = language === 'provided' ? bootstrapFile(fn) : undefined;
  return bootstrap !== undefined && dirname(path) === dirname(bootstrap);
}

/**
 * Whether the emulator writes this file itself, by what it was asked to do.
 * @param dataDirectory - absolute path of where tables are kept.
 */
export function isOwnFile(path: string, { apis }: Project, dataDirectory: string | undefined): boolean {
  const stages = apis.flatMap((api) => api.stages);
  if (stages.some(({ accessLogSettings }) => accessLogSettings?.destination === path)) return true;
  if (dataDirectory === undefined) return false;
  // The directory may be the project's own, which has other files.
  const isLock = dirname(path) === dataDirectory && /^emulator\..+\.(lock|draft)$/.test(basename(path));
  return isLock || isBelow(path, join(dataDirectory, 'dynamodb'));
}

export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder + sep);
}
