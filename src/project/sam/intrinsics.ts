/** Intrinsic functions in templates, as far as SAM's transform has to know them. */
import type { Location } from '../source/location.ts';
import { entryOf, list, type Mapping, mapping, type Node, scalar, toText } from '../source/node.ts';
import type { SamContext } from './context.ts';

/** `{ Ref: x }`, `{ "Fn::Sub": x }` and the like. */
export function isIntrinsic(node: Node): boolean {
  if (node.kind !== 'mapping' || node.entries.size !== 1) return false;
  const [name = ''] = node.entries.keys();
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::');
}

/** `!Ref AWS::NoValue`: as if the key were not there. */
function isNoValue(node: Node): boolean {
  return isIntrinsic(node) && toText(entryOf(node, 'Ref')?.value) === 'AWS::NoValue';
}

/** The property as it is written; undefined when there is none. */
export function property(node: Node | undefined, name: string): Node | undefined {
  const value = entryOf(node, name)?.value;
  return value === undefined || isNoValue(value) ? undefined : value;
}

/** The property with its intrinsic functions resolved as far as they can be; undefined when there is none. */
export function resolvedProperty(
  node: Node | undefined,
  name: string,
  { structure }: SamContext,
): Node | undefined {
  const value = property(node, name);
  const resolved = value && structure(value);
  return resolved === undefined || isNoValue(resolved) ? undefined : resolved;
}

export function resolvedText(node: Node | undefined, name: string, context: SamContext): string | undefined {
  return toText(resolvedProperty(node, name, context));
}

export function ref(id: string, at: Location): Mapping {
  return mapping({ Ref: scalar(id, at) }, at);
}

export function getAtt(id: string, attribute: string, at: Location): Mapping {
  return mapping({ 'Fn::GetAtt': list([scalar(id, at), scalar(attribute, at)], at) }, at);
}

/** What API Gateway calls a function by. */
export function invocationUri(functionArn: Node): Mapping {
  const { at } = functionArn;
  const uri =
    'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations';
  const variables = mapping({ FunctionArn: functionArn }, at);
  return mapping({ 'Fn::Sub': list([scalar(uri, at), variables], at) }, at);
}
