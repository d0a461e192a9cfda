/** Functions and their layers. */
import { resolve } from 'node:path';
import type * as v from 'valibot';
import { DEFAULT_FUNCTION_MEMORY_MB, DEFAULT_FUNCTION_TIMEOUT_S } from '../../../limits.ts';
import type { LambdaFunction } from '../../model.ts';
import { isUnknown, nodeAt, toText } from '../../source/node.ts';
import { type Found, isMissing } from '../resource-reader.ts';
import { functionShape, layerShape } from '../shapes/function-shapes.ts';
import { readBuild } from './build.ts';
import type { ReadingContext } from './context.ts';
import { distinctPath, noteOrigins } from './origin.ts';

type FunctionResource = Found<v.InferOutput<typeof functionShape>>;

const LOCATIONS = {
  handler: ['Handler'],
  codeUri: ['Code'],
  runtime: ['Runtime'],
  timeout: ['Timeout'],
  memorySize: ['MemorySize'],
  environment: ['Environment', 'Variables'],
  layers: ['Layers'],
  reservedConcurrency: ['ReservedConcurrentExecutions'],
};

export function readFunctions(context: ReadingContext): LambdaFunction[] {
  const layers = readLayers(context);
  return context.resources
    .find(['AWS::Lambda::Function'], functionShape)
    .flatMap((found) => readFunction(found, layers, context) ?? []);
}

function readFunction(
  found: FunctionResource,
  layers: ReadonlyMap<string, string>,
  context: ReadingContext,
): LambdaFunction | undefined {
  const { name, properties, resource, node } = found;
  const {
    Handler: handler,
    Runtime: runtime,
    PackageType: packageType,
    LoggingConfig: logging = {},
  } = properties;
  const path = distinctPath(context.origins, ['functions', name]);
  const { logicalId } = resource;
  if (toText(nodeAt(resource.metadata, 'Emulator', 'PassedOver')) === 'true') return undefined;
  if (packageType === 'Image') {
    context.problems.notice(
      `${logicalId} is a container image, which cannot be run here; what invokes it gets an error.`,
    );
    return undefined;
  }
  noteOrigins(context.origins, path, found, LOCATIONS, 'FunctionName');
  const code = readCode(found, context);
  const build = readBuild(found, code.codeUri, handler);
  if (isMissing(found, 'Handler') && !isCustom(runtime)) {
    context.problems.add(node.at, 'a function has a Handler; write one, such as Handler: index.handler');
  }
  if (isMissing(found, 'Runtime')) {
    context.problems.add(node.at, 'a function has a Runtime; write one, such as Runtime: nodejs22.x');
  }
  return {
    name,
    ...(logicalId !== name && { logicalId }),
    handler: handler ?? 'bootstrap',
    ...code,
    runtime: runtime ?? 'nodejs22.x',
    timeout: properties.Timeout ?? DEFAULT_FUNCTION_TIMEOUT_S,
    memorySize: properties.MemorySize ?? DEFAULT_FUNCTION_MEMORY_MB,
    environment: properties.Environment?.Variables ?? {},
    ...(properties.ReservedConcurrentExecutions !== undefined && {
      reservedConcurrency: properties.ReservedConcurrentExecutions,
    }),
    layers: layersOf(found, layers, context),
    loggingConfig: {
      logFormat: logging.LogFormat ?? 'Text',
      applicationLogLevel: logging.ApplicationLogLevel ?? 'INFO',
      systemLogLevel: logging.SystemLogLevel ?? 'INFO',
    },
    isolation:
      toText(nodeAt(resource.metadata, 'Emulator', 'Isolation')) === 'process' ? 'process' : 'thread',
    ...(build !== undefined && { build }),
    path,
  };
}

function isCustom(runtime: string | undefined): boolean {
  return runtime?.startsWith('provided') ?? false;
}

/** The folder of its code, or the code itself. */
function readCode({ stack, resource, node }: FunctionResource, context: ReadingContext) {
  const { folder } = stack.stack;
  const asset = assetOf(resource.metadata, 'Code');
  if (asset !== undefined) return { codeUri: resolve(folder, asset) };
  const code = nodeAt(node, 'Code');
  const text = toText(code);
  if (text !== undefined && !/^(s3|https?):\/\//.test(text)) return { codeUri: resolve(folder, text) };
  const inline = toText(nodeAt(code, 'ZipFile'));
  if (inline !== undefined) return { codeUri: folder, inlineCode: inline };
  if (code !== undefined && !isUnknown(code)) {
    const advice =
      'write the folder that it is made from, as Code: ./src, or as Metadata: { aws:asset:path: ./src } of the resource';
    context.problems.add(code.at, `the code is in a bucket, not on this machine; ${advice}`);
  }
  return { codeUri: folder };
}

/** What CDK and SAM note beside a resource whose code they have packed. */
function assetOf(metadata: FunctionResource['resource']['metadata'], property: string): string | undefined {
  const asset = toText(nodeAt(metadata, 'aws:asset:path'));
  const of = toText(nodeAt(metadata, 'aws:asset:property'));
  return of === undefined || of === property || of.startsWith(`${property}.`) ? asset : undefined;
}

/** Folders of the layers that are on this machine, by ARN. */
function readLayers(context: ReadingContext): ReadonlyMap<string, string> {
  const found = context.resources.find(['AWS::Lambda::LayerVersion'], layerShape);
  return new Map(
    found.flatMap(({ id, stack, resource, node }): [string, string][] => {
      const content = assetOf(resource.metadata, 'Content') ?? toText(nodeAt(node, 'Content'));
      return content === undefined ? [] : [[id, resolve(stack.stack.folder, content)]];
    }),
  );
}

function layersOf(
  { properties, resource }: FunctionResource,
  layers: ReadonlyMap<string, string>,
  { problems }: ReadingContext,
): string[] {
  return (properties.Layers ?? []).flatMap((arn) => {
    const folder = layers.get(arn);
    if (folder !== undefined) return [folder];
    if (arn === '') {
      problems.notice(`${resource.logicalId}: a layer is named by an empty text; the function goes without.`);
      return [];
    }
    // Said once, whoever else has it.
    const why = 'is not on this machine; what functions take from it has to be installed beside their code';
    problems.notice(`The layer ${arn} ${why}.`);
    return [];
  });
}
