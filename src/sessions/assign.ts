/**
 * What is expected in any order against what has come: items of a table, messages of a client. Each goes with one that
 * fits it, and what one captures holds for the others. Pure; row `session.any-order`.
 */
import type { Bindings } from './placeholders.ts';

/** One that is expected. */
export interface Wanted {
  /** One that captures fits many; it takes what the others leave. */
  readonly captures: boolean;
  /** What is known when it goes with that of this index; undefined when it does not fit. */
  match(index: number, known: Bindings): Bindings | undefined;
}

export interface Assigned {
  /** By the index of what is expected that of what has come; as many as could be found. */
  readonly pairs: ReadonlyMap<number, number>;
  readonly bindings: Bindings;
}

/** How many other pairs are tried when the first that come to hand do not do: captures could ask for every order. */
const MOST_TRIES = 20_000;

/**
 * @param count - how many have come.
 * @param mostTries - 0: there is no way to have all, and what fits first will do.
 */
export function assign(
  wanted: readonly Wanted[],
  count: number,
  bindings: Bindings,
  mostTries = MOST_TRIES,
): Assigned {
  const search = new Search(wanted, count, bindings, mostTries);
  search.go(0, bindings);
  return search.best;
}

class Search {
  best: Assigned;
  readonly #wanted: readonly Wanted[];
  /** Indexes of what is expected. */
  readonly #order: readonly number[];
  readonly #count: number;
  readonly #pairs = new Map<number, number>();
  readonly #taken = new Set<number>();
  #triesLeft: number;
  /** Whether it has come to an end once; until then nothing is tried a second time. */
  #isSecond = false;

  constructor(wanted: readonly Wanted[], count: number, bindings: Bindings, mostTries: number) {
    this.#wanted = wanted;
    this.#count = count;
    this.#triesLeft = mostTries;
    this.best = { pairs: new Map(), bindings };
    const all = [...wanted.keys()];
    const capturing = (index: number) => wanted[index]?.captures === true;
    this.#order = [...all.filter((index) => !capturing(index)), ...all.filter(capturing)];
  }

  /** @returns whether all that are expected go with one. */
  go(depth: number, known: Bindings): boolean {
    if (this.#pairs.size > this.best.pairs.size) this.best = { pairs: new Map(this.#pairs), bindings: known };
    const index = this.#order[depth];
    const one = index === undefined ? undefined : this.#wanted[index];
    if (index === undefined || one === undefined) {
      this.#isSecond = true;
      return this.#pairs.size === this.#order.length;
    }
    for (let i = 0; i < this.#count; i++) {
      if (this.#taken.has(i)) continue;
      if (this.#isSecond && --this.#triesLeft < 0) return false;
      const after = one.match(i, known);
      if (after === undefined) continue;
      this.#taken.add(i);
      this.#pairs.set(index, i);
      if (this.go(depth + 1, after)) return true;
      this.#taken.delete(i);
      this.#pairs.delete(index);
    }
    // Nothing fits it: how far do the others get?
    return this.go(depth + 1, known);
  }
}
