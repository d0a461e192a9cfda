/** All that can be said of one request: what events, templates, mappings and logs are made from. Plain data. */
import type { Api, Stage } from '../project/api-model.ts';
import type { Handshake } from './handshake.ts';

/** What every request says about its connection; fixed when the connection is granted. */
export interface ConnectionFacts {
  readonly connectionId: string;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  /** The execute-api host, or the custom domain by which the client came. */
  readonly domainName: string;
  /** What IAM and API keys add to `requestContext.identity`. */
  readonly identity: Readonly<Record<string, string>>;
  /** What a Lambda authorizer said; undefined when none was asked. */
  readonly authorizer: AuthorizerFacts | undefined;
}

/** What a Lambda authorizer said, and how long it took. */
interface AuthorizerFacts {
  /** Undefined when it named none. */
  readonly principalId: string | undefined;
  /** Its `context`, as text. */
  readonly context: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly integrationLatency: number;
}

/** How a connection ended. */
export interface CloseFacts {
  readonly code: number;
  readonly reason: string;
}

interface Scope {
  readonly api: Api;
  readonly stage: Stage;
  readonly connection: ConnectionFacts;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface ConnectScope extends Scope {
  readonly eventType: 'CONNECT';
  readonly routeKey: '$connect';
  readonly handshake: Handshake;
}

export interface MessageScope extends Scope {
  readonly eventType: 'MESSAGE';
  readonly routeKey: string;
  readonly messageId: string;
  /** The text as it came. */
  readonly body: string;
}

export interface DisconnectScope extends Scope {
  readonly eventType: 'DISCONNECT';
  readonly routeKey: '$disconnect';
  readonly close: CloseFacts;
}

/** A request that a route answers. */
export type RequestScope = ConnectScope | MessageScope | DisconnectScope;
