/** The stage that the user chooses on the command line. Pure. */
import type { Stage } from './api-model.ts';

/** The stage of that name alone, if there is one; else the first, under that name. */
export function chosenStages(stages: readonly Stage[], name: string | undefined): readonly Stage[] {
  const [first] = stages;
  if (name === undefined || first === undefined) return stages;
  return [{ ...(stages.find((stage) => stage.name === name) ?? first), name }];
}
