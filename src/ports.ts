/** The ports that are bound, and the APIs behind each, which change when the project is read again. */
import { describeApi, planPorts, type RunningApi } from './addresses.ts';
import type { PortApis } from './gateway/target.ts';
import type { Handlers } from './net/door.ts';
import { type Listener, listen } from './net/listener.ts';
import type { Project } from './project/model.ts';

interface BoundPort {
  /** The number that the project asks for. */
  readonly asked: number;
  readonly listener: Listener;
  apis: PortApis;
}

export class Ports {
  readonly #host: string | undefined;
  readonly #bound: BoundPort[] = [];

  /** @param host - the address that is bound; undefined: the loopback addresses. */
  constructor(host: string | undefined) {
    this.#host = host;
  }

  /** Binds the project's ports, the lowest first. */
  async open(
    project: Project,
    override: number | undefined,
    createHandlers: (apis: () => PortApis) => Handlers,
    certificates: Parameters<typeof listen>[3],
  ): Promise<void> {
    for (const { asked, port, apis } of planPorts(project, override)) {
      const state = { asked, apis };
      const handlers = createHandlers(() => bound.apis);
      const bound: BoundPort = Object.assign(state, {
        listener: await listen(this.#host, port, handlers, certificates),
      });
      this.#bound.push(bound);
    }
  }

  /** The stages that are served, in the order of the ports. */
  get apis(): RunningApi[] {
    return this.#bound.flatMap(({ apis, listener }) =>
      apis.own.flatMap((api) => describeApi(api, this.#host, listener.port)),
    );
  }

  /** The first port; 0 as long as none is bound. */
  get first(): number {
    return this.#bound[0]?.listener.port ?? 0;
  }

  /** Whether the project asks for the ports that are bound, and for no others. */
  fit(project: Project): boolean {
    const wanted = planPorts(project, undefined).map(({ asked }) => asked);
    const bound = this.#bound.map(({ asked }) => asked);
    return wanted.length === bound.length && wanted.every((port) => bound.includes(port));
  }

  /** Leads the ports to the APIs that the project has now; it has to {@link fit}. */
  deploy(project: Project): void {
    for (const { asked, apis } of planPorts(project, undefined)) {
      const bound = this.#bound.find((one) => one.asked === asked);
      if (bound !== undefined) bound.apis = apis;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#bound.map(({ listener }) => listener.close()));
  }
}
