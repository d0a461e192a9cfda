/** Leads functions from the assets that `cdk synth` has made back to their sources, so that saving these reloads. */
import type { LambdaFunction } from '../model.ts';
import type { ProjectChecks } from '../rules/rule.ts';
import { foldersOf } from './asset-folder.ts';
import type { Assets } from './assets.ts';
import { type BundleEntry, bundleEntry, isSilentBundle } from './bundle-entry.ts';
import type { SourceTree } from './source-tree.ts';

export interface FromSources {
  readonly functions: readonly LambdaFunction[];
  /** Absolute paths of the folders and files that functions run from. */
  readonly sources: readonly string[];
  readonly notices: readonly string[];
}

export function fromSources(
  functions: readonly LambdaFunction[],
  assets: Assets,
  tree: SourceTree,
  handlerProblem: ProjectChecks['handlerProblem'],
): FromSources {
  const used = functions.filter((fn) => isAsset(fn, assets));
  const folders = foldersOf(only(assets.code, new Set(used.map(({ codeUri }) => codeUri))), tree);
  const layerFolders = foldersOf(
    only(assets.layers, new Set(functions.flatMap(({ layers }) => layers))),
    tree,
  );
  const sources = new Set([...folders.values(), ...layerFolders.values()]);
  const asTheyAre: AsTheyAre = { elsewhere: [], minified: [], uncompiled: [] };
  const led = functions.map((fn) => {
    const layers = fn.layers.map((layer) => layerFolders.get(layer) ?? layer);
    if (!isAsset(fn, assets)) return { ...fn, layers };
    const entry = bundleEntry(fn.codeUri, fn.handler, assets.code.get(fn.codeUri) ?? [], tree);
    const folder = folders.get(fn.codeUri);
    const source = sourceOf(entry, folder);
    const fromSource = source && { ...fn, ...source, layers };
    const problem = fromSource && handlerProblem(fromSource, tree.root)?.problem;
    if (fromSource === undefined || problem !== undefined) {
      const unfound = isSilentBundle(fn.codeUri, fn.handler) ? 'minified' : 'elsewhere';
      asTheyAre[problem === 'no-esbuild' ? 'uncompiled' : unfound].push(fn.name);
      return { ...fn, layers };
    }
    if (entry !== undefined) sources.add(entry.entryPoint);
    return fromSource;
  });
  return { functions: led, sources: [...sources], notices: noticesOf(asTheyAre) };
}

function sourceOf(
  build: BundleEntry | undefined,
  folder: string | undefined,
): Partial<LambdaFunction> | undefined {
  if (build !== undefined) return { build };
  return folder === undefined ? undefined : { codeUri: folder };
}

/** Inline code is in the template, and who says how a function is built says from what. */
function isAsset(fn: LambdaFunction, { code }: Assets): boolean {
  return code.has(fn.codeUri) && fn.inlineCode === undefined && fn.build === undefined;
}

function only<Value>(all: ReadonlyMap<string, Value>, keys: ReadonlySet<string>): ReadonlyMap<string, Value> {
  return new Map([...all].filter(([key]) => keys.has(key)));
}

/** Names of functions that run from their assets, by the reason. */
type AsTheyAre = Readonly<Record<'elsewhere' | 'minified' | 'uncompiled', string[]>>;

const AFTER_SYNTH = 'so that the asset runs; what is saved takes effect after "npx cdk synth"';
const NOT_FOUND = `the source was not found, ${AFTER_SYNTH}`;

function noticesOf({ elsewhere, minified, uncompiled }: AsTheyAre): string[] {
  const advice = 'a bundle that is minified tells its source with bundling: { sourceMap: true }';
  const reasons: [names: readonly string[], sentence: string][] = [
    [elsewhere, `${NOT_FOUND} (sources are looked for in the app's folder).`],
    [minified, `${NOT_FOUND} (${advice}).`],
    [uncompiled, `esbuild, which compiles the source, is not installed, ${AFTER_SYNTH}.`],
  ];
  return reasons.flatMap(([names, sentence]) =>
    names.length === 0 ? [] : [`${names.join(', ')}: ${sentence}`],
  );
}
