/** `AWS::Serverless::Function`: the function, its role, alias and URL, and what its events make. Rows `sam.function.*`. */
import { isIntrinsic } from '../cloudformation/intrinsics/table.ts';
import type { Location } from '../source/location.ts';
import { type Mapping, mapping, type Node, scalar, toText, unknown } from '../source/node.ts';
import type { SamContext } from './context.ts';
import { transformEvents } from './events.ts';
import { codeOf } from './function-code.ts';
import { getAtt, property, ref, resolvedProperty, resolvedText } from './intrinsics.ts';
import { companion, passed, type SamResource, successor, type Transformed } from './resource.ts';
import { checkProperties, found } from './shape.ts';
import { FUNCTION, ZIPPED } from './shapes.ts';

/** What has the same name in `AWS::Lambda::Function`. */
const SAME = [
  'Architectures',
  'CodeSigningConfigArn',
  'Description',
  'DurableConfig',
  'Environment',
  'EphemeralStorage',
  'FileSystemConfigs',
  'FunctionName',
  'Handler',
  'ImageConfig',
  'KmsKeyArn',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'PackageType',
  'RecursiveLoop',
  'ReservedConcurrentExecutions',
  'Runtime',
  'RuntimeManagementConfig',
  'SnapStart',
  'Tags',
  'TenancyConfig',
  'Timeout',
  'VpcConfig',
];

export function transformFunction(sam: SamResource, context: SamContext): Transformed {
  const { id, node, properties } = sam;
  const isImage = resolvedText(properties, 'PackageType', context) === 'Image';
  const required = isImage ? {} : ZIPPED;
  const misspelt = checkProperties(properties, { ...FUNCTION, required }, context);
  const role = property(properties, 'Role');
  const alias = transformAlias(sam, context);
  const target = ref(alias?.id ?? id, node.at);
  const events = transformEvents(sam, target, context);
  return {
    resources: {
      [id]: successor(sam, 'AWS::Lambda::Function', {
        Code: codeOf(sam, context),
        ...unknowns(misspelt),
        ...passed(properties, SAME),
        Role: role ?? getAtt(`${id}Role`, 'Arn', node.at),
        ...renamed(properties),
      }),
      ...(role === undefined && { [`${id}Role`]: companion(sam, 'AWS::IAM::Role', {}, node.at) }),
      ...alias?.resources,
      ...transformUrl(sam, target),
      ...transformInvokeConfig(sam, alias?.name),
      ...events.resources,
    },
    ...(alias !== undefined && { referables: alias.referables }),
    unsent: events.unsent,
  };
}

function renamed(properties: Mapping): Record<string, Node | undefined> {
  const mode = property(properties, 'Tracing');
  const queue = property(properties, 'DeadLetterQueue');
  return {
    TracingConfig: mode && mapping({ Mode: mode }, mode.at),
    DeadLetterConfig: queue && mapping({ TargetArn: property(queue, 'TargetArn') }, queue.at),
  };
}

/** What is misspelt is reported; it is not missing as well. */
function unknowns(misspelt: ReadonlyMap<string, Location>): Record<string, Node> {
  const names = [...misspelt].filter(([name]) => SAME.includes(name));
  return Object.fromEntries(names.map(([name, at]) => [name, unknown(at)]));
}

function transformAlias(sam: SamResource, context: SamContext) {
  const { id, properties } = sam;
  const node = resolvedProperty(properties, 'AutoPublishAlias', context);
  const name = toText(node);
  if (node === undefined) return undefined;
  if (name === undefined) {
    const expected = 'expected a text or a Ref to a parameter';
    if (isIntrinsic(node)) context.problems.add(node.at, `${expected}, found ${found(node)}`);
    return undefined;
  }
  const aliasId = `${id}Alias${name.replaceAll('-', 'D').replaceAll('_', 'U')}`;
  const versionId = `${id}Version`;
  const FunctionName = ref(id, node.at);
  const Name = scalar(name, node.at);
  const FunctionVersion = getAtt(versionId, 'Version', node.at);
  return {
    id: aliasId,
    name: Name,
    resources: {
      [versionId]: companion(sam, 'AWS::Lambda::Version', { FunctionName }, node.at),
      [aliasId]: companion(sam, 'AWS::Lambda::Alias', { Name, FunctionName, FunctionVersion }, node.at),
    },
    referables: { [`${id}.Alias`]: aliasId, [`${id}.Version`]: versionId },
  };
}

function transformUrl(sam: SamResource, target: Node): Record<string, Mapping> {
  const url = property(sam.properties, 'FunctionUrlConfig');
  if (url === undefined) return {};
  const own = { AuthType: property(url, 'AuthType'), TargetFunctionArn: target };
  return { [`${sam.id}Url`]: companion(sam, 'AWS::Lambda::Url', own, url.at) };
}

function transformInvokeConfig(sam: SamResource, alias: Node | undefined): Record<string, Mapping> {
  const config = property(sam.properties, 'EventInvokeConfig');
  if (config?.kind !== 'mapping') return {};
  const own = {
    FunctionName: ref(sam.id, config.at),
    Qualifier: alias ?? scalar('$LATEST', config.at),
    ...passed(config, ['MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'DestinationConfig']),
  };
  return { [`${sam.id}EventInvokeConfig`]: companion(sam, 'AWS::Lambda::EventInvokeConfig', own, config.at) };
}
