/** Which API and stage an event is of: the project's, or, where there is none, ones of their own. Pure. */
import { apiIdOf } from '../../ids.ts';
import {
  DEFAULT_API_KEY_SELECTION,
  DEFAULT_PORT,
  DEFAULT_ROUTE_SELECTION,
  DEFAULT_STAGE,
  UNMEASURED,
} from '../../project/api-defaults.ts';
import type { Api, Stage } from '../../project/api-model.ts';
import type { Project } from '../../project/model.ts';
import { didYouMean } from '../../project/spelling.ts';
import type { EventSettings, SettingProblem } from './event-settings.ts';

export interface EventTarget {
  readonly api: Api;
  readonly stage: Stage;
  readonly region: string;
  readonly accountId: string;
  /** Whether the project says so; routes are not known otherwise. */
  readonly isKnown: boolean;
}

const REGION = 'us-east-1';
const ACCOUNT_ID = '123456789012';

/** @param project - undefined outside of one. */
export function findTarget(
  project: Project | undefined,
  { api: name, stage: stageName }: Pick<EventSettings, 'api' | 'stage'>,
): EventTarget | SettingProblem {
  if (project === undefined) {
    if (name === undefined) return unknownTarget(stageName ?? DEFAULT_STAGE);
    return { setting: 'api', message: 'there is no project here that could have APIs' };
  }
  const { apis, region, accountId } = project;
  const api = name === undefined ? apis[0] : apis.find((one) => one.name === name || one.apiId === name);
  const names = apis.map((one) => one.name);
  if (api === undefined) {
    if (name === undefined) return unknownTarget(stageName ?? DEFAULT_STAGE, region, accountId);
    return { setting: 'api', message: `there is no API "${name}"; ${didYouMean(name, names, has(names))}` };
  }
  const [first] = api.stages;
  const stage = stageName === undefined ? first : api.stages.find((one) => one.name === stageName);
  if (stage !== undefined) return { api, stage, region, accountId, isKnown: true };
  const stages = api.stages.map((one) => one.name);
  const meant = didYouMean(stageName ?? '', stages, has(stages));
  return { setting: 'stage', message: `${api.name} has no stage "${stageName}"; ${meant}` };
}

function has(names: readonly string[]): string {
  return `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
}

function unknownTarget(stageName: string, region = REGION, accountId = ACCOUNT_ID): EventTarget {
  const apiId = apiIdOf('api');
  const api: Api = {
    name: 'api',
    apiId,
    port: DEFAULT_PORT,
    domainName: `${apiId}.execute-api.${region}.amazonaws.com`,
    disableExecuteApiEndpoint: false,
    stages: [],
    routes: [],
    authorizers: [],
    models: [],
    routeSelectionExpression: DEFAULT_ROUTE_SELECTION,
    apiKeySelectionExpression: DEFAULT_API_KEY_SELECTION,
    messageOrder: 'concurrent',
    compression: false,
    unmeasured: UNMEASURED,
    path: [],
  };
  const stage: Stage = {
    name: stageName,
    variables: {},
    defaultRouteSettings: {},
    routeSettings: {},
    path: [],
  };
  return { api, stage, region, accountId, isKnown: false };
}
