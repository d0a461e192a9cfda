/** What happens to connections, their messages and the requests about them. */

/** Headers of a request: every value of each, names as they were sent. */
type SentHeaders = Readonly<Record<string, readonly string[]>>;

export type ConnectionFact =
  | {
      readonly type: 'connection.opened';
      readonly api: string;
      readonly stage: string;
      readonly connectionId: string;
      readonly sourceIp: string;
      /** The client's port: how a client in the same process finds its connection. */
      readonly clientPort: number;
      /** Path and query of the upgrade request. */
      readonly url: string;
      /** Of the upgrade request, whole: they may hold secrets. */
      readonly headers: SentHeaders;
      /** The subprotocol that was agreed on; undefined when there is none. */
      readonly protocol: string | undefined;
    }
  | {
      readonly type: 'connection.refused';
      /** Undefined when the request named no API. */
      readonly api: string | undefined;
      readonly clientPort: number;
      /** Path and query of the upgrade request. */
      readonly url: string;
      /** Of the upgrade request, whole: they may hold secrets. */
      readonly headers: SentHeaders;
      readonly status: number;
      /** Of the answer. */
      readonly body: string;
      readonly reason: string;
    }
  /** The `$connect` handler accepted, and the client had gone before it could be told. */
  | { readonly type: 'connection.abandoned'; readonly api: string; readonly connectionId: string }
  /** A request to an API that was no upgrade, from a browser's address line, say. */
  | {
      readonly type: 'request.refused';
      readonly method: string;
      readonly url: string;
      readonly status: number;
    }
  | {
      readonly type: 'connection.closed';
      readonly api: string;
      readonly connectionId: string;
      /** Which side began it. */
      readonly by: 'client' | 'api-gateway';
      readonly code: number;
      readonly reason: string;
    }
  | {
      readonly type: 'message.received';
      readonly api: string;
      readonly connectionId: string;
      readonly requestId: string;
      /** Undefined when no route matched and there is no `$default`. */
      readonly routeKey: string | undefined;
      readonly body: string;
    }
  | {
      readonly type: 'message.unrouted';
      readonly api: string;
      readonly connectionId: string;
      /** What was looked for, and what there is. */
      readonly reason: string;
    }
  /** It does not fit the model that its route selects. */
  | {
      readonly type: 'message.invalid';
      readonly api: string;
      readonly connectionId: string;
      readonly requestId: string;
      readonly routeKey: string;
      readonly reason: string;
    }
  /** The stage's settings allow the route fewer messages. */
  | {
      readonly type: 'message.throttled';
      readonly api: string;
      readonly connectionId: string;
      readonly routeKey: string;
    }
  | {
      readonly type: 'message.sent';
      readonly api: string;
      readonly connectionId: string;
      /** Who sent it: a two-way route, a POST to `@connections`, or API Gateway with an error. */
      readonly by: 'route-response' | 'management' | 'error';
      readonly body: string;
    }
  | {
      readonly type: 'integration.failed';
      readonly api: string;
      readonly routeKey: string;
      readonly connectionId: string;
      readonly requestId: string;
      readonly reason: string;
    }
  /** A backend that is no Lambda proxy answered with an error; what the client sees of it is the project's to say. */
  | {
      readonly type: 'integration.error-answer';
      readonly api: string;
      readonly routeKey: string;
      readonly connectionId: string;
      readonly requestId: string;
      /** Of the backend; 200 for a function that failed. */
      readonly status: number;
      /** The function's error, or the beginning of the body. */
      readonly reason: string;
    }
  | {
      readonly type: 'management.answered';
      readonly api: string | undefined;
      readonly method: string;
      readonly connectionId: string | undefined;
      /** A function of the project, as far as the signature tells, or somebody else. */
      readonly caller: 'function' | 'client';
      /** Of the request, text. */
      readonly body: string;
      readonly status: number;
      /** Why, when it is not what the caller hoped for. */
      readonly reason: string | undefined;
    };
