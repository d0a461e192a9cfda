/** Sources that version 4 lets a service declare, under `stages.<stage>.resolvers`. Row `serverless.resolvers`. */
import { entriesOf, nodeAt, toText } from '../../source/node.ts';
import { cloudSource } from './cloud-sources.ts';
import type { VariableOptions } from './options.ts';
import type { Call, Resolver, VariableSource } from './resolver.ts';
import { stageOf } from './stage.ts';

/** The source that a service declares by the name that is called. */
export async function declaredResolver(
  { type: name, trail }: Call,
  resolver: Resolver,
  options: VariableOptions,
): Promise<VariableSource | undefined> {
  const stages = entriesOf(nodeAt(resolver.root, 'stages')).map(([stage]) => stage);
  if (!stages.some((stage) => nodeAt(resolver.root, 'stages', stage, 'resolvers', name) !== undefined))
    return undefined;
  const declared = async (...path: readonly string[]) => {
    for (const stage of [await stageOf(resolver, options, trail), 'default']) {
      const text = toText(await resolver.property(['stages', stage, 'resolvers', name, ...path], trail));
      if (text !== undefined) return text;
    }
    return undefined;
  };
  const kind = await declared('type');
  if (kind === undefined) return undefined;
  const source = cloudSource(kind, options.lookup);
  if (kind !== 'aws') return source;
  // `${account:euParameters:/path}`, where euParameters is declared too, is a value of its kind.
  const inKind = async (call: Call): Promise<Call> => {
    const [first = '', ...rest] = (call.address ?? '').split(':');
    const inner = await declared(first, 'type');
    return inner === undefined ? call : { ...call, address: [inner, ...rest].join(':') };
  };
  return {
    read: async (call) => {
      if (call.address === 'accountId') return resolver.evaluateText('aws:accountId', call);
      return source.read(await inKind(call));
    },
    missing: (call) => source.missing(call),
  };
}
