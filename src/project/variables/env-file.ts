/** What is in files of variables such as `.env`. Pure. Row `lambda.env-file`. */
import { parseEnv } from 'node:util';
import { LAWFUL_NAMES, variableProblem } from '../lambda-variables.ts';
import type { Place } from '../problems.ts';

export type Variables = Readonly<Record<string, string>>;

export interface EnvFile {
  /** What Lambda sets itself is left out, for such files often serve other programs too. */
  readonly variables: Variables;
  /** Names that Lambda does not take. */
  readonly malformed: readonly string[];
}

export function parseEnvFile(text: string): EnvFile {
  const all = Object.entries(parseEnv(text)) as [string, string][];
  const ofKind = (kind: ReturnType<typeof variableProblem>) =>
    all.filter(([name]) => variableProblem(name) === kind);
  const malformed = ofKind('malformed').map(([name]) => name);
  return { variables: Object.fromEntries(ofKind(undefined)), malformed };
}

/** What is said of a name that Lambda does not take. */
export function whyMalformed(variable: string): string {
  return `a variable ${JSON.stringify(variable)}; ${LAWFUL_NAMES}; rename it`;
}

/** Where a variable is set, the last time. */
export function placeOfVariable(text: string, variable: string): Place {
  const lines = text.split(/\r?\n/);
  const names = lines.map((line) => /^\s*(?:export\s+)?(.*?)\s*=/.exec(line)?.[1]);
  const index = Math.max(names.lastIndexOf(variable), 0);
  return { line: index + 1, column: Math.max(lines[index]?.indexOf(variable) ?? 0, 0) + 1 };
}
