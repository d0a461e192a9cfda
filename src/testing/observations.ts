/** What is known of an emulator since its start or its last reset, for those who look and for those who wait. */
import type { Fact, JournalEntry } from '../journal/facts.ts';
import { Changes } from './changes.ts';
import { FactHistory, type FactOf } from './fact-history.ts';
import { type Caller, conversationError } from './failure.ts';
import { type Invocation, Invocations } from './invocations.ts';
import { describeMs, type Patience } from './patience.ts';
import { describeDifference, describeValue, differenceOf } from './pattern.ts';
import { tellStory } from './story.ts';
import { Timeline } from './timeline.ts';

/** How many invocations a failure says why they do not fit. */
const MAX_DIFFERENCES = 3;

export class Observations {
  readonly history = new FactHistory();
  readonly invocations = new Invocations();
  readonly timeline = new Timeline();
  /** Announced with every fact; clients announce what they see. */
  readonly changes = new Changes();
  readonly #within: number;
  #isOver = false;

  /** @param within - how long to wait by default, milliseconds. */
  constructor(within: number) {
    this.#within = within;
  }

  read(entry: JournalEntry): void {
    this.history.read(entry);
    this.invocations.read(entry);
    tellStory(this.timeline, entry);
    this.changes.announce();
  }

  clear(): void {
    for (const kept of [this.history, this.invocations, this.timeline]) kept.clear();
  }

  /** Nothing more will happen: who waits is told. */
  end(): void {
    this.#isOver = true;
    this.changes.announce();
  }

  /** Takes an invocation, now or later. */
  invoked(name: string, event: unknown, patience: Patience, caller: Caller): Promise<Invocation> {
    const headline = (until: string) => {
      const what = event === undefined ? '' : ` with ${describeValue(event)}`;
      return [`${name} was not invoked${what} ${until}.`, ...this.#misfits(name, event)].join('\n');
    };
    return this.#find(() => this.invocations.take(name, event), patience, headline, caller);
  }

  /** A fact that is there, or comes. */
  fact<Type extends Fact['type']>(
    type: Type,
    fits: (fact: FactOf<Type>) => boolean,
    patience: Patience,
    caller: Caller,
  ): Promise<FactOf<Type>> {
    const headline = (until: string) => `There was no fact "${type}" that fits ${until}.`;
    return this.#find(() => this.history.find(type, fits), patience, headline, caller);
  }

  #find<Found>(
    look: () => Found | undefined,
    { within = this.#within }: Patience,
    headline: (until: string) => string,
    caller: Caller,
  ): Promise<Found> {
    const missing = (until: string) => conversationError(headline(until), this.timeline.format(), caller);
    const lookAgain = () => {
      const found = look();
      if (found === undefined && this.#isOver) throw missing('before the emulator was closed');
      return found;
    };
    return this.changes.until(lookAgain, within, () => missing(`within ${describeMs(within)}`));
  }

  /** Why the last invocations do not fit, a line each. */
  #misfits(name: string, event: unknown): string[] {
    if (event === undefined) return [];
    const last = this.invocations.of(name).slice(-MAX_DIFFERENCES);
    return last.flatMap((one) => {
      const difference = differenceOf(event, one.event);
      return difference === undefined ? [] : [`  not ${one.requestId}: ${describeDifference(difference)}`];
    });
  }
}
