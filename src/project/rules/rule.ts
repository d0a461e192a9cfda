/** What a rule is. */
import type { Api } from '../api-model.ts';
import type { DefinitionPath } from '../definition-path.ts';
import type { HandlerProblem, LambdaFunction, Project, RuntimeProblem } from '../model.ts';
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
}

/** Looks at one thing in a project and says all that is wrong with it. */
export type Rule = (project: Project, checks: ProjectChecks, words: Words) => readonly Problem[];

/** The message about a part of the project: its name in the definition, if it has one, and the sentence. */
export function about(words: Words, path: DefinitionPath, sentence: string): string {
  const name = words.path(path);
  return name === '' ? sentence : `${name}: ${sentence}`;
}

/** Those whose key earlier ones have, with each of those. */
export function findDoubles<T>(all: readonly T[], keyOf: (one: T) => string): [again: T, first: T][] {
  return all.flatMap((again, i) =>
    all
      .slice(0, i)
      .filter((first) => keyOf(first) === keyOf(again))
      .map((first): [T, T] => [again, first]),
  );
}
