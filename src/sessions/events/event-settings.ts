/**
 * What an event is made from: the flags of `emulator generate-event`, and the keys of `generate:` in an event case.
 * Pure. Rows `generate-event.*`.
 */
import { parseAuthorizerResult } from '../../gateway/admission/authorizer-result.ts';
import { NOT_PASSED_ON } from '../../gateway/handshake.ts';
import { MAX_MESSAGE_BYTES } from '../../limits.ts';
import type { EventType } from './event-types.ts';

/** Names and values in turn; a name may come several times. */
export type Pairs = readonly (readonly [name: string, value: string])[];

/** Everything but the type has a default. */
export interface EventSettings {
  readonly type: EventType;
  /** Name of one of the project's APIs. @defaultValue the first */
  readonly api?: string | undefined;
  /** Name of one of the API's stages. @defaultValue the first */
  readonly stage?: string | undefined;
  /** @defaultValue the execute-api host of the API */
  readonly domainName?: string | undefined;
  /** Of a message. @defaultValue the one that the body selects */
  readonly route?: string | undefined;
  /** Of a message. @defaultValue the smallest that selects the route */
  readonly body?: string | undefined;
  /** @defaultValue a new one */
  readonly connectionId?: string | undefined;
  /** Of a message. @defaultValue a new one */
  readonly messageId?: string | undefined;
  /** @defaultValue a new one */
  readonly requestId?: string | undefined;
  /** Of the upgrade request. */
  readonly query?: Pairs | undefined;
  /** Of the upgrade request, beside those of every WebSocket client. */
  readonly headers?: Pairs | undefined;
  /** Subprotocols that the upgrade request offers. */
  readonly protocols?: readonly string[] | undefined;
  /** `requestContext.authorizer`, or all that the authorizer returned. @defaultValue there is no authorizer */
  readonly authorizer?: Readonly<Record<string, unknown>> | undefined;
  /** Beside the stage's own. */
  readonly stageVariables?: Readonly<Record<string, string>> | undefined;
  /** @defaultValue `127.0.0.1` */
  readonly sourceIp?: string | undefined;
  /** @defaultValue the client sends none */
  readonly userAgent?: string | undefined;
  /** Epoch milliseconds. @defaultValue now */
  readonly time?: number | undefined;
  /** Epoch milliseconds. @defaultValue the event's time */
  readonly connectedAt?: number | undefined;
  /** Of a disconnect. @defaultValue 1000 */
  readonly code?: number | undefined;
  /** Of a disconnect. @defaultValue what goes with the code, or nothing */
  readonly reason?: string | undefined;
}

export type SettingName = keyof EventSettings;

/** What is wrong with one of the settings. */
export interface SettingProblem {
  readonly setting: SettingName;
  readonly message: string;
}

const UPGRADE: readonly EventType[] = ['connect', 'authorizer'];

/** The settings that not every event has, and which have them. */
const ONLY: Partial<Readonly<Record<SettingName, readonly EventType[]>>> = {
  route: ['message'],
  body: ['message'],
  messageId: ['message'],
  query: UPGRADE,
  headers: UPGRADE,
  protocols: UPGRADE,
  authorizer: ['connect', 'message', 'disconnect'],
  connectedAt: ['message', 'disconnect'],
  code: ['disconnect'],
  reason: ['disconnect'],
};

const WITH_ARTICLE: Readonly<Record<EventType, string>> = {
  connect: 'a connect',
  message: 'a message',
  disconnect: 'a disconnect',
  authorizer: 'an authorizer',
};

/** A field name of HTTP, and a value that can stand behind it. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const LONGEST_REASON_BYTES = 123;

/** What is wrong with them, whatever project it is. */
export function checkSettings(settings: EventSettings): SettingProblem[] {
  const { type, body, headers = [], protocols = [], code, reason, time, connectedAt } = settings;
  const problems = misplaced(settings);
  const report = (setting: SettingName, message: string) => problems.push({ setting, message });
  const size = Buffer.byteLength(body ?? '');
  if (size > MAX_MESSAGE_BYTES) {
    report('body', `it has ${size} bytes, and no message has more than ${MAX_MESSAGE_BYTES}`);
  }
  for (const [name, value] of headers) {
    if (!HEADER_NAME.test(name)) report('headers', `${JSON.stringify(name)} is no name of a header`);
    if (NOT_PASSED_ON.has(name.toLowerCase())) {
      const advice = name.toLowerCase() === 'host' ? '; it is the domain name' : '';
      report('headers', `API Gateway writes ${name} itself${advice}`);
    }
    if (!HEADER_VALUE.test(value)) report('headers', `${name}: a header has no line breaks`);
  }
  for (const protocol of protocols) {
    if (!HEADER_NAME.test(protocol)) report('protocols', `${JSON.stringify(protocol)} is no subprotocol`);
  }
  if (code !== undefined && !(Number.isInteger(code) && code >= 1000 && code <= 4999)) {
    report('code', 'a close code is a whole number from 1000 to 4999');
  }
  if (Buffer.byteLength(reason ?? '') > LONGEST_REASON_BYTES) {
    report('reason', `a close frame has room for ${LONGEST_REASON_BYTES} bytes`);
  }
  if (time !== undefined && connectedAt !== undefined && connectedAt > time && type !== 'connect') {
    report('connectedAt', 'it is after the time of the event');
  }
  const authorizer = readAuthorizer(settings.authorizer ?? {});
  if (typeof authorizer === 'string') report('authorizer', authorizer);
  return problems;
}

function misplaced(settings: EventSettings): SettingProblem[] {
  return Object.entries(ONLY).flatMap(([name, types]) => {
    const setting = name as SettingName;
    if (settings[setting] === undefined || types.includes(settings.type)) return [];
    const others = types.join(' and ').replace(/ and (?=.* and )/g, ', ');
    return [{ setting, message: `${WITH_ARTICLE[settings.type]} event has none; it is for ${others}` }];
  });
}

interface AuthorizerValues {
  readonly principalId: string | undefined;
  /** As text, as API Gateway makes it. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Of what stands in an event, or of all that a Lambda authorizer returned, which a `context` or a policy gives away.
 * @returns what the gateway keeps of it, or why that is nothing.
 */
export function readAuthorizer(value: Readonly<Record<string, unknown>>): AuthorizerValues | string {
  const { principalId, integrationLatency: _measured, ...rest } = value;
  const isReturned =
    'policyDocument' in value || (typeof value.context === 'object' && value.context !== null);
  const context = isReturned ? (value.context ?? {}) : rest;
  return parseAuthorizerResult(JSON.stringify({ principalId, policyDocument: {}, context }));
}
