/** What is wrong in a definition that is read as nodes, and what its user should be told besides. */
import { type FiledProblem, formatPath } from '../problems.ts';
import type { Location } from './location.ts';

/** Something wrong, and where. */
export interface LocatedProblem {
  readonly at: Location;
  /** A sentence: what is wrong and what to write instead, after the path of what it is about. */
  readonly message: string;
}

export class ProblemList {
  readonly problems: LocatedProblem[] = [];
  readonly #places = new Set<Location>();
  readonly #notices = new Set<string>();

  /** Of several problems in the same place the first is enough. */
  add(at: Location, sentence: string): void {
    if (this.has(at)) return;
    this.#places.add(at);
    const path = formatPath(at.path);
    this.problems.push({ at, message: path === '' ? sentence : `${path}: ${sentence}` });
  }

  /** Whether something is said of it already. */
  has(at: Location): boolean {
    return this.#places.has(at);
  }

  /** Something that is no mistake, but that the user is better told; once, however often it is found. */
  notice(sentence: string): void {
    this.#notices.add(sentence);
  }

  /** With their places, for a report. */
  get filed(): FiledProblem[] {
    return this.problems.map(({ at, message }) => ({ file: at.file, place: at.place, message }));
  }

  get notices(): readonly string[] {
    return [...this.#notices];
  }
}
