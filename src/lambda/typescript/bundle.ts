/** One handler's sources, made into a module that Node takes. Rows `lambda.typescript*`, `lambda.build*`. */
import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { BuildOptions, BuildResult, Message } from 'esbuild';
import type { BuildSettings } from '../../project/model.ts';
import type { CompiledModule } from '../runtime/protocol.ts';
import { assets } from './assets.ts';
import type { Esbuild } from './esbuild.ts';
import { packages } from './packages.ts';
import { passedOn, targetsOf } from './passed-on.ts';
import { withSettings } from './settings-files.ts';
import { compiledModule } from './source-file.ts';

export interface BundleRequest {
  /** Absolute path of the handler's file. */
  readonly source: string;
  /** Absolute path of the project's folder, from which messages count paths. */
  readonly projectRoot: string;
  /** Major version of Node.js that the function's runtime names. */
  readonly version: number;
  /** What the function says of its build. */
  readonly build?: BuildSettings | undefined;
}

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

/** @throws esbuild's BuildFailure for what is wrong with the code. */
export async function bundle(esbuild: Esbuild, request: BundleRequest): Promise<Bundle> {
  const { source, build } = request;
  const target = compiledModule(source, build?.format);
  const options = optionsOf(request, target);
  let result = await esbuild.build(options);
  const { inputs } = result.metafile;
  if (mayAddScope(target, build) && Object.values(inputs).some(({ format }) => format === 'cjs')) {
    result = await esbuild.build({ ...options, banner: { js: COMMONJS_SCOPE } });
  }
  const files = Object.keys(inputs).map((path) => resolve(options.absWorkingDir, path));
  return {
    ...target,
    source: textOf(result, target.file),
    warnings: result.warnings,
    inputs: withSettings(files.filter(isUsers), build?.tsconfig),
  };
}

/** Installed packages do not change, though they may be inside. */
function isUsers(file: string): boolean {
  return !/[\\/]node_modules[\\/]/.test(file);
}

/** Who says what the module is to be, or writes its beginning, is to find here what there will be on Lambda. */
function mayAddScope({ format }: Pick<CompiledModule, 'format'>, build: BuildSettings | undefined): boolean {
  return format === 'module' && build?.format === undefined && build?.banner === undefined;
}

/** Beside it there may be a style sheet. */
function textOf({ outputFiles = [] }: BuildResult, file: string): string {
  return outputFiles.find(({ path }) => path === file)?.text ?? '';
}

function optionsOf(
  { source, projectRoot, version, build = {} }: BundleRequest,
  { file, format }: Omit<CompiledModule, 'source'>,
) {
  const { external, loader = {} } = build;
  const folder = dirname(file);
  return {
    ...passedOn(build),
    absWorkingDir: realpathSync(projectRoot),
    entryPoints: [source],
    outfile: file,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    format: format === 'module' ? 'esm' : 'cjs',
    target: targetsOf(build.target, version),
    plugins: [assets(folder, format, loader), ...(external === undefined ? [packages(folder, format)] : [])],
    external: [...(external ?? ['/opt/*', '*.node'])],
    // A stack's lines are looked up in the files themselves.
    sourcemap: 'inline',
    sourcesContent: false,
    keepNames: build.keepNames ?? true,
    charset: 'utf8',
    logLevel: 'silent',
  } as const satisfies BuildOptions;
}
