/** How much of the machine's cores nothing of ours uses, as far as it can be seen from here. Pure. Row `lambda.grows`. */

/** A core counts as free when it is at so many looks in succession: a single one may be chance. */
const LOOKS = 3;

/** Over a while, cores that are nearly used up are free at three looks too: so many tell what there is to have. */
const LOOKS_FOR_LONG = 30;

/** A thread of the emulator that is busier than this is what invocations wait for; environments are not. */
const SATURATED = 0.9;

/** What was busy since the look before, in cores. */
export interface Look {
  /** The emulator's own thread. */
  readonly own: number;
  /** All others. */
  readonly others: number;
  /**
   * Processor time of the process: less than the threads were busy when they did not get a core, and more by what
   * V8's own threads compile and collect for them.
   */
  readonly spent: number;
  /** How many of the others were starting, which takes a core each and is soon over. */
  readonly starting: number;
}

export class FreeCores {
  readonly #cores: number;
  readonly #looks: Look[] = [];

  constructor(cores: number) {
    this.#cores = cores;
  }

  forget(): void {
    this.#looks.length = 0;
  }

  add(look: Look): void {
    this.#looks.push(look);
    if (this.#looks.length > LOOKS_FOR_LONG) this.#looks.shift();
  }

  /** Those that an environment which starts at once would have. */
  get now(): number {
    if (this.#looks.length < LOOKS) return 0;
    const free = this.#looks.slice(-LOOKS).map((look) => this.#freeAt(look));
    return Math.min(...free);
  }

  /** Those that it would have once it runs. */
  get forLong(): number {
    if (this.#looks.length < LOOKS_FOR_LONG) return 0;
    const used = this.#looks.map(({ own, others, starting }) => own + Math.max(0, others - starting));
    const average = used.reduce((sum, cores) => sum + cores, 0) / used.length;
    return Math.min(this.now, this.#cores - average);
  }

  #freeAt({ own, others, spent }: Look): number {
    return own > SATURATED ? 0 : this.#cores - Math.max(own + others, spent);
  }
}
