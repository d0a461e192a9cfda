/** What integrations give to their routes, whatever their type. */

/** What an integration answered. */
export interface IntegrationAnswer {
  /** Undefined when a proxy integration's answer has none. */
  readonly statusCode: number | undefined;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** What a two-way route sends; undefined when the answer has none. */
  readonly body: string | undefined;
}

/** Why there is no answer; it decides the status of a refused handshake and the words of an error frame. */
export type FailureCause =
  /** The function threw, or the HTTP endpoint could not be reached. */
  | 'function'
  /** The answer breaks the contract. */
  | 'malformed'
  /** Lambda did not take the invocation, or API Gateway could not make the request. */
  | 'lambda'
  /** No request template is for the request, and it may not pass without one. */
  | 'media-type'
  | 'timeout';

type Outcome =
  | { readonly outcome: 'response'; readonly response: IntegrationAnswer }
  | { readonly outcome: 'failed'; readonly cause: FailureCause; readonly reason: string };

/** What an integration gives to its route; `integration` is what logs say about it. */
export type IntegrationResult = Outcome & { readonly integration?: IntegrationFacts };

/** The same before anybody has looked at the clock. */
export type CallResult = Outcome & { readonly call?: CallFacts };

/** What the one who called knows of the call. */
export type CallFacts = Omit<IntegrationFacts, 'latency'>;

/** What became of the call to the backend. */
interface IntegrationFacts {
  /** HTTP status; Lambda's is 200 also when the function failed. */
  readonly status?: number;
  /** Milliseconds. */
  readonly latency: number;
  /** The backend's own request id. */
  readonly requestId?: string;
  readonly error?: string;
  /** What was sent, and what came back. */
  readonly requestBody?: string;
  readonly responseBody?: string;
}
