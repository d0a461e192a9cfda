/** What integrations that are no Lambda proxies ask of their backends, and what they get. */

/** What came back, before any integration response is applied to it. */
export interface BackendAnswer {
  /** HTTP status; Lambda's is 200 also when the function failed. */
  readonly status: number;
  /** Every value of every header, names in lower case. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
  /** The backend's own request id. */
  readonly requestId?: string;
  /** The function's error. */
  readonly error?: string;
}

export const NO_HEADERS: BackendAnswer['headers'] = new Map();
