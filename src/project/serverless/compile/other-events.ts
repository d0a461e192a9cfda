/** Events that start nothing here, and the APIs that the framework makes of them. Row `serverless.stream`. Pure. */
import { ownValue } from '../../own.ts';
import type { Location } from '../../source/location.ts';
import { entriesOf, itemsOf, type Node, nodeAt, written } from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import { closest } from '../../spelling.ts';
import type { Service } from '../service.ts';
import { type Resources, resource } from './resources.ts';

/** APIs that are made of other events, for what refers to them; that they are not served is said of any template's. */
const OTHER_APIS: Readonly<Record<string, readonly [id: string, type: string, properties: object]>> = {
  http: ['ApiGatewayRestApi', 'AWS::ApiGateway::RestApi', {}],
  httpApi: ['HttpApi', 'AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP' }],
};

const STARTED = ['websocket', 'stream'];

/** Says once which events start nothing. */
export function otherEvents(service: Service, problems: ProblemList): Resources {
  const resources: Resources = {};
  const functionsOf = new Map<string, Set<string>>();
  for (const { name, node } of service.functions) {
    for (const { type, at } of itemsOf(nodeAt(node, 'events')).flatMap(typesOf)) {
      const meant = closest(type, STARTED);
      if (meant !== undefined) {
        const advice = meant === 'websocket' ? 'write websocket: $connect' : 'write stream: { type, arn }';
        problems.add(at, `there is no event "${type}" of this form; ${advice}`);
        continue;
      }
      const [id, resourceType, properties] = ownValue(OTHER_APIS, type) ?? [];
      if (id === undefined || resourceType === undefined) {
        functionsOf.set(type, (functionsOf.get(type) ?? new Set()).add(name));
        continue;
      }
      const named = { Name: `${service.stage}-${service.name}`, ...properties };
      resources[id] = resource(resourceType, written(named, at), at);
    }
  }
  const said = [...functionsOf].map(([type, functions]) => `${type} (${[...functions].join(', ')})`);
  if (said.length > 0) problems.notice(`These events start nothing here: ${said.join(', ')}.`);
  return resources;
}

/** Types of an event that are not the two that are started. */
function typesOf(event: Node): { readonly type: string; readonly at: Location }[] {
  if (event.kind === 'scalar') return [{ type: String(event.value), at: event.at }];
  return entriesOf(event)
    .filter(([type]) => !STARTED.includes(type))
    .map(([type, { key }]) => ({ type, at: key }));
}
