/** A running emulator for one test: real ports, real threads; a defect of ours that it reports fails the test. */
import {
  type Emulator,
  type JournalEntry,
  type StartOptions,
  startEmulator,
} from 'apigateway-websocket-emulator';
import { expect, onTestFinished } from 'vitest';
import { type SmallProject, useProject } from './project.ts';

type FactOf<Type extends JournalEntry['type']> = Extract<JournalEntry, { type: Type }>;

/** The facts of a run, those to come included. */
class Facts {
  readonly all: JournalEntry[] = [];
  readonly #waiting = new Set<() => void>();

  readonly read = (entry: JournalEntry): void => {
    this.all.push(entry);
    for (const look of this.#waiting) look();
  };

  /** Those of this type, so far. */
  of<Type extends JournalEntry['type']>(type: Type): FactOf<Type>[] {
    return this.all.filter((entry): entry is FactOf<Type> => entry.type === type);
  }

  /** The first fact of this type that fits, now or later. */
  next<Type extends JournalEntry['type']>(
    type: Type,
    fits: (fact: FactOf<Type>) => boolean = () => true,
  ): Promise<FactOf<Type>> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.of(type).find(fits);
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

export interface TestEmulator extends Emulator {
  readonly facts: Facts;
}

/** Starts the project in `cwd` on a free port and closes it with the test. */
export async function useEmulator(options: StartOptions & { cwd: string }): Promise<TestEmulator> {
  const facts = new Facts();
  const emulator = await startEmulator({ port: 0, onFact: facts.read, ...options });
  onTestFinished(async () => {
    await emulator.close();
    expect(facts.of('internal-error')).toEqual([]);
  });
  return Object.assign(emulator, { facts });
}

/** Writes a small project and starts it. */
export async function useSmallEmulator(
  project: SmallProject,
  options: StartOptions = {},
): Promise<TestEmulator> {
  return useEmulator({ ...options, cwd: await useProject(project) });
}
