/**
 * Lambda's Node.js runtimes carry the AWS SDK, and a function has what its layers bring: it need not have them
 * itself. What its own tree does not have is resolved from the layers, then from the project and the emulator,
 * for `require` and for `import` alike. Rows `lambda.sdk*`, `lambda.layers*`.
 */
import module, { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inLayers, otherParents, type PackageSources, packageSources } from './package-sources.ts';
import type { EnvironmentSettings } from './protocol.ts';

/** The clients that every WebSocket application uses; when a function has them all, it needs nothing of ours. */
const USUAL_PACKAGES = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/lib-dynamodb',
  '@aws-sdk/client-apigatewaymanagementapi',
];

interface Resolved {
  readonly url: string;
}

interface SyncHooks {
  registerHooks?(hooks: {
    resolve(
      specifier: string,
      context: object,
      next: (specifier: string, context?: object) => Resolved,
    ): Resolved;
  }): unknown;
}

/** Set until the hooks are there, in threads that may come to need them. */
let registerImportHooks: (() => void) | undefined;

/** For whoever is about to import an ES module. */
export function beforeImport(): void {
  registerImportHooks?.();
}

/** What is required from now on finds what is supplied; what is imported does after {@link beforeImport}. */
export function supplyPackages(taskRoot: string, settings: EnvironmentSettings): void {
  const sources = packageSources(settings, import.meta.url);
  const { registerHooks } = module as SyncHooks;
  // Hooks for `import` cost Node 20 a thread of their own, so only a function that can need them pays; asked
  // before `require` is taught about ours.
  const needsThread =
    registerHooks === undefined && (sources.layers.length > 0 || !hasUsualPackages(taskRoot));
  supplyToRequire(sources);
  if (registerHooks !== undefined) {
    registerHooks({ resolve: (specifier, context, next) => resolve(specifier, context, next, sources) });
  }
  if (needsThread) registerLate(sources);
}

/** With the first module that can import anything: most functions on Node 20 are CommonJS through and through. */
function registerLate(sources: PackageSources): void {
  const { prototype } = module as unknown as { prototype: { _compile: Compile } };
  const compile = prototype._compile;
  registerImportHooks = () => {
    registerImportHooks = undefined;
    prototype._compile = compile;
    module.register('./import-hooks.js', { parentURL: import.meta.url, data: sources });
  };
  prototype._compile = function (source, file, ...rest) {
    // What the SDK imports is beside it.
    if (/\bimport\b/.test(source) && !SDK_FILE.test(file)) beforeImport();
    return compile.call(this, source, file, ...rest);
  };
}

function resolve(
  specifier: string,
  context: object,
  next: (specifier: string, context?: object) => Resolved,
  sources: PackageSources,
): Resolved {
  const layered = inLayers(specifier, sources);
  try {
    if (layered === undefined) return next(specifier, context);
    // What is required stays a path.
    const isImport = (context as { conditions?: readonly string[] }).conditions?.includes('import');
    return next(isImport ? pathToFileURL(layered).href : layered, context);
  } catch (error) {
    for (const { parentURL, within } of otherParents(specifier, sources)) {
      const found = attempt(() => next(specifier, { ...context, parentURL }));
      if (found?.url.startsWith(within)) return found;
    }
    throw error;
  }
}

function hasUsualPackages(taskRoot: string): boolean {
  const { resolve } = createRequire(pathToFileURL(join(taskRoot, 'noop.js')));
  return USUAL_PACKAGES.every((name) => attempt(() => resolve(name)) !== undefined);
}

type Compile = (source: string, file: string, ...rest: unknown[]) => unknown;

const SDK_FILE = /[\\/]node_modules[\\/](@aws-sdk|@smithy|aws-sdk)[\\/]/;

type ResolveFilename = (request: string, parent: unknown, isMain: boolean, options?: object) => string;

/** Node searches the layers' packages itself, for `NODE_PATH` names them. */
function supplyToRequire(sources: PackageSources): void {
  const loader = module as unknown as { _resolveFilename: ResolveFilename; _initPaths(): void };
  const sdk = new RegExp(sources.sdk);
  const resolveFilename = loader._resolveFilename;
  // Resolving from elsewhere comes through here again.
  let elsewhere = false;
  loader._resolveFilename = function (request, ...rest) {
    try {
      return resolveFilename.call(this, inLayers(request, sources) ?? request, ...rest);
    } catch (error) {
      if (elsewhere || !sdk.test(request)) throw error;
      elsewhere = true;
      const found = firstOf(sources.sdkParents, (parent) => createRequire(parent).resolve(request));
      elsewhere = false;
      if (found === undefined) throw error;
      return found;
    }
  };
  leadNodePath(sources, () => loader._initPaths());
}

/** A function's own `NODE_PATH` may name folders below `/opt`; Node is told where these are. */
function leadNodePath(sources: PackageSources, initialise: () => void): void {
  const { NODE_PATH } = process.env;
  if (NODE_PATH === undefined || sources.layers.length === 0) return;
  const led = NODE_PATH.split(delimiter).flatMap((folder) => {
    const opt = /^\/opt(\/.*)$/.exec(folder)?.[1];
    return opt === undefined ? [folder] : sources.layers.toReversed().map((layer) => join(layer, opt));
  });
  process.env.NODE_PATH = led.join(delimiter);
  initialise();
  process.env.NODE_PATH = NODE_PATH;
}

function firstOf<Result>(parents: readonly string[], find: (parent: string) => Result): Result | undefined {
  for (const parent of parents) {
    const found = attempt(() => find(parent));
    if (found !== undefined) return found;
  }
  return undefined;
}

function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
