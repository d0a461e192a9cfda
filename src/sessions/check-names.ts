/** The APIs, functions and tables that sessions and event cases name, held against the project: what it does not have is reported. Pure. */
import type { Project } from '../project/model.ts';
import { findFunction, functionNames } from '../project/named-function.ts';
import { findTable, tableNames } from '../project/named-table.ts';
import type { FiledProblem } from '../project/problems.ts';
import { didYouMean } from '../project/spelling.ts';
import type { Place, Session, Step } from './session.ts';

export function findUnknownNames(sessions: readonly Session[], project: Project): readonly FiledProblem[] {
  return sessions.flatMap(({ file, seed, steps }) => [
    ...Object.keys(seed).flatMap((name) => unknownTable(name, project, { file, line: 1, column: 1 })),
    ...steps.flatMap((step) => unknownIn(step, project)),
  ]);
}

function unknownIn(step: Step, project: Project): FiledProblem[] {
  switch (step.type) {
    case 'connect':
      return unknownApi(step.handshake.api, project, step.place);
    case 'invocations':
      return unknownFunction(step.function, project, step.place);
    case 'table':
      return unknownTable(step.table, project, step.place);
    default:
      return [];
  }
}

function unknownApi(name: string | undefined, { apis }: Project, place: Place): FiledProblem[] {
  const names = apis.map((api) => api.name);
  return name === undefined || names.includes(name) ? [] : [unknown('API', name, names, place)];
}

export function unknownFunction(name: string, project: Project, place: Place): FiledProblem[] {
  if (findFunction(project, name) !== undefined) return [];
  return [unknown('function', name, functionNames(project), place)];
}

export function unknownTable(name: string, project: Project, place: Place): FiledProblem[] {
  return findTable(project, name) === undefined ? [unknown('table', name, tableNames(project), place)] : [];
}

/** @param names - what there is. */
function unknown(
  kind: string,
  name: string,
  names: readonly string[],
  { file, line, column }: Place,
): FiledProblem {
  const otherwise = names.length === 0 ? 'the project has none' : `there are ${names.join(', ')}`;
  const meant = didYouMean(name, names, otherwise);
  const message = `no ${kind} of the project is called ${JSON.stringify(name)}; ${meant}`;
  return { file, place: { line, column }, message };
}
