/** What is being worked out, so that whoever waits for himself is told so: nothing of it has a value. */
import type { Location } from '../source/location.ts';
import type { Mistakes } from './mistakes.ts';

export class Underway {
  readonly #mistakes: Mistakes;
  readonly #keys = new Set<string>();
  /** What is in circles that are reported. */
  readonly #circular = new Set<string>();

  constructor(mistakes: Mistakes) {
    this.#mistakes = mistakes;
  }

  /** Does the work, unless that is what it is asked for by, which is reported then. */
  once<T>(key: string, at: Location, work: () => T): T | undefined {
    if (!this.#keys.has(key)) return this.#doing(key, work);
    this.#report(key, at);
    return undefined;
  }

  /** The same, where somebody else reports the circle. */
  onceReported<T>(key: string, work: () => T): T | undefined {
    if (!this.#keys.has(key)) return this.#doing(key, work);
    this.#mistakes.addReported();
    return undefined;
  }

  #doing<T>(key: string, work: () => T): T {
    this.#keys.add(key);
    try {
      return work();
    } finally {
      this.#keys.delete(key);
    }
  }

  #report(key: string, at: Location): void {
    const keys = [...this.#keys];
    const circle = [...keys.slice(keys.indexOf(key)), key];
    // The same circle may be entered at each of its parts.
    if (circle.some((part) => this.#circular.has(part))) {
      this.#mistakes.addReported();
      return;
    }
    for (const part of circle) this.#circular.add(part);
    this.#mistakes.add(at, `circular reference: ${circle.join(' → ')}; break the circle`);
  }
}
