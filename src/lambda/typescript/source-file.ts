/** The file that a handler's module is compiled from. Rows `lambda.typescript`, `lambda.build-entry`. */
import { realpathSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { isFile } from '../../file-kinds.ts';
import { isModulePackage } from '../runtime/package-type.ts';
import type { CompiledModule } from '../runtime/protocol.ts';

/** In the order in which they are looked for. */
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts'];

/** JavaScript beside TypeScript is most likely what was made of it. */
const SOURCE_EXTENSIONS = [...EXTENSIONS, '.js', '.jsx', '.mjs', '.cjs'];

/** @param base - the absolute path of the handler's module, without an extension. */
export function typescriptFile(base: string): string | undefined {
  return firstFile(EXTENSIONS.map((extension) => base + extension));
}

/** @param name - absolute path, with or without the file's extension. */
export function sourceFile(name: string): string | undefined {
  return firstFile([name, ...SOURCE_EXTENSIONS.map((extension) => name + extension)]);
}

function firstFile(candidates: readonly string[]): string | undefined {
  return candidates.find(isFile);
}

/**
 * The module that a file becomes; links are followed, as Node does with a file that it loads.
 * @param asked - esbuild's name of the format, when the function says which.
 */
export function compiledModule(source: string, asked?: 'cjs' | 'esm'): Omit<CompiledModule, 'source'> {
  const path = realpathSync(source);
  const extension = extname(path);
  const isModule = asked === undefined ? isModuleFile(path) : asked === 'esm';
  const name = basename(path, extension) + extension.replace(/(tsx?|jsx)$/, 'js');
  return { file: join(dirname(path), name), format: isModule ? 'module' : 'commonjs' };
}

function isModuleFile(path: string): boolean {
  const kind = /\.([cm])[jt]s$/.exec(path)?.[1];
  return kind === undefined ? isModulePackage(dirname(path)) : kind === 'm';
}
