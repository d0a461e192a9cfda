/** Where a value is written: in which file, below which keys, and at which place in its text. */
import type { DefinitionPath } from '../definition-path.ts';
import type { Place } from '../problems.ts';

/** A definition file's text. */
export interface SourceText {
  /** Absolute path. */
  readonly file: string;
  /** Called for reports alone. */
  placeOf(location: Location): Place;
}

/** Each knows the one around it, so that paths and places cost nothing until somebody asks. */
export class Location {
  readonly source: SourceText;
  /** Of the value's first letter in the text; 0 where the text is a program. */
  readonly offset: number;
  readonly #around: Location | undefined;
  readonly #step: string | number | undefined;

  private constructor(source: SourceText, offset: number, around?: Location, step?: string | number) {
    this.source = source;
    this.offset = offset;
    this.#around = around;
    this.#step = step;
  }

  static top(source: SourceText, offset = 0): Location {
    return new Location(source, offset);
  }

  /** Of an entry of what is here. */
  below(step: string | number, offset = this.offset): Location {
    return new Location(this.source, offset, this, step);
  }

  get file(): string {
    return this.source.file;
  }

  get path(): DefinitionPath {
    const steps: (string | number)[] = [];
    let at: Location | undefined = this;
    while (at !== undefined && at.#step !== undefined) {
      steps.push(at.#step);
      at = at.#around;
    }
    return steps.reverse();
  }

  get place(): Place {
    return this.source.placeOf(this);
  }
}
