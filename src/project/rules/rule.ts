/** What a rule is. */
import type { Api } from '../api-model.ts';
import type { DefinitionPath } from '../definition-path.ts';
import type {
  HandlerProblem,
  LambdaFunction,
  Project,
  RuntimeProblem,
  SeedProblem,
  Table,
} from '../model.ts';
import type { Problem } from '../problems.ts';
import type { Words } from '../reading.ts';

/** Line and column count from 1, in the template. */
interface TemplateProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** What only somebody else can tell. */
export interface ProjectChecks {
  handlerProblem(fn: LambdaFunction, projectRoot: string): HandlerProblem | RuntimeProblem | undefined;
  /** What is wrong with the API's model of that name, as a JSON Schema. */
  modelProblem(api: Api, model: string): string | undefined;
  /** Why a VTL template cannot be read, and where in it; undefined when it can. */
  templateProblem(source: string): TemplateProblem | undefined;
  /** Why the key of an integration response is no regular expression. */
  responseKeyProblem(key: string): string | undefined;
  /** Why a table cannot begin with the items of this file (an absolute path). */
  seedProblem(file: string, table: Table): SeedProblem | undefined;
  /** What is wrong with an event pattern that filters records. */
  eventPatternProblem(pattern: Readonly<Record<string, unknown>>): string | undefined;
}

/** Looks at one thing in a project and says all that is wrong with it. */
export type Rule = (project: Project, checks: ProjectChecks, words: Words) => readonly Problem[];

/** The message about a part of the project: its name in the definition, if it has one, and the sentence. */
export function about(words: Words, path: DefinitionPath, sentence: string, at?: 'key'): string {
  const name = words.path(path, at);
  return name === '' ? sentence : `${name}: ${sentence}`;
}

/** Those whose key earlier ones have, with each of those: the first may be one that is broken. */
export function findDoubles<T>(all: readonly T[], keyOf: (one: T) => string): [again: T, first: T][] {
  const earlier = new Map<string, T[]>();
  return all.flatMap((again): [T, T][] => {
    const key = keyOf(again);
    const firsts = earlier.get(key) ?? [];
    earlier.set(key, [...firsts, again]);
    return firsts.map((first) => [again, first]);
  });
}

/** What is said of those that have the name of an earlier one. */
export function sameNames(
  all: readonly { readonly name: string; readonly path: DefinitionPath }[],
  words: Words,
): Problem[] {
  return findDoubles(all, ({ name }) => name).map(([{ path, name }, first]) => {
    const sentence = `${words.path(first.path)} has the name ${JSON.stringify(name)} already; rename one of them`;
    return { path, at: 'key', message: about(words, path, sentence) };
  });
}
