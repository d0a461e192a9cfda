/** What is deployed to a stage, made ready to answer requests; another one takes its place when the project is read again. */
import type { Api, Stage } from '../project/api-model.ts';
import { createRoutingTable, type RoutingTable } from './routing.ts';

export interface Deployment {
  readonly api: Api;
  readonly stage: Stage;
  readonly routes: RoutingTable;
}

export function createDeployment(api: Api, stage: Stage): Deployment {
  return { api, stage, routes: createRoutingTable(api) };
}
