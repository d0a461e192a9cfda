/** Brings events up to date and says, on standard error, what they did not say. */
import { EmulatorError } from '../errors.ts';
import type { Project } from '../project/model.ts';
import type { JsonEvent } from '../sessions/events/json-events.ts';
import { modernizeEvent } from '../sessions/events/modernize.ts';
import { findTarget } from '../sessions/events/target.ts';

/**
 * @param api - name of the API that fills in what an event does not say; by default the project's first.
 * @throws {EmulatorError} `EVENT_SETTINGS_INVALID` when there is no such API.
 */
export function modernizer(
  project: Project | undefined,
  api: string | undefined,
): (event: JsonEvent) => unknown {
  const target = findTarget(project, { api });
  if ('setting' in target) {
    throw EmulatorError.of('EVENT_SETTINGS_INVALID', { mistakes: [`--api: ${target.message}`] });
  }
  return ({ value, line }) => {
    const { event, notes } = modernizeEvent(value, target);
    for (const note of notes) process.stderr.write(`event on line ${line}: ${note}\n`);
    return event;
  };
}
