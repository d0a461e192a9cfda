/**
 * The functions and tables that event cases name, and what their events are made from, held against the project. Pure.
 * Row `event-case.problems`.
 */
import type { Project } from '../../project/model.ts';
import type { FiledProblem } from '../../project/problems.ts';
import { unknownFunction, unknownTable } from '../check-names.ts';
import type { Place } from '../session.ts';
import type { EventCase } from './event-case.ts';
import { generateEvent } from './generate.ts';

/** What the project does not have. */
export function findCaseProblems(cases: readonly EventCase[], project: Project): readonly FiledProblem[] {
  return cases.flatMap((one) => [
    ...unknownFunction(one.function, project, one.functionPlace),
    ...[...one.seed, ...one.items].flatMap(({ table, place }) => unknownTable(table, project, place)),
    ...impossibleEvent(one, project),
  ]);
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
