/** One handler's TypeScript, made into JavaScript that Node takes. Rows `lambda.typescript*`. */
import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { BuildOptions, BuildResult, Message } from 'esbuild';
import type { CompiledModule } from '../runtime/protocol.ts';
import type { Esbuild } from './esbuild.ts';
import { packages } from './packages.ts';
import { withSettings } from './settings-files.ts';
import { compiledModule } from './source-file.ts';

export interface Bundle extends CompiledModule {
  readonly warnings: readonly Message[];
  /** Absolute paths of the files that it was made from. */
  readonly inputs: ReadonlySet<string>;
}

/** A CommonJS file among ES modules finds what it has everywhere else. */
const COMMONJS_SCOPE = [
  `import { createRequire as __createRequire } from 'node:module';`,
  `import { fileURLToPath as __fileURLToPath } from 'node:url';`,
  `import { dirname as __dirnameOf } from 'node:path';`,
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url), __dirname = __dirnameOf(__filename);',
].join(' ');

/**
 * @param source - absolute path of the handler's file.
 * @param version - major version of Node.js that the function's runtime names.
 * @throws esbuild's BuildFailure for what is wrong with the code.
 */
export async function bundle(
  esbuild: Esbuild,
  source: string,
  version: number,
  projectRoot: string,
): Promise<Bundle> {
  const target = compiledModule(source);
  const options = optionsOf(source, target, version, realpathSync(projectRoot));
  let result = await esbuild.build(options);
  const { inputs } = result.metafile;
  if (target.format === 'module' && Object.values(inputs).some(({ format }) => format === 'cjs')) {
    result = await esbuild.build({ ...options, banner: { js: COMMONJS_SCOPE } });
  }
  return {
    ...target,
    source: textOf(result),
    warnings: result.warnings,
    inputs: withSettings(Object.keys(inputs).map((path) => resolve(options.absWorkingDir, path))),
  };
}

function textOf({ outputFiles = [] }: BuildResult): string {
  return outputFiles[0]?.text ?? '';
}

function optionsOf(
  source: string,
  { file, format }: Omit<CompiledModule, 'source'>,
  version: number,
  workingFolder: string,
) {
  return {
    absWorkingDir: workingFolder,
    entryPoints: [source],
    outfile: file,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    format: format === 'module' ? 'esm' : 'cjs',
    // The Node that runs here may be older than the runtime's.
    target: `node${Math.min(version, Number.parseInt(process.versions.node, 10))}`,
    plugins: [packages(dirname(file), format)],
    external: ['/opt/*', '*.node'],
    // A stack's lines are looked up in the files themselves.
    sourcemap: 'inline',
    sourcesContent: false,
    keepNames: true,
    charset: 'utf8',
    logLevel: 'silent',
  } as const satisfies BuildOptions;
}
