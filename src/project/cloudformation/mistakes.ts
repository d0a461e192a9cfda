/** What is wrong with the values of one stack, and how often one could not be had because of it. */
import type { Location } from '../source/location.ts';
import type { ProblemList } from '../source/problem-list.ts';

export class Mistakes {
  readonly #problems: ProblemList;
  #count = 0;

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  get count(): number {
    return this.#count;
  }

  add(at: Location, sentence: string): void {
    this.#count++;
    this.#problems.add(at, sentence);
  }

  /** One that somebody else reports. */
  addReported(): void {
    this.#count++;
  }
}
