/** Which constructs the assets of an assembly are for. Pure. */
import { resolve } from 'node:path';
import type { LoadedStack } from '../cloudformation/stack.ts';
import { resourcesOf } from '../cloudformation/template.ts';
import { nodeAt, toText } from '../source/node.ts';

export interface Assets {
  /** Paths of the functions' constructs, by the absolute path of their code. */
  readonly code: ReadonlyMap<string, readonly string[]>;
  /** The same of layers. */
  readonly layers: ReadonlyMap<string, readonly string[]>;
}

export function assetsOf(stacks: readonly LoadedStack[]): Assets {
  const code = new Map<string, string[]>();
  const layers = new Map<string, string[]>();
  for (const stack of stacks) {
    for (const [logicalId, resource] of resourcesOf(stack.template)) {
      const type = toText(nodeAt(resource, 'Type'));
      const assets = type === 'AWS::Lambda::Function' ? code : layers;
      const path = toText(nodeAt(resource, 'Metadata', 'aws:asset:path'));
      const construct = toText(nodeAt(resource, 'Metadata', 'aws:cdk:path')) ?? constructOf(logicalId);
      if (path === undefined || (assets === layers && type !== 'AWS::Lambda::LayerVersion')) continue;
      const asset = resolve(stack.folder, path);
      assets.set(asset, [...(assets.get(asset) ?? []), construct]);
    }
  }
  return { code, layers };
}

/** A logical id is made of the construct's path and a hash of it. */
function constructOf(logicalId: string): string {
  return `${logicalId.replace(/[0-9A-F]{8}$/, '')}/Resource`;
}
