/** What is deployed to a stage, made ready to answer requests; another one takes its place when the project is read again. */
import type { Api, Stage } from '../project/api-model.ts';
import { type BodyCheck, createBodyChecks } from './request-models.ts';
import { createRoutingTable, type RoutingTable } from './routing.ts';

export interface Deployment {
  readonly api: Api;
  readonly stage: Stage;
  readonly routes: RoutingTable;
  /** What messages have to fit, by route key. */
  readonly bodyChecks: ReadonlyMap<string, BodyCheck>;
}

export function createDeployment(api: Api, stage: Stage): Deployment {
  return { api, stage, routes: createRoutingTable(api), bodyChecks: createBodyChecks(api) };
}
