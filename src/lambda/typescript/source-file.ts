/** The TypeScript file that a handler string means. Row `lambda.typescript`. */
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { isModulePackage } from '../runtime/package-type.ts';
import type { CompiledModule } from '../runtime/protocol.ts';

/** In the order in which they are looked for. */
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts'] as const;

/** @param base - the absolute path of the handler's module, without an extension. */
export function typescriptFile(base: string): string | undefined {
  return EXTENSIONS.map((extension) => base + extension).find((file) =>
    statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}

/** The module that a TypeScript file becomes; links are followed, as Node does with a file that it loads. */
export function compiledModule(source: string): Omit<CompiledModule, 'source'> {
  const path = realpathSync(source);
  const extension = extname(path);
  const isModule = extension === '.mts' || (extension !== '.cts' && isModulePackage(dirname(path)));
  const name = basename(path, extension) + extension.replace(/tsx?$/, 'js');
  return { file: join(dirname(path), name), format: isModule ? 'module' : 'commonjs' };
}
