/** Reads `generate:` of an event case: settings, and where each stands. */
import { entriesOf, type Node } from '../../project/source/node.ts';
import type { ProblemList } from '../../project/source/problem-list.ts';
import { asText, isJsonList, isJsonObject, type JsonObject, type JsonValue } from '../json-value.ts';
import { placeOf } from '../read-pattern.ts';
import type { Place } from '../session.ts';
import type { CaseEvent } from './event-case.ts';
import type { EventSettings, Pairs, SettingName } from './event-settings.ts';
import { parseEventTime } from './event-time.ts';
import type { EventType } from './event-types.ts';

/** @param value - what the node says, placeholders filled in. */
export function readGenerate(node: Node, value: JsonObject, problems: ProblemList): CaseEvent {
  const entries = entriesOf(node);
  const timeOf = (name: SettingName) => {
    const written = value[name];
    if (written === undefined) return undefined;
    const time = parseEventTime(String(written));
    const at = entries.find(([key]) => key === name)?.[1].value.at ?? node.at;
    if (time === undefined) problems.add(at, 'this is no time; write 2026-11-29T18:00:00Z, say');
    return time;
  };
  const textOf = (name: SettingName) => (value[name] === undefined ? undefined : asText(value[name]));
  const settings: EventSettings = {
    type: value.type as EventType,
    api: textOf('api'),
    stage: textOf('stage'),
    domainName: textOf('domainName'),
    route: textOf('route'),
    body: textOf('body'),
    connectionId: textOf('connectionId'),
    messageId: textOf('messageId'),
    requestId: textOf('requestId'),
    query: pairsOf(value.query),
    headers: pairsOf(value.headers),
    protocols: isJsonList(value.protocols) ? value.protocols.map(asText) : undefined,
    authorizer: isJsonObject(value.authorizer) ? value.authorizer : undefined,
    stageVariables: isJsonObject(value.stageVariables) ? textsOf(value.stageVariables) : undefined,
    sourceIp: textOf('sourceIp'),
    userAgent: textOf('userAgent'),
    time: timeOf('time'),
    connectedAt: timeOf('connectedAt'),
    code: typeof value.code === 'number' ? value.code : undefined,
    reason: textOf('reason'),
  };
  const places = entries.map(([name, entry]): [string, Place] => [name, placeOf(entry.key)]);
  return { kind: 'generated', settings, place: placeOf(node.at), places: Object.fromEntries(places) };
}

function pairsOf(value: JsonValue | undefined): Pairs | undefined {
  if (!isJsonObject(value)) return undefined;
  return Object.entries(value).flatMap(([name, values]) =>
    (isJsonList(values) ? values : [values]).map((one): [string, string] => [name, asText(one)]),
  );
}

function textsOf(value: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asText(one)]));
}
