/**
 * A function's layers. On Lambda they are unpacked over each other into `/opt`; here each stays a folder of its
 * own, and what names `/opt` is led to the last layer that has it. Rows `lambda.layers*`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const OPT = /^(?:\/|[A-Za-z]:\\)opt[\\/]/;

/** Where a path below `/opt` is, or undefined when it is no such path, or no layer has it. */
export function layerFile(
  path: string,
  layers: readonly string[],
  isThere: (path: string) => boolean = existsSync,
): string | undefined {
  const opt = OPT.exec(path);
  if (opt === null || layers.length === 0) return undefined;
  const inside = path.slice(opt[0].length);
  return layers.map((layer) => join(layer, inside)).findLast(isThere);
}

/** The folders that Lambda's `NODE_PATH` names, as they are here. */
export function layerModulePaths(layers: readonly string[], version: number): string[] {
  const last = layers.toReversed();
  return [`nodejs/node${version}/node_modules`, 'nodejs/node_modules'].flatMap((folder) =>
    last.map((layer) => join(layer, folder)),
  );
}
