/** What a rule is. */
import type { Api } from '../api-model.ts';
import type { HandlerProblem, LambdaFunction, Project } from '../model.ts';
import type { Problem } from '../problems.ts';

/** What only somebody else can tell. */
export interface ProjectChecks {
  handlerProblem(fn: LambdaFunction): HandlerProblem | undefined;
  /** What is wrong with the API's model of that name, as a JSON Schema. */
  modelProblem(api: Api, model: string): string | undefined;
}

/** Looks at one thing in a project and says all that is wrong with it. */
export type Rule = (project: Project, checks: ProjectChecks) => readonly Problem[];
