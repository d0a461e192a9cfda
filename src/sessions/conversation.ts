/**
 * What is known at each step of a session file: who is connected, and what placeholders stand for something. It says
 * what cannot be, step after step.
 */
import type { Location } from '../project/source/location.ts';
import type { ProblemList } from '../project/source/problem-list.ts';
import { closest, didYouMean } from '../project/spelling.ts';
import { ENVIRONMENT, type Placeholder } from './placeholders.ts';

/** How a client has fared, and on which line. */
interface State {
  readonly is: 'open' | 'refused' | 'closed';
  readonly line: number;
}

export class Conversation {
  /** Variables of the environment that are used, with their values. */
  readonly variables: Record<string, string> = {};
  readonly #names: readonly string[];
  readonly #problems: ProblemList;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #states = new Map<string, State>();
  readonly #captured = new Set<string>();

  /** @param names - of all clients that the file speaks of. */
  constructor(
    names: readonly string[],
    problems: ProblemList,
    environment: Readonly<Record<string, string | undefined>>,
  ) {
    this.#names = names;
    this.#problems = problems;
    this.#environment = environment;
  }

  connect(name: string, at: Location, isRefused: boolean): void {
    const before = this.#states.get(name);
    if (before?.is === 'open') {
      const sentence = `${name} is connected since line ${before.line}; close it before, or name the second client otherwise`;
      this.#problems.add(at, sentence);
    }
    this.#states.set(name, { is: isRefused ? 'refused' : 'open', line: at.place.line });
  }

  /** The client does something, or something happens to it. */
  use(name: string, at: Location): void {
    if (!this.#names.includes(name)) {
      const known = this.#names.length === 0 ? 'there is none' : `there are ${this.#names.join(', ')}`;
      const advice = `${didYouMean(name, this.#names, known)}`;
      this.#problems.add(at, `no client is called ${JSON.stringify(name)}; ${advice}`);
      return;
    }
    const state = this.#states.get(name);
    if (state?.is === 'open') return;
    const why =
      state === undefined
        ? `${name} is not connected yet; write a step "connect: ${name}" before`
        : state.is === 'refused'
          ? `${name} is not connected: it is to be refused on line ${state.line}`
          : `${name} was closed on line ${state.line}; connect it again before`;
    this.#problems.add(at, why);
  }

  close(name: string, at: Location): void {
    this.use(name, at);
    if (this.#states.has(name)) this.#states.set(name, { is: 'closed', line: at.place.line });
  }

  isClient(name: string): boolean {
    return this.#names.includes(name);
  }

  /** The client whose name is nearest. */
  nearest(name: string): string | undefined {
    return closest(name, this.#names);
  }

  /** A placeholder of what is expected stands for something from then on. */
  readonly expects = (placeholder: Placeholder, at: Location): void => {
    if (placeholder.name === undefined || this.#isVariable(placeholder.name, at)) return;
    this.#captured.add(placeholder.name);
  };

  /** A placeholder of what is sent stands for something already. */
  readonly sends = ({ name, text }: Placeholder, at: Location): void => {
    if (name === undefined) {
      this.#problems.add(at, `${text} is no value; what is sent takes one that a step before has captured`);
      return;
    }
    if (this.#isVariable(name, at)) return;
    const state = this.#states.get(name);
    if (this.#captured.has(name) || state?.is === 'open' || state?.is === 'closed') return;
    if (this.isClient(name)) {
      this.#problems.add(at, `${text} is not known yet: ${name} is not connected before this step`);
      return;
    }
    const known = [...this.#captured, ...this.#states.keys()].map((one) => `{{${one}}}`);
    const meant = closest(name, [...this.#captured, ...this.#states.keys()]);
    const advice =
      meant !== undefined
        ? `did you mean {{${meant}}}?`
        : known.length === 0
          ? 'nothing is'
          : `known here: ${known.join(', ')}`;
    this.#problems.add(at, `${text} is captured by no step before; ${advice}`);
  };

  /** Says so when a variable of the environment is not set. */
  #isVariable(name: string, at: Location): boolean {
    if (!name.startsWith(ENVIRONMENT)) return false;
    const variable = name.slice(ENVIRONMENT.length);
    const value = this.#environment[variable];
    if (value === undefined) {
      this.#problems.add(at, `the environment has no variable ${variable}; set it, or write the value`);
    } else this.variables[variable] = value;
    return true;
  }
}
