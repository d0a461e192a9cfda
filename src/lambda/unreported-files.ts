/** What a function has read that its environment does not tell of: it tells of modules. Rows `lambda.reload-*`. */
import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { LambdaFunction } from '../project/model.ts';
import { handlerFiles } from './handler-file.ts';

/** Absolute paths: where its handler is looked for, and its files of variables. */
export function unreportedFiles(fn: LambdaFunction): string[] {
  return [...handlerFiles(fn).map(realPathOf), ...dotenvFiles(fn.codeUri)];
}

/** As Node names what it has loaded, though the project's folder may be a link. */
function realPathOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** What packages such as dotenv read by themselves. Editors put their own files beside it (`.env.swp`). */
export function dotenvFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) =>
      /^\.env(\.(?!sw[a-z]$|tmp$|bak$)\w[\w.-]*)?$/.test(name),
    );
    return names.map((name) => realPathOf(join(folder, name)));
  } catch {
    return [];
  }
}
