/** `AWS::Serverless::LayerVersion`: a folder that is merged into `/opt`. Row `sam.layer-version`. */
import { nodeAt, scalar, toText } from '../source/node.ts';
import type { SamContext } from './context.ts';
import { localFolder } from './function-code.ts';
import { property } from './intrinsics.ts';
import { passed, type SamResource, successor, type Transformed } from './resource.ts';
import { checkProperties } from './shape.ts';
import { LAYER_VERSION } from './shapes.ts';

const SAME = ['CompatibleArchitectures', 'CompatibleRuntimes', 'Description', 'LicenseInfo'];

export function transformLayerVersion(sam: SamResource, context: SamContext): Transformed {
  const { id, node, properties } = sam;
  checkProperties(properties, LAYER_VERSION, context);
  const method = toText(nodeAt(node, 'Metadata', 'BuildMethod'));
  if (method !== undefined) {
    const built = 'to have what "sam build" makes of it, start with --template .aws-sam/build/template.yaml';
    context.problems.notice(
      `${id} has the build method ${method}, and is used as it is in its folder; ${built}.`,
    );
  }
  const layer = successor(sam, 'AWS::Lambda::LayerVersion', {
    LayerName: property(properties, 'LayerName') ?? scalar(id, node.at),
    Content: localFolder(property(properties, 'ContentUri'), 'ContentUri: layer/', context),
    ...passed(properties, SAME),
  });
  return { resources: { [id]: layer } };
}
