/** Stage variables: by name, and in URLs and function names as `${stageVariables.name}`. Pure. Row `integration.stage-variables`. */
import type { Stage } from './api-model.ts';

/** Only what the stage itself has: `constructor` is the name of no variable. */
export function stageVariable({ variables }: Stage, name: string): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

/** @returns the text with the stage's values in it; a variable that the stage does not have is nothing. */
export function withStageVariables(text: string, stage: Stage): string {
  return text.replace(
    /\$\{stageVariables\.(\w+)\}/g,
    (_match, name: string) => stageVariable(stage, name) ?? '',
  );
}
