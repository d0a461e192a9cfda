/** The `websocket` events of a service's functions, and what is wrong with them. Row `serverless.websocket-event`. */
import type { Location } from '../../source/location.ts';
import { entriesOf, itemsOf, list, type Node, nodeAt, scalar, toText } from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import { closest, didYouMean } from '../../spelling.ts';
import { isMisspelt, isNull, listed, type Service, type ServiceFunction } from '../service.ts';

export interface WebsocketEvent {
  readonly functionName: string;
  readonly routeKey: string;
  readonly at: Location;
  readonly route: Node;
  readonly routeResponseSelectionExpression: Node | undefined;
  readonly authorizer: WebsocketAuthorizer | undefined;
}

export interface WebsocketAuthorizer {
  readonly name: string;
  /** The function of the service that it is; else its ARN. */
  readonly target: { readonly functionName: string } | { readonly arn: Node };
  readonly identitySource: Node;
  readonly at: Location;
}

const KEYS = ['route', 'routeKey', 'authorizer', 'routeResponseSelectionExpression'];
const AUTHORIZER_KEYS = ['name', 'arn', 'identitySource', 'type'];
const DEFAULT_IDENTITY_SOURCE = 'route.request.header.Auth';

export function websocketEvents(service: Service, problems: ProblemList): WebsocketEvent[] {
  const events: WebsocketEvent[] = [];
  for (const fn of service.functions) {
    for (const written of itemsOf(nodeAt(fn.node, 'events'))) {
      const node = nodeAt(written, 'websocket');
      if (node === undefined || isOutdented(written, problems)) continue;
      const event = toEvent(node, fn, service, problems);
      if (event === undefined) continue;
      const other = events.find(({ routeKey }) => routeKey === event.routeKey);
      if (other === undefined) events.push(event);
      else {
        const owner = other.functionName === fn.name ? 'this function' : `the function ${other.functionName}`;
        const advice = 'a route leads to one function; remove one of the two';
        problems.add(event.route.at, `the route ${event.routeKey} is that of ${owner} already; ${advice}`);
      }
    }
  }
  return events;
}

/** `route` stands beside `websocket`, where it is to stand in it: two blanks are missing in front of it. */
function isOutdented(event: Node, problems: ProblemList): boolean {
  const outdented = entriesOf(event).filter(([name]) => KEYS.includes(name));
  if (!isNull(nodeAt(event, 'websocket'))) return false;
  for (const [name, { key }] of outdented) {
    problems.add(key, `stands beside "websocket", not in it; write "${name}" further to the right`);
  }
  return outdented.length > 0;
}

/** What a function has of events of one type. */
export function eventsOf({ node }: ServiceFunction, type: string): Node[] {
  return itemsOf(nodeAt(node, 'events')).flatMap((event) => nodeAt(event, type) ?? []);
}

function toEvent(node: Node, fn: ServiceFunction, service: Service, problems: ProblemList) {
  reportUnknownKeys(node, KEYS, problems);
  // The plugin that came before the framework's own event had `routeKey`.
  const route = node.kind === 'scalar' ? node : (nodeAt(node, 'route') ?? nodeAt(node, 'routeKey'));
  const routeKey = toText(route);
  if (route === undefined && isMisspelt(node, 'route')) return undefined;
  if (route === undefined || routeKey === undefined || routeKey === '') {
    const example = 'write websocket: $connect, or websocket: { route: $connect }';
    problems.add(route?.at ?? node.at, `expected the key of a route; ${example}`);
    return undefined;
  }
  const expression = nodeAt(node, 'routeResponseSelectionExpression');
  if (expression !== undefined && toText(expression) !== '$default') {
    problems.add(expression.at, 'expected $default, the only expression that there is');
  }
  const authorizer = nodeAt(node, 'authorizer');
  return {
    functionName: fn.name,
    routeKey,
    at: node.at,
    route,
    routeResponseSelectionExpression: expression,
    authorizer:
      isNull(authorizer) || authorizer === undefined
        ? undefined
        : toAuthorizer(authorizer, service, problems),
  };
}

function toAuthorizer(node: Node, service: Service, problems: ProblemList): WebsocketAuthorizer | undefined {
  reportUnknownKeys(node, AUTHORIZER_KEYS, problems);
  const isText = node.kind === 'scalar';
  const text = toText(node);
  if (!isText && isMisspelt(node, 'name')) return undefined;
  const arn = isText ? (text?.includes(':') ? node : undefined) : nodeAt(node, 'arn');
  const name = isText ? text : toText(nodeAt(node, 'name'));
  const identitySource = listed(
    nodeAt(node, 'identitySource') ?? list([scalar(DEFAULT_IDENTITY_SOURCE, node.at)], node.at),
  );
  if (arn !== undefined) {
    const named = toText(arn)?.split(':').at(-1) ?? name;
    if (named !== undefined) return { name: named, target: { arn }, identitySource, at: node.at };
    problems.add(node.at, 'an "arn" that is no text needs a "name" beside it; write one');
    return undefined;
  }
  const at = isText ? node.at : (nodeAt(node, 'name')?.at ?? node.at);
  if (name !== undefined && service.functions.some((fn) => fn.name === name)) {
    return { name, target: { functionName: name }, identitySource, at: node.at };
  }
  const names = service.functions.map((fn) => fn.name);
  const known = `the functions are ${names.join(', ')}`;
  const what =
    name === undefined
      ? `expected the name or the ARN of a function; ${known}`
      : `there is no function ${name}; ${didYouMean(name, names, known)}`;
  problems.add(at, what);
  return undefined;
}

/** The framework itself only warns of keys that it does not know. */
function reportUnknownKeys(node: Node, known: readonly string[], problems: ProblemList): void {
  for (const [name, { key }] of entriesOf(node)) {
    if (known.includes(name)) continue;
    const meant = closest(name, known);
    if (meant !== undefined) problems.add(key, `unknown key "${name}"; did you mean "${meant}"?`);
    else problems.notice(`"${name}" of websocket events is unknown, and passed over.`);
  }
}
