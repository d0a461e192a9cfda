/**
 * A token bucket, the way API Gateway throttles: a token for a request, so many new ones a second, and never
 * more than the burst. Pure but for what it remembers. Rows `throttle.*`, `usage-plan.throttle`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */

/** What a bucket is asked to hold; it may be another one from request to request. */
export interface Throttle {
  /** Tokens a second. */
  readonly rateLimit: number;
  /** Tokens at most. */
  readonly burstLimit: number;
}

export class TokenBucket {
  #tokens = Number.POSITIVE_INFINITY;
  #filledAt = 0;

  /**
   * Takes a token, if there is one; a new bucket is full.
   * @param now - epoch milliseconds.
   */
  take({ rateLimit, burstLimit }: Throttle, now: number): boolean {
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(burstLimit, this.#tokens + (elapsed / 1000) * rateLimit);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
