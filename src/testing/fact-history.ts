/** The facts of an emulator since the last reset, those to come included. Row `testing.journal`. */
import type { Fact, JournalEntry } from '../journal/facts.ts';

/** A fact of one type. */
export type FactOf<Type extends Fact['type']> = Extract<JournalEntry, { readonly type: Type }>;

export class FactHistory {
  readonly all: JournalEntry[] = [];

  readonly read = (entry: JournalEntry): void => {
    this.all.push(entry);
  };

  clear(): void {
    this.all.length = 0;
  }

  /** The first of this type that fits. */
  find<Type extends Fact['type']>(
    type: Type,
    fits: (fact: FactOf<Type>) => boolean,
  ): FactOf<Type> | undefined {
    return this.all.find(
      (entry): entry is FactOf<Type> => entry.type === type && fits(entry as FactOf<Type>),
    );
  }

  /** The last of this type that fits. */
  findLast<Type extends Fact['type']>(
    type: Type,
    fits: (fact: FactOf<Type>) => boolean,
  ): FactOf<Type> | undefined {
    return this.all.findLast(
      (entry): entry is FactOf<Type> => entry.type === type && fits(entry as FactOf<Type>),
    );
  }
}
