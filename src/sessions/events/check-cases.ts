/**
 * The functions and tables that event cases name, and what their events are made from, held against the project. Pure.
 * Row `event-case.problems`.
 */
import type { Project } from '../../project/model.ts';
import { findFunction, functionNames } from '../../project/named-function.ts';
import type { FiledProblem } from '../../project/problems.ts';
import { didYouMean } from '../../project/spelling.ts';
import type { Place } from '../session.ts';
import type { EventCase } from './event-case.ts';
import { generateEvent } from './generate.ts';

/** What the project does not have. */
export function findCaseProblems(cases: readonly EventCase[], project: Project): readonly FiledProblem[] {
  return cases.flatMap((one) => [
    ...unknownFunction(one, project),
    ...[...one.seed, ...one.items].flatMap(({ table, place }) => unknownTable(table, place, project)),
    ...impossibleEvent(one, project),
  ]);
}

function unknownFunction(one: EventCase, project: Project): FiledProblem[] {
  if (findFunction(project, one.function) !== undefined) return [];
  return [unknown('function', one.function, functionNames(project), one.functionPlace)];
}

function unknownTable(table: string, place: Place, { tables }: Project): FiledProblem[] {
  const names = tables.map(({ name }) => name);
  return names.includes(table) ? [] : [unknown('table', table, names, place)];
}

function unknown(kind: string, name: string, names: readonly string[], place: Place): FiledProblem {
  const otherwise = names.length === 0 ? 'the project has none' : `there are ${names.join(', ')}`;
  const meant = didYouMean(name, names, otherwise);
  return filed(place, `no ${kind} of the project is called ${JSON.stringify(name)}; ${meant}`);
}

function impossibleEvent({ event }: EventCase, project: Project): FiledProblem[] {
  if (event.kind === 'written') return [];
  const generated = generateEvent(event.settings, project);
  if (generated.ok) return [];
  return generated.problems.map(({ setting, message }) =>
    filed(event.places[setting] ?? event.place, `generate.${setting}: ${message}`),
  );
}

function filed({ file, line, column }: Place, message: string): FiledProblem {
  return { file, place: { line, column }, message };
}
