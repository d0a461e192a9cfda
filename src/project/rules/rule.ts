/** What a rule is. */
import type { HandlerProblem, LambdaFunction, Project } from '../model.ts';
import type { Problem } from '../problems.ts';

/** What only somebody else can tell. */
export interface ProjectChecks {
  handlerProblem(fn: LambdaFunction): HandlerProblem | undefined;
}

/** Looks at one thing in a project and says all that is wrong with it. */
export type Rule = (project: Project, checks: ProjectChecks) => readonly Problem[];
