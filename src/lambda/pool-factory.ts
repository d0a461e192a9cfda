/** Makes the pools: what project, machine and services say of one function, put together. */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { PendingWork } from '../pending-work.ts';
import type { LambdaFunction, Project } from '../project/model.ts';
import { Debugging } from './debugging/debugging.ts';
import { environmentVariables, runtimeVersion } from './environment-variables.ts';
import { type Command, commandOf } from './executables/command.ts';
import { TrustBundle } from './executables/trust-bundle.ts';
import { Fleet } from './fleet.ts';
import { handlerSource } from './handler-file.ts';
import { InlineCode } from './inline-code.ts';
import type { InvocationFaults } from './invocation-fault.ts';
import type { Thread } from './load.ts';
import { environmentsInAll, environmentsOfFunction, thisMachine } from './machine.ts';
import { MemoryWatch } from './memory-watch.ts';
import { Pool } from './pool.ts';
import type { BridgeSettings, EnvironmentSettings } from './runtime/protocol.ts';
import { Esbuilds } from './typescript/esbuild.ts';
import { FunctionCode } from './typescript/function-code.ts';

export interface LambdaServices {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly faults: InvocationFaults;
  /** Work that whoever waits for peace waits for. */
  readonly pending: PendingWork;
  readonly dynamodbEndpoint: string;
  /** Threads of the emulator that work for the functions, beside its own and theirs. */
  readonly beside: readonly Thread[];
  /** Whether the files that functions load are watched. */
  readonly watch: boolean;
  /** Absolute path of where the emulator keeps tables. */
  readonly dataDirectory?: string | undefined;
  /** Whether a debugger is to stop where each handler's module begins, the first time that it is loaded. */
  readonly breakAtStart: boolean;
  /** Where the environments' connections to AWS are led; asked when the first environment starts. */
  bridge(): Pick<BridgeSettings, 'address' | 'port' | 'dynamodb'>;
  /** The certificate authority that the bridge's TLS is signed by, PEM. */
  authority(): Promise<string>;
}

/** What a pool is told of its code. */
interface CodeEvents {
  /** An environment of the pool has read these files since then, epoch milliseconds. */
  loaded(pool: Pool, files: readonly string[], since: number): void;
  /** The code could not be loaded. */
  initFailed(): void;
}

/** What a pool is made from, beside the code: another plan makes another pool. */
interface Plan {
  readonly fn: LambdaFunction;
  readonly maxEnvironments: number;
  /** Absolute path of what the handler is compiled from, when it is. */
  readonly source: string | undefined;
  readonly settings: EnvironmentSettings;
}

export class PoolFactory {
  readonly debugging: Debugging;
  readonly fleet: Fleet;
  readonly #services: LambdaServices;
  readonly #memory: MemoryWatch;
  readonly #machine = thisMachine();
  readonly #esbuilds = new Esbuilds();
  readonly #inline = new InlineCode();
  readonly #trust: TrustBundle;
  readonly #plans = new WeakMap<Pool, Plan>();
  #project: Project;

  constructor(project: Project, services: LambdaServices) {
    this.#project = project;
    this.#services = services;
    this.debugging = new Debugging(services.breakAtStart);
    this.fleet = new Fleet(this.#machine.cores, this.#maxInAll, services.journal, services.beside);
    this.#memory = new MemoryWatch(() => !this.debugging.isHeld);
    this.#trust = new TrustBundle(() => this.#authority(), process.env);
  }

  /** Pools that are made from now on are those of this project. */
  deploy(project: Project): void {
    this.#project = project;
    this.fleet.resize(this.#maxInAll);
  }

  /** @param before - the pool that this one is to take the place of. */
  create(defined: LambdaFunction, { loaded, initFailed }: CodeEvents, before?: Pool): Pool {
    const { journal, clock, dynamodbEndpoint } = this.#services;
    const project = this.#project;
    const plan = this.#plan(defined);
    const fn = this.#inline.placed(defined);
    let command: Promise<Command | string> | undefined;
    const services = {
      journal,
      clock,
      memory: this.#memory,
      debugging: this.debugging,
      fleet: this.fleet,
      functionArn: `arn:aws:lambda:${project.region}:${project.accountId}:function:${fn.name}`,
      settings: plan.settings,
      code: this.#codeOf(plan),
      variables: (logStream: string) =>
        environmentVariables(fn, logStream, { project, dynamodbEndpoint, host: process.env }),
      authority: () => this.#authority(),
      executable: {
        bridge: plan.settings.bridge,
        trust: this.#trust,
        command: () => {
          command ??= commandOf(fn, process.env);
          return command;
        },
      },
      loaded: (files: readonly string[], since: number) => loaded(pool, files, since),
      initFailed,
    };
    const pool: Pool = new Pool(fn, plan.maxEnvironments, services, before);
    this.#plans.set(pool, plan);
    return pool;
  }

  /** Whether a pool that is made for this function now would be like this one, but for the code. */
  isUpToDate(pool: Pool, fn: LambdaFunction): boolean {
    return isDeepStrictEqual(this.#plans.get(pool), this.#plan(fn));
  }

  /** Ends what pools share. */
  async close(): Promise<void> {
    this.debugging.close();
    await this.#esbuilds.stop();
    await this.#trust.close();
    await this.#inline.close();
  }

  get #maxInAll(): number {
    return this.#project.maxEnvironments ?? environmentsInAll(this.#machine);
  }

  #plan(fn: LambdaFunction): Plan {
    const suits = Math.min(this.#maxInAll, environmentsOfFunction(fn.memorySize, this.#machine));
    const source = handlerSource(fn);
    const settings = this.#settingsOf(fn, source !== undefined);
    return { fn, maxEnvironments: fn.maxEnvironments ?? suits, source, settings };
  }

  #settingsOf(fn: LambdaFunction, compiled: boolean): EnvironmentSettings {
    const { root, apis, domains, passthrough } = this.#project;
    const { bridge, watch } = this.#services;
    const version = runtimeVersion(fn.runtime);
    const ownHosts = [...apis, ...domains].map(({ domainName }) => domainName.toLowerCase());
    return {
      era: version >= 24 ? 'promises' : 'callbacks',
      runtime: fn.runtime,
      version,
      projectRoot: root,
      layers: fn.layers,
      compiled,
      reportsFiles: watch,
      bridge: { ...bridge(), ownHosts, passthrough },
    };
  }

  #codeOf({ fn, source, settings }: Plan): FunctionCode | undefined {
    if (source === undefined) return undefined;
    const { version, projectRoot } = settings;
    const { codeUri, build } = fn;
    return new FunctionCode({ source, codeUri, projectRoot, version, build }, this.#esbuilds);
  }

  /** Undefined when it cannot be had: then the environment that asked is told so. */
  async #authority(): Promise<string | undefined> {
    const { authority, journal } = this.#services;
    try {
      return await authority();
    } catch (error) {
      journal.append?.({ type: 'internal-error', during: 'making the certificate authority', error });
      return undefined;
    }
  }
}
