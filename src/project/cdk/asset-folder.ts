/** The folder of the app that an asset is a copy of (`Code.fromAsset('lambda')`). */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { isFile, isFolder } from '../../file-kinds.ts';
import type { SourceTree } from './source-tree.ts';

/** More files than these say nothing that these do not. */
const MAX_FILES = 200;

/** A folder that has the asset's files, and how much of them is the same: 1 is all of it. */
interface Candidate {
  readonly folder: string;
  readonly likeness: number;
}

/**
 * For each of the assets that has one, the folder that it was made from. What was saved since is found too: it is
 * what is most alike, among those folders that no other asset is a copy of.
 *
 * @param assets - absolute paths of folders, with the paths of the constructs that they are for.
 */
export function foldersOf(
  assets: ReadonlyMap<string, readonly string[]>,
  tree: SourceTree,
): ReadonlyMap<string, string> {
  const candidates = new Map([...assets.keys()].map((asset) => [asset, candidatesFor(asset, tree)]));
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const [asset, those] of candidates) {
    const copies = those.filter(({ likeness }) => likeness === 1);
    for (const { folder } of copies) taken.add(folder);
    const source = copies.length === 1 ? copies[0] : namedLike(copies, assets.get(asset) ?? []);
    if (source !== undefined) found.set(asset, source.folder);
  }
  for (const [asset, those] of candidates) {
    if (those.some(({ likeness }) => likeness === 1)) continue;
    const source = mostAlike(those.filter(({ folder }) => !taken.has(folder)));
    if (source !== undefined) found.set(asset, source.folder);
  }
  return found;
}

function candidatesFor(asset: string, { folders }: SourceTree): Candidate[] {
  const files = filesOf(asset);
  if (files.length === 0) return [];
  return folders
    .filter((folder) => files.every((file) => isFile(join(folder, file))))
    .map((folder) => ({ folder, likeness: likenessOf(asset, folder, files) }));
}

/** Folders with the same in them are told apart by what the construct is called. */
function namedLike(copies: readonly Candidate[], constructs: readonly string[]): Candidate | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const alike = copies.filter(({ folder }) =>
    constructs.some((path) => path.split('/').some((part) => plain(part) === plain(basename(folder)))),
  );
  return alike.length === 1 ? alike[0] : undefined;
}

function mostAlike(candidates: readonly Candidate[]): Candidate | undefined {
  const [first, second] = [...candidates].sort((a, b) => b.likeness - a.likeness);
  if (first === undefined || first.likeness < 0.5 || first.likeness === second?.likeness) return undefined;
  return first;
}

/** Relative paths, those of packages last. */
function filesOf(asset: string): string[] {
  if (!isFolder(asset)) return [];
  const isPackaged = (path: string) => /(^|[\\/])node_modules[\\/]/.test(path);
  const files = readdirSync(asset, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(asset, join(entry.parentPath, entry.name)))
    .sort();
  return [...files.filter((path) => !isPackaged(path)), ...files.filter(isPackaged)].slice(0, MAX_FILES);
}

/** How many of the asset's lines are in the folder's files too. */
function likenessOf(asset: string, folder: string, files: readonly string[]): number {
  let [lines, same] = [0, 0];
  for (const file of files) {
    const [made, source] = [readFileSync(join(asset, file)), readFileSync(join(folder, file))];
    const own = made.toString('latin1').split('\n');
    const others = made.equals(source) ? undefined : new Set(source.toString('latin1').split('\n'));
    lines += own.length;
    // An end that was added, say, makes it no copy.
    same += others === undefined ? own.length : own.filter((line) => others.has(line)).length - 0.5;
  }
  return same / lines;
}
