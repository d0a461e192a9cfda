/**
 * Where a package or file is looked for that a function's own tree does not have: in its layers, then in the SDK
 * that Lambda's runtime carries. Used by `require` and by both kinds of hooks for `import`. Rows `lambda.sdk*`,
 * `lambda.layers*`.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { layerFile, layerModulePaths } from './layers.ts';
import { LAST_VERSION_WITH_SDK_V2 } from './missing-sdk.ts';
import type { EnvironmentSettings } from './protocol.ts';

/** Plain data, for hooks may run on another thread. */
export interface PackageSources {
  readonly layers: readonly string[];
  /** Folders of packages that the layers have, in the order in which they are searched. */
  readonly modulePaths: readonly string[];
  /** Source of the regular expression of what Lambda's runtime carries. */
  readonly sdk: string;
  /** URLs of files that the SDK is resolved from, in order. */
  readonly sdkParents: readonly string[];
}

export function packageSources(
  { layers, version, projectRoot }: EnvironmentSettings,
  emulator: string,
): PackageSources {
  return {
    layers,
    modulePaths: layerModulePaths(layers, version),
    sdk: (version <= LAST_VERSION_WITH_SDK_V2 ? /^aws-sdk(\/|$)/ : /^(@aws-sdk|@smithy)\//).source,
    sdkParents: [pathToFileURL(join(projectRoot, 'noop.js')).href, emulator],
  };
}

/** A path or URL below `/opt`, as the file that it is in a layer. */
export function inLayers(specifier: string, { layers }: PackageSources): string | undefined {
  if (layers.length === 0 || !/^(file:\/\/)?\/opt\//.test(specifier)) return undefined;
  const path = specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier;
  // The file may go without its extension.
  return layerFile(path, layers) ?? layerFile(path, layers, () => true);
}

/** URLs of the files that may be tried as the one that imports a package, each with the folder it must be in. */
export function otherParents(
  specifier: string,
  { modulePaths, sdk, sdkParents }: PackageSources,
): { readonly parentURL: string; readonly within: string }[] {
  if (!isPackage(specifier)) return [];
  const fromLayers = modulePaths.map((folder) => ({
    parentURL: pathToFileURL(join(dirname(folder), 'noop.js')).href,
    within: pathToFileURL(join(folder, '/')).href,
  }));
  const fromSdk = new RegExp(sdk).test(specifier)
    ? sdkParents.map((parentURL) => ({ parentURL, within: 'file:' }))
    : [];
  return [...fromLayers, ...fromSdk];
}

/** `@aws-sdk/client-s3`, `lodash/get`; no path, URL or import of the package's own. */
function isPackage(specifier: string): boolean {
  return !/^(\.|\/|#|[a-z]+:)/i.test(specifier);
}
