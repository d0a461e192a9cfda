/** What becomes of an error that nobody foresaw, and of one that nobody waits for. */
import { EmulatorError } from './errors.ts';
import type { FactJournal } from './journal/journal.ts';

export type DefectReport = (during: string, error: unknown) => void;

/** A defect of ours is a fact, and so is what the user can put right; when nobody reads the journal, it is still said. */
export function createDefectReport(journal: FactJournal): DefectReport {
  return (during, error) => {
    const theirs = error instanceof EmulatorError && error.fault === 'user';
    if (theirs && journal.append) journal.append({ type: 'notice', message: error.message });
    else if (journal.append) journal.append({ type: 'internal-error', during, error });
    else process.emitWarning(error instanceof Error ? error : String(error), { detail: `while ${during}` });
  };
}
