/** The APIs, functions and tables that sessions name, held against the project: what it does not have is reported. Pure. */
import type { DefinitionPath } from '../project/definition-path.ts';
import type { Project } from '../project/model.ts';
import type { FiledProblem } from '../project/problems.ts';
import { didYouMean } from '../project/spelling.ts';
import type { Place, Session, Step } from './session.ts';

type Names = Pick<Project, 'apis' | 'functions' | 'tables'>;

export function findUnknownNames(sessions: readonly Session[], project: Names): readonly FiledProblem[] {
  const apis = project.apis.map(({ name }) => name);
  const functions = project.functions.flatMap(namesOf);
  const tables = project.tables.flatMap(namesOf);
  const check = (kind: string, known: readonly string[], name: string | undefined, place: Place) => {
    if (name === undefined || known.includes(name)) return [];
    const otherwise = known.length === 0 ? 'the project has none' : `there are ${known.join(', ')}`;
    const message = `no ${kind} of the project is called ${JSON.stringify(name)}; ${didYouMean(name, known, otherwise)}`;
    return [{ file: place.file, place: { line: place.line, column: place.column }, message }];
  };
  const ofStep = (step: Step) => {
    if (step.type === 'connect') return check('API', apis, step.handshake.api, step.place);
    if (step.type === 'invocations') return check('function', functions, step.function, step.place);
    return step.type === 'table' ? check('table', tables, step.table, step.place) : [];
  };
  return sessions.flatMap(({ file, seed, steps }) => [
    ...Object.keys(seed).flatMap((name) => check('table', tables, name, { file, line: 1, column: 1 })),
    ...steps.flatMap(ofStep),
  ]);
}

/** By its name, or by what the definition calls it. */
function namesOf({ name, path }: { readonly name: string; readonly path: DefinitionPath }): string[] {
  return [...new Set([name, ...path.slice(1, 2).map(String)])];
}
