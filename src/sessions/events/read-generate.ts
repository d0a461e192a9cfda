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
  const places = entries.map(([name, entry]): [string, Place] => [name, placeOf(entry.key)]);
  const settings: EventSettings = {
    ...(value as Pick<EventSettings, 'api' | 'stage' | 'domainName' | 'route' | 'sourceIp' | 'userAgent'>),
    ...(value as Pick<EventSettings, 'connectionId' | 'messageId' | 'requestId' | 'code' | 'reason'>),
    type: value.type as EventType,
    body: value.body === undefined ? undefined : asText(value.body),
    query: pairsOf(value.query),
    headers: pairsOf(value.headers),
    protocols: isJsonList(value.protocols) ? value.protocols.map(asText) : undefined,
    authorizer: isJsonObject(value.authorizer) ? value.authorizer : undefined,
    stageVariables: isJsonObject(value.stageVariables) ? textsOf(value.stageVariables) : undefined,
    time: timeOf('time'),
    connectedAt: timeOf('connectedAt'),
  };
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
