/** Whether faults that are asked for outside a definition are what they would have to be within one. */
import { formatPath } from '../problems.ts';
import { checkShape } from '../shape/check.ts';
import { faultContradictions } from './fault-contradictions.ts';
import { faultSettings } from './fault-schema.ts';

/** @returns what is wrong with a value that is to be `FaultSettings`, a sentence each. */
export function findFaultProblems(value: unknown): string[] {
  const { value: checked, misfits } = checkShape(faultSettings, value, {
    entry: (key, example) => `"${key}": ${JSON.stringify(example)}`,
    otherNames: () => [],
    hasFurtherKeys: false,
  });
  if (misfits.length === 0) return faultContradictions(checked, []).map(({ message }) => message);
  return misfits.map(({ subject, sentence }) =>
    subject.length === 0 ? sentence : `${formatPath(subject)}: ${sentence}`,
  );
}
