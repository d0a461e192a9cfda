/**
 * The Runtime API of one execution environment: what its runtime asks and posts, whatever carries the requests.
 * An invocation that comes before the runtime asks waits for it, and the other way round.
 * Rows `runtime-api.*`. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { MAX_FUNCTION_RESPONSE_BYTES } from '../../limits.ts';
import { type Outcome, responseTooLarge } from '../outcomes.ts';
import type { ErrorPayload, Invoke } from '../runtime/protocol.ts';
import { postedError, trailedError } from './posted-error.ts';
import {
  ACCEPTED,
  INVALID_REQUEST_ID,
  INVALID_RESPONSE_MODE,
  invalidTransition,
  invocationReply,
  type Reply,
  TOO_LARGE,
  TRUNCATED,
} from './replies.ts';
import { type CalledState, mayFollow, type RuntimeState } from './states.ts';

/** What a runtime posts. */
export interface Posted {
  header(name: string): string | undefined;
  /** Once only; what is beyond the limit of a response is counted, not kept. */
  read(): Promise<PostedBody>;
}

interface PostedBody {
  readonly text: string;
  readonly bytes: number;
  /** Whether all of it came. */
  readonly complete: boolean;
  readonly trailers: Readonly<Record<string, string | undefined>>;
}

export interface RuntimeApiEvents {
  /** The runtime asks for its first invocation. */
  ready(): void;
  /** It could not start. */
  initFailed(error: ErrorPayload): void;
  outcome(outcome: Outcome): void;
  /** It has answered, and asks for the next. */
  rested(): void;
}

const ERROR_TYPE = 'lambda-runtime-function-error-type';
const ERROR_BODY = 'lambda-runtime-function-error-body';
const RESPONSE_MODE = 'lambda-runtime-function-response-mode';

export class RuntimeApi {
  readonly #events: RuntimeApiEvents;
  #state: RuntimeState = 'Started';
  #current: Invoke | undefined;
  /** One that the runtime has not asked for yet. */
  #pending: Invoke | undefined;
  readonly #waiting = new Set<(reply: Reply) => void>();

  constructor(events: RuntimeApiEvents) {
    this.#events = events;
  }

  /** Hands over an invocation as soon as the runtime asks. */
  invoke(invoke: Invoke): void {
    if (this.#state === 'Ready') this.#begin(invoke);
    else this.#pending = invoke;
  }

  /** `GET /runtime/invocation/next`; settles when there is an invocation. */
  async next(): Promise<Reply> {
    const state = this.#state;
    const refusal = this.#enter('Ready');
    if (refusal !== undefined) return refusal;
    if (state === 'Running' && this.#current !== undefined) {
      this.#state = 'Running';
      return invocationReply(this.#current);
    }
    const reply = new Promise<Reply>((resolve) => this.#waiting.add(resolve));
    if (state === 'Started') this.#events.ready();
    else if (state === 'ResponseSent') this.#events.rested();
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) this.#begin(pending);
    return reply;
  }

  /** `POST /runtime/invocation/{id}/response` */
  async response(id: string, posted: Posted): Promise<Reply> {
    if (id !== this.#current?.requestId) return INVALID_REQUEST_ID;
    const refusal = this.#enter('InvocationResponse');
    if (refusal !== undefined) return refusal;
    const mode = posted.header(RESPONSE_MODE);
    if (mode !== undefined && mode !== '' && mode !== 'streaming') {
      this.#events.outcome(failure('Runtime.InvalidResponseModeHeader', ''));
      return INVALID_RESPONSE_MODE;
    }
    const { text, bytes, complete, trailers } = await posted.read();
    this.#state = 'ResponseSent';
    if (!complete) {
      this.#events.outcome(failure('Runtime.TruncatedResponse', ''));
      return TRUNCATED;
    }
    if (bytes > MAX_FUNCTION_RESPONSE_BYTES) {
      this.#events.outcome({ ok: false, error: responseTooLarge(bytes) });
      return TOO_LARGE;
    }
    const errorType = trailers[ERROR_TYPE];
    this.#events.outcome(
      errorType === undefined || errorType === ''
        ? { ok: true, payload: text }
        : { ok: false, error: trailedError(trailers[ERROR_BODY], errorType) },
    );
    return ACCEPTED;
  }

  /** `POST /runtime/invocation/{id}/error` */
  async error(id: string, posted: Posted): Promise<Reply> {
    if (id !== this.#current?.requestId) return INVALID_REQUEST_ID;
    const refusal = this.#enter('InvocationErrorResponse');
    if (refusal !== undefined) return refusal;
    const error = await errorOf(posted);
    this.#state = 'ResponseSent';
    this.#events.outcome({ ok: false, error });
    return ACCEPTED;
  }

  /** `POST /runtime/init/error` */
  async initError(posted: Posted): Promise<Reply> {
    const refusal = this.#enter('InitError');
    if (refusal !== undefined) return refusal;
    this.#events.initFailed(await errorOf(posted));
    return ACCEPTED;
  }

  #enter(called: CalledState): Reply | undefined {
    if (!mayFollow(this.#state, called)) return invalidTransition(this.#state, called);
    this.#state = called;
    return undefined;
  }

  /** Whoever waits is told, for one whose first request was lost asks again. */
  #begin(invoke: Invoke): void {
    this.#state = 'Running';
    this.#current = invoke;
    for (const resolve of this.#waiting) resolve(invocationReply(invoke));
    this.#waiting.clear();
  }
}

async function errorOf(posted: Posted): Promise<ErrorPayload> {
  const { text } = await posted.read();
  return postedError(text, posted.header(ERROR_TYPE), posted.header('content-type'));
}

function failure(errorType: string, errorMessage: string): Outcome {
  return { ok: false, error: { errorType, errorMessage } };
}
