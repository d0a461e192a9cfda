/** How fast a stage's routes may be used: each has its own bucket, the stage's settings say how large. Rows `throttle.*`. */
import type { Stage } from '../project/api-model.ts';
import { type Throttle, TokenBucket } from './token-bucket.ts';

export class RouteThrottle {
  readonly #buckets = new Map<string, TokenBucket>();

  /** Whether the route may be used now; the stage is asked each time, for a deployment may change its settings. */
  admits(stage: Stage, routeKey: string, now: number): boolean {
    const throttle = throttleOf(stage, routeKey);
    if (throttle === undefined) return true;
    let bucket = this.#buckets.get(routeKey);
    if (bucket === undefined) {
      bucket = new TokenBucket();
      this.#buckets.set(routeKey, bucket);
    }
    return bucket.take(throttle, now);
  }

  /** Nothing has been used. */
  forget(): void {
    this.#buckets.clear();
  }
}

/** The route's own settings, the default's where it has none; undefined when the route may be used at any rate. */
export function throttleOf(
  { routeSettings, defaultRouteSettings }: Stage,
  routeKey: string,
): Throttle | undefined {
  const own = Object.hasOwn(routeSettings, routeKey) ? routeSettings[routeKey] : undefined;
  const rateLimit = own?.throttlingRateLimit ?? defaultRouteSettings.throttlingRateLimit;
  if (rateLimit === undefined) return undefined;
  const burst = own?.throttlingBurstLimit ?? defaultRouteSettings.throttlingBurstLimit;
  return { rateLimit, burstLimit: burst ?? Math.ceil(rateLimit) };
}
