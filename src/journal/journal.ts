/**
 * The one stream of facts. Terminal, access logs, recorders and tests read it; nobody else observes anything.
 *
 * `append` exists only while somebody reads, so that with `journal.append?.({ … })` a fact that nobody would
 * see is not even built.
 */
import type { Clock } from '../clock.ts';
import type { Fact, JournalEntry } from './facts.ts';

/**
 * Reads facts as they happen, one call each, in order. It must not throw, and it never writes.
 *
 * @example
 * ```ts
 * const entries: JournalEntry[] = [];
 * await using emulator = await startEmulator({ onFact: (entry) => entries.push(entry) });
 * ```
 */
export type JournalReader = (entry: JournalEntry) => void;

/** The half that the rooms write to. */
export interface Journal {
  readonly append: ((fact: Fact) => void) | undefined;
}

/** The whole journal. */
export class FactJournal implements Journal {
  readonly #clock: Clock;
  readonly #readers = new Set<JournalReader>();
  append: ((fact: Fact) => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `reader` with every fact from now on, until the returned function is called. */
  read(reader: JournalReader): () => void {
    this.#readers.add(reader);
    this.append = (fact) => this.#append(fact);
    return () => {
      this.#readers.delete(reader);
      if (this.#readers.size === 0) this.append = undefined;
    };
  }

  #append(fact: Fact): void {
    // Whoever appends a fact keeps none: to copy it would take longer than to read it.
    const entry = fact as Fact & { at: number };
    entry.at = this.#clock.now();
    for (const reader of this.#readers) reader(entry);
  }
}
