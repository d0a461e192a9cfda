/**
 * A session's stage that runs elsewhere, on AWS or in another emulator: its sockets are real ones, its time is real
 * time, and what is behind them nobody here can see. Row `replay.target`.
 */
import { connectTo } from '../testing/connect.ts';
import type { ManagementClient } from './management-client.ts';
import { StepFailure } from './playing/step-failure.ts';
import type { Stage } from './stage.ts';
import { managementOf, type Target, targetOf } from './target.ts';

export class TargetStage implements Stage {
  readonly behind = undefined;
  readonly logs: readonly string[] = [];
  readonly notes: readonly string[] = [];
  readonly now = Date.now;
  readonly #targets: readonly Target[];
  readonly #clients = new Map<Target, ManagementClient>();

  constructor(targets: readonly Target[]) {
    this.#targets = targets;
  }

  readonly connect: Stage['connect'] = ({ api, ...handshake }) =>
    connectTo(this.#targetOf(api).url, handshake);

  readonly manage: Stage['manage'] = async ({ api, ...request }) => {
    const target = this.#targetOf(api);
    const client = this.#clients.get(target) ?? (await this.#open(target));
    this.#clients.set(target, client);
    return client.send(request);
  };

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  async #open(target: Target): Promise<ManagementClient> {
    // The SDK takes a while to load, and most sessions do without.
    const { ManagementClient } = await import('./management-client.ts');
    const { endpoint, region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION } =
      managementOf(target);
    return new ManagementClient(endpoint, { region, credentials: undefined });
  }

  #targetOf(api: string | undefined): Target {
    const target = targetOf(this.#targets, api);
    if (target !== undefined) return target;
    throw new StepFailure(`there is no target for the API ${api}; write --target ${api}=wss://…`);
  }
}
