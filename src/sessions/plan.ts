/** What is to be played, and where: session files and event cases, read and checked, on emulators or on targets. */
import { readCheckedProject } from '../checked-project.ts';
import { EmulatorError } from '../errors.ts';
import { formatFile } from '../project/problems.ts';
import type { ReadOptions } from '../start-options.ts';
import type { TestEmulator } from '../testing/test-emulator.ts';
import { findUnknownNames } from './check-names.ts';
import { EmulatorStage } from './emulator-stage.ts';
import { withoutSecrets } from './environment-secrets.ts';
import { findCaseProblems } from './events/check-cases.ts';
import type { EventCase } from './events/event-case.ts';
import { invalidEventCases, parseEventCase, readEventCases } from './events/read-event-case.ts';
import { runEventCase } from './events/run-event-case.ts';
import { findFiles } from './find-files.ts';
import type { Failure, Played, Playing } from './played.ts';
import { playSession } from './player.ts';
import type { PlayOptions } from './playing/run.ts';
import { invalidSessions, parseSession, readSessions } from './read-session.ts';
import { type Course, type Host, type Playable, replay } from './replay.ts';
import { mostSeats, Seat } from './seats.ts';
import type { Session } from './session.ts';
import type { Target } from './target.ts';
import { TargetStage } from './target-stage.ts';
import { type Parse, updateFile } from './update/update-file.ts';

export interface Wish {
  /** Absolute path. */
  readonly cwd: string;
  /** Files and folders of sessions, relative to `cwd`. */
  readonly paths: readonly string[];
  /** File or folder of event cases. */
  readonly events: string | undefined;
  readonly project: ReadOptions;
  /** None: the project is started. */
  readonly targets: readonly Target[];
  /** Of file and name. */
  readonly filter: ((text: string) => boolean) | undefined;
  readonly repeat: number;
  readonly parallel: number;
  readonly play: PlayOptions;
}

export interface Plan {
  /** How many there are to play. */
  readonly count: number;
  /** What is to be said before. */
  readonly notices: readonly string[];
  play(course: Course): Promise<Playing>;
}

/**
 * Everything that is wrong is found before anything is played.
 *
 * @throws {EmulatorError} for files (`SESSION_*`, `EVENT_*`), for the project (`PROJECT_*`, `REPLAY_NEEDS_ENGINE`), and
 * `NOTHING_TO_PLAY`.
 */
export async function planReplay(wish: Wish): Promise<Plan> {
  const { cwd, paths, events, targets } = wish;
  const areSessionsMeant = paths.length > 0 || events === undefined;
  const sessions = areSessionsMeant ? await readSessions(await findFiles(paths, cwd), cwd) : [];
  const meant = sessions.filter((session) => isMeant(wish, session));
  if (targets.length > 0) {
    const play = (session: Session) =>
      rounds(wish, session, (_nowhere, options) => playSession(session, new TargetStage(targets), options));
    return toPlan(wish, meant.flatMap(play), () => nowhere);
  }
  const cases = events === undefined ? [] : await readCases(events, cwd);
  const project = await readCheckedProject({ ...wish.project, cwd });
  const { dynamodbEndpoint: endpoint } = project;
  if (endpoint !== undefined) throw EmulatorError.of('REPLAY_NEEDS_ENGINE', { endpoint });
  const unknown = findUnknownNames(sessions, project);
  if (unknown.length > 0) throw invalidSessions(unknown, cwd);
  const problems = findCaseProblems(cases, project);
  if (problems.length > 0) throw invalidEventCases(problems, cwd);
  const playables = [
    ...meant.flatMap((session) =>
      rounds(wish, session, (emulator: TestEmulator, options) =>
        playSession(session, new EmulatorStage(emulator), options),
      ),
    ),
    ...cases
      .filter((one) => isMeant(wish, one))
      .flatMap((one) =>
        rounds(wish, one, (emulator: TestEmulator, options) => runEventCase(one, emulator, options)),
      ),
  ];
  return toPlan(wish, playables, () => new Seat({ ...wish.project, cwd }));
}

async function readCases(path: string, cwd: string): Promise<readonly EventCase[]> {
  return readEventCases(await findFiles([path], cwd, 'event'), cwd);
}

/** A target is there already. */
const nowhere: Host<undefined> = {
  startsCold: false,
  ready: async () => undefined,
  close: async () => {},
};

type Written = Session | EventCase;

function isMeant({ cwd, filter }: Wish, { file, name }: Pick<Written, 'file' | 'name'>): boolean {
  return filter === undefined || filter(`${formatFile(file, cwd)} ${name}`);
}

/** As often as it is to be played. */
function rounds<Place>(
  { repeat, play }: Wish,
  written: Written,
  playOn: (place: Place, options: PlayOptions) => Promise<Played | undefined>,
): Playable<Place>[] {
  return Array.from({ length: repeat }, (_, i) => ({
    round: repeat > 1 ? i + 1 : undefined,
    async play(place, signal) {
      const played = await playOn(place, { ...play, signal });
      if (played === undefined) return undefined;
      const parse = 'steps' in written ? parseSession : parseEventCase;
      const done = play.isUpdate ? await corrected(written, played, parse) : played;
      return withoutSecrets(done, written.environment);
    },
  }));
}

/** With the file as it says now. */
async function corrected({ file }: Written, played: Played, parse: Parse): Promise<Played> {
  const { corrections, notes } = played;
  if (corrections.length === 0) return played;
  // What came later than what did not come is not what those steps are about.
  if (played.outcome === 'failed') {
    const note =
      'the file was not updated, for more is wrong than what stands in expectations; record it anew';
    return { ...played, corrections: [], notes: [...notes, note] };
  }
  if (await updateFile(file, corrections, parse)) return played;
  const failure: Failure = {
    place: { file, line: 1, column: 1 },
    step: 'update',
    what: 'the file cannot be updated: it has changed, or is written in a way that is not understood; correct it yourself',
    comparison: undefined,
    conversation: [],
    logs: [],
  };
  return { ...played, corrections: [], outcome: 'failed', failure };
}

function toPlan<Place>(
  { cwd, parallel }: Wish,
  playables: readonly Playable<Place>[],
  hostOf: () => Host<Place>,
): Plan {
  if (playables.length === 0) throw EmulatorError.of('NOTHING_TO_PLAY', { cwd });
  const most = mostSeats();
  const seats = Math.min(parallel, most, playables.length);
  const notices =
    Math.min(parallel, playables.length) > most
      ? [`--parallel ${parallel} is more than this machine carries: ${most} play at once`]
      : [];
  const hosts = Array.from({ length: seats }, hostOf);
  return { count: playables.length, notices, play: (course) => replay(playables, hosts, course) };
}
