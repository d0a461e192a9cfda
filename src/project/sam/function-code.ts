/** Where a function's code is: `InlineCode` before `CodeUri`, and the template's own folder without either. */
import { isIntrinsic } from '../cloudformation/intrinsics/table.ts';
import type { Location } from '../source/location.ts';
import { mapping, type Node, scalar, toText } from '../source/node.ts';
import type { SamContext } from './context.ts';
import { property, resolvedText } from './intrinsics.ts';
import type { SamResource } from './resource.ts';

/** As the `Code` of an `AWS::Lambda::Function`; a text is a folder. */
export function codeOf({ node, properties }: SamResource, context: SamContext): Node | undefined {
  const inline = property(properties, 'InlineCode');
  if (inline !== undefined) return mapping({ ZipFile: inline }, inline.at);
  const image = property(properties, 'ImageUri');
  if (image !== undefined) return mapping({ ImageUri: image }, image.at);
  const folder = localFolder(property(properties, 'CodeUri'), 'CodeUri: src/', context);
  if (folder !== undefined) return folder;
  // An image is built from the project, too, but by its Dockerfile.
  const isImage = resolvedText(properties, 'PackageType', context) === 'Image';
  return isImage ? undefined : scalar('.', node.at);
}

/** What `CodeUri` or `ContentUri` say, unless that is a place in S3. */
export function localFolder(
  uri: Node | undefined,
  example: string,
  { problems, structure }: SamContext,
): Node | undefined {
  if (uri === undefined) return undefined;
  const resolved = structure(uri);
  const s3 = s3Location(resolved);
  if (s3 === undefined) return uri;
  const { bucket, key, at } = s3;
  const where = `the code is in S3 (${bucket}/${key}), and the emulator reads local folders alone`;
  problems.add(at, `${where}; write the folder that it was packaged from: ${example}`);
  return mapping({ S3Bucket: scalar(bucket, at), S3Key: scalar(key, at) }, at);
}

function s3Location(uri: Node): { bucket: string; key: string; at: Location } | undefined {
  const { at } = uri;
  if (uri.kind === 'mapping' && !isIntrinsic(uri)) {
    const [bucket, key] = ['Bucket', 'Key'].map((name) => toText(property(uri, name)) ?? '…');
    return { bucket: bucket ?? '', key: key ?? '', at };
  }
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(toText(uri) ?? '') ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key, at };
}
