/** The flags that say what an event is made from; each is a setting of `EventSettings`. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { EventSettings, Pairs, SettingName } from '../sessions/events/event-settings.ts';
import type { EventType } from '../sessions/events/event-types.ts';
import {
  collect,
  collectPairs,
  collectValues,
  parseObject,
  parseText,
  parseTime,
  parseWholeNumber,
  splitHeader,
} from './flag-values.ts';

export interface EventFlags {
  readonly api?: string;
  readonly route?: string;
  readonly body?: string;
  readonly connectionId?: string;
  readonly messageId?: string;
  readonly requestId?: string;
  readonly query?: Pairs;
  readonly header?: readonly string[];
  readonly subprotocol?: readonly string[];
  readonly authorizer?: Readonly<Record<string, unknown>>;
  readonly stageVariable?: Readonly<Record<string, string>>;
  readonly domainName?: string;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly time?: number;
  readonly connectedAt?: number;
  readonly code?: number;
  readonly reason?: string;
}

/** The flag that a setting is given by, as a report names it. */
export const FLAG_OF: Readonly<Record<SettingName, string>> = {
  type: '<type>',
  api: '--api',
  stage: '--stage',
  domainName: '--domain-name',
  route: '--route',
  body: '--body',
  connectionId: '--connection-id',
  messageId: '--message-id',
  requestId: '--request-id',
  query: '--query',
  headers: '--header',
  protocols: '--subprotocol',
  authorizer: '--authorizer',
  stageVariables: '--stage-variable',
  sourceIp: '--source-ip',
  userAgent: '--user-agent',
  time: '--time',
  connectedAt: '--connected-at',
  code: '--code',
  reason: '--reason',
};

export function addEventFlags(command: Command): Command {
  return command
    .optionsGroup('Any event:')
    .option('--api <name>', "one of the project's APIs (default: the first)", parseText)
    .option('--connection-id <id>', 'default: a new one', parseText)
    .option('--request-id <id>', 'default: a new one', parseText)
    .option('--source-ip <address>', 'default: 127.0.0.1', parseText)
    .option('--user-agent <text>', 'default: none', parseText)
    .option('--domain-name <name>', "a custom domain (default: the API's execute-api host)", parseText)
    .option('--stage-variable <key=value>', "beside the stage's own (repeatable)", collectPairs)
    .option('--time <time>', 'ISO 8601, or seconds or milliseconds since 1970 (default: now)', parseTime)
    .optionsGroup('connect, authorizer:')
    .option('-H, --header <name: value>', 'header of the upgrade request (repeatable)', collect)
    .option('--query <key=value>', 'parameter of its query (repeatable, also with one key)', collectValues)
    .option('-s, --subprotocol <name>', 'subprotocol that it offers (repeatable)', collect)
    .optionsGroup('connect, message, disconnect:')
    .option(
      '--authorizer <json>',
      'what stands in requestContext.authorizer, or all that the authorizer returned',
      parseObject,
    )
    .option('--connected-at <time>', 'when the connection was opened (default: --time)', parseTime)
    .optionsGroup('message:')
    .option('--route <key>', 'default: the route that the body selects')
    .option('--body <text>', 'text, or @file (@@ for a text that begins with @)')
    .option('--message-id <id>', 'default: a new one', parseText)
    .optionsGroup('disconnect:')
    .option('--code <n>', 'close code (default: 1000)', parseWholeNumber)
    .option('--reason <text>', 'default: what API Gateway says with the code');
}

export async function toEventSettings(type: EventType, flags: EventFlags): Promise<EventSettings> {
  const { header, subprotocol, stageVariable, body, ...same } = flags;
  return {
    type,
    api: same.api,
    domainName: same.domainName,
    route: same.route,
    body: body === undefined ? undefined : await readBody(body),
    connectionId: same.connectionId,
    messageId: same.messageId,
    requestId: same.requestId,
    query: same.query,
    headers: header?.map(splitHeader),
    protocols: subprotocol,
    authorizer: same.authorizer,
    stageVariables: stageVariable,
    sourceIp: same.sourceIp,
    userAgent: same.userAgent,
    time: same.time,
    connectedAt: same.connectedAt,
    code: same.code,
    reason: same.reason,
  };
}

/** `@file` as curl has it. */
async function readBody(text: string): Promise<string> {
  if (text.startsWith('@@')) return text.slice(1);
  if (!text.startsWith('@')) return text;
  const { readText } = await import('../project/source/read-definition.ts');
  return readText(resolve(text.slice(1)));
}
