/**
 * The faults of one kind that are set, in the order in which they were. To what happens, all that fit are applied:
 * their delays add up, and the first that ends it is the last that is looked at, so that several with `times` come
 * one after the other. Rows `fault.several`, `fault.times`, `fault.journal`.
 */
import type { Clock } from '../clock.ts';
import type { FaultFact } from '../journal/fault-facts.ts';
import type { Journal } from '../journal/journal.ts';
import { ActiveFault, type Fault } from './active-fault.ts';

export interface FaultServices {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Says that something waits for time to pass, until the returned function is called. */
  rest(): () => void;
}

/** What faults make of one thing that happens. */
export interface Applied<End> {
  /** Settles when it may go on; undefined when that is at once. */
  readonly delayed: Promise<void> | undefined;
  /** What happens in its place; undefined when it goes on as ever. */
  readonly end: End | undefined;
}

/** What one fault asks for. */
export interface Effect<End> {
  readonly delayMs: number;
  readonly end: End | undefined;
  /** For people: `throttled`, `500 ms late`. */
  readonly text: string;
}

export class FaultList<Settings, End> {
  readonly #service: FaultFact['service'];
  readonly #services: FaultServices;
  readonly #effectOf: (settings: Settings) => Effect<End>;
  readonly #changed: (isEmpty: boolean) => void;
  #faults: ActiveFault<Settings>[] = [];
  #isEmpty = true;

  /** @param changed - called when the first has come, or the last gone. */
  constructor(
    service: FaultFact['service'],
    services: FaultServices,
    effectOf: (settings: Settings) => Effect<End>,
    changed: (isEmpty: boolean) => void = () => {},
  ) {
    this.#service = service;
    this.#services = services;
    this.#effectOf = effectOf;
    this.#changed = changed;
  }

  /** The one check on the way of what happens. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** @param times - how often it is applied at most. */
  add(settings: Settings, times?: number): Fault {
    const fault = new ActiveFault(settings, times, () => this.#tidy());
    this.#faults.push(fault);
    this.#tidy();
    return fault;
  }

  clear(): void {
    for (const fault of this.#faults) fault.remove();
  }

  /**
   * Applies those that fit.
   * @param where - to what, for the journal.
   */
  apply(
    where: Pick<FaultFact, 'where' | 'frame'>,
    fits: (settings: Settings) => boolean,
  ): Applied<End> | undefined {
    if (this.#isEmpty) return undefined;
    const applied: ActiveFault<Settings>[] = [];
    let delayMs = 0;
    let end: End | undefined;
    for (const fault of this.#faults) {
      if (fault.isOver || !fits(fault.settings)) continue;
      const effect = this.#effectOf(fault.settings);
      applied.push(fault);
      delayMs += effect.delayMs;
      end = effect.end;
      this.#services.journal.append?.({
        type: 'fault.applied',
        service: this.#service,
        ...where,
        what: effect.text,
      });
      if (end !== undefined) break;
    }
    if (applied.length === 0) return undefined;
    const delayed = delayMs === 0 ? undefined : this.#wait(delayMs, applied);
    for (const fault of applied) fault.hit();
    return { delayed, end };
  }

  /** Until the time is over, or one of the faults is removed. */
  #wait(milliseconds: number, faults: readonly ActiveFault<Settings>[]): Promise<void> {
    return new Promise((resolve) => {
      const awake = this.#services.rest();
      const goOn = () => {
        timer.cancel();
        awake();
        for (const forget of forgets) forget();
        resolve();
      };
      const timer = this.#services.clock.setTimeout(goOn, milliseconds);
      const forgets = faults.map((fault) => fault.onRemoved(goOn));
    });
  }

  /** One that is used up is kept while somebody waits because of it, for all to be ended at once. */
  #tidy(): void {
    this.#faults = this.#faults.filter((fault) => !fault.isOver || fault.isAwaited);
    const isEmpty = this.#faults.every((fault) => fault.isOver);
    if (isEmpty === this.#isEmpty) return;
    this.#isEmpty = isEmpty;
    this.#changed(isEmpty);
  }
}
