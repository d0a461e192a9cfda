/** `emulator generate-event`: prints the event that the gateway would send, or a captured one in today's shape. */
import { readCheckedProject } from '../checked-project.ts';
import { EmulatorError } from '../errors.ts';
import type { Project } from '../project/model.ts';
import type { EventSettings, SettingName } from '../sessions/events/event-settings.ts';
import type { EventType } from '../sessions/events/event-types.ts';
import { generateEvent } from '../sessions/events/generate.ts';
import { type EventFlags, FLAG_OF, toEventSettings } from './event-flags.ts';
import { readEvents } from './event-input.ts';
import { modernizer } from './modernizer.ts';
import { onReaderGone } from './output.ts';
import { type ProjectFlags, toReadOptions } from './project-flags.ts';

export interface GenerateEventFlags extends ProjectFlags, EventFlags {
  readonly from?: string;
  readonly compact?: boolean;
}

export async function generate(type: EventType | undefined, flags: GenerateEventFlags): Promise<void> {
  onReaderGone(() => process.exit());
  const { from, compact = false } = flags;
  const print = (event: unknown) =>
    process.stdout.write(`${JSON.stringify(event, null, compact ? undefined : 2)}\n`);
  if (from !== undefined) return bringUpToDate(from, type, flags, print);
  if (type === undefined) {
    throw refusal([
      'name a type (connect, message, disconnect, authorizer), or a captured event (--from <file>)',
    ]);
  }
  const project = await readProjectIfAny(flags);
  // In a project the flag has done its work when that was read.
  const stage = project === undefined ? flags.stage : undefined;
  const generated = generateEvent({ ...(await toEventSettings(type, flags)), stage }, project);
  if (!generated.ok) {
    throw refusal(generated.problems.map(({ setting, message }) => `${FLAG_OF[setting]}: ${message}`));
  }
  print(generated.event);
}

/** Settings that a captured event has itself; of what it does not say, the rest may know. */
async function bringUpToDate(
  from: string,
  type: EventType | undefined,
  flags: GenerateEventFlags,
  print: (event: unknown) => void,
): Promise<void> {
  const { type: _any, api: _api, stage: _stage, ...others } = await toEventSettings(type ?? 'message', flags);
  const given = namesOf(others);
  if (type !== undefined || given.length > 0) {
    const flag = type ?? given.map((name) => FLAG_OF[name]).join(', ');
    throw refusal([`${flag}: the event is that of --from, and says so itself`]);
  }
  const modernize = modernizer(await readProjectIfAny(flags), flags.api);
  for (const event of await readEvents(from)) print(modernize(event));
}

function namesOf(settings: Partial<EventSettings>): SettingName[] {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return given.map(([name]) => name as SettingName);
}

function refusal(mistakes: readonly string[]): EmulatorError {
  return EmulatorError.of('EVENT_SETTINGS_INVALID', { mistakes });
}

/** Events can be made anywhere; but a project that is wrong is said to be. */
async function readProjectIfAny(flags: ProjectFlags): Promise<Project | undefined> {
  try {
    return await readCheckedProject(await toReadOptions(flags));
  } catch (error) {
    if (error instanceof EmulatorError && error.code === 'PROJECT_NOT_FOUND') return undefined;
    throw error;
  }
}
