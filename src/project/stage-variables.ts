/** Stage variables in integration URIs: `${stageVariables.name}`. Pure. Row `integration.stage-variables`. */
import type { Stage } from './api-model.ts';

/** @returns the text with the stage's values in it; a variable that the stage does not have is nothing. */
export function withStageVariables(text: string, { variables }: Stage): string {
  return text.replace(/\$\{stageVariables\.(\w+)\}/g, (_match, name: string) => variables[name] ?? '');
}
