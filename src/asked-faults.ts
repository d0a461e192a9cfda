/** The faults of a run: those of the definition, which go with each deployment, of the options, and of code. */
import type { Clock } from './clock.ts';
import type { Fault } from './faults/active-fault.ts';
import { createFaults, type FaultRoom, type Names } from './faults/fault-room.ts';
import type { Journal } from './journal/journal.ts';
import type { PendingWork } from './pending-work.ts';
import { findFaultProblems } from './project/config/check-faults.ts';
import type { Project } from './project/model.ts';
import { functionNamed } from './project/named-function.ts';
import { findTable } from './project/named-table.ts';
import type { StartOptions } from './start-options.ts';

/** All faults, and which of them are whose. */
export interface AskedFaults extends FaultRoom {
  /** @throws {EmulatorError} when faults of this project could not be set. */
  refuse(project: Project): void;
  /** Sets the project's in place of those that the one before had. */
  deploy(project: Project): void;
  /** Removes all; what waits goes on at once. */
  end(): void;
  /** As at the start: those of the options and of the project, and no others. */
  reset(): void;
}

interface AskedFaultServices {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly pending: PendingWork;
  /** As it is deployed now. */
  project(): Project;
}

export function createAskedFaults(options: StartOptions, services: AskedFaultServices): AskedFaults {
  const { clock, journal, pending, project } = services;
  const room = createFaults({
    clock,
    journal,
    rest: () => pending.rest(),
    otherDynamoDb: options.dynamodbEndpoint ?? project().dynamodbEndpoint,
    names: namesIn(project),
    problemsOf: findFaultProblems,
  });
  let deployed: Fault[] = [];
  const setAll = (settings: Project['faults'] = []) => settings.flatMap((one) => room.set(one));
  const deploy = ({ faults }: Project) => {
    for (const fault of deployed) fault.remove();
    deployed = setAll(faults);
  };
  const setFirst = () => {
    setAll(options.faults);
    deploy(project());
  };
  setFirst();
  return {
    ...room,
    refuse: (next) => {
      for (const settings of next.faults ?? [])
        room.check(
          settings,
          namesIn(() => next),
        );
    },
    deploy,
    end: () => room.faults.clear(),
    reset() {
      room.faults.clear();
      setFirst();
    },
  };
}

function namesIn(project: () => Project): Names {
  return {
    ofFunction: (name) => functionNamed(project(), name).name,
    ofTable: (name) => findTable(project(), name)?.name ?? name,
  };
}
