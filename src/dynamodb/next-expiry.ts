/**
 * When the next item may expire, in memory that both threads see: the engine's writes it, and whoever would have it
 * look for expired items need not ask when there are none. Never later than the truth. Rows `dynamodb.ttl*`.
 */

const NEVER = 2n ** 63n - 1n;

export class NextExpiry {
  /** One number, epoch seconds. */
  readonly shared: BigInt64Array<SharedArrayBuffer>;

  /** @param shared - that of another thread. */
  constructor(shared = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT))) {
    this.shared = shared;
  }

  /** Whether there may be expired items. @param now - epoch milliseconds. */
  mayBeReached(now: number): boolean {
    return BigInt(Math.floor(now / 1000)) >= Atomics.load(this.shared, 0);
  }

  /** @param seconds - epoch seconds; `Infinity` when nothing expires, `-Infinity` when it must be looked. */
  set(seconds: number): void {
    Atomics.store(this.shared, 0, toBigInt(seconds));
  }

  /** There is one more item, which expires then. */
  add(seconds: number): void {
    const expiry = toBigInt(seconds);
    if (expiry < Atomics.load(this.shared, 0)) Atomics.store(this.shared, 0, expiry);
  }
}

function toBigInt(seconds: number): bigint {
  if (seconds >= Number(NEVER)) return NEVER;
  return seconds > 0 ? BigInt(Math.floor(seconds)) : 0n;
}
