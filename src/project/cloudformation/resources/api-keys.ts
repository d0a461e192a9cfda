/** API keys and usage plans. */
import { apiIdOf } from '../../../ids.ts';
import type { Api, ApiKey, UsagePlan } from '../../api-model.ts';
import { apiKeyShape, usagePlanKeyShape, usagePlanShape } from '../shapes/api-shapes.ts';
import type { ReadingContext } from './context.ts';
import { noteOrigins } from './origin.ts';

const KEY_LENGTH = 40;

export function readApiKeys({ resources, origins, problems }: ReadingContext): ApiKey[] {
  return resources.find(['AWS::ApiGateway::ApiKey'], apiKeyShape).map((found) => {
    const { id, name, properties, resource } = found;
    const path = ['apiKeys', name];
    noteOrigins(origins, path, found, { value: ['Value'] }, 'Name');
    const value = properties.Value ?? madeValue(id);
    if (properties.Value === undefined) {
      problems.notice(
        `${resource.logicalId}: the value that API Gateway would make for this API key is ${value} here.`,
      );
    }
    return { name, id, value, enabled: properties.Enabled ?? true, path };
  });
}

/** The same each time, so that clients may keep it. */
function madeValue(id: string): string {
  return Array.from({ length: KEY_LENGTH / 10 }, (_, part) => apiIdOf(`${id}/${part}`)).join('');
}

export function readUsagePlans(
  { resources, origins }: ReadingContext,
  apis: readonly Api[],
  keys: readonly ApiKey[],
): UsagePlan[] {
  const planKeys = resources.find(['AWS::ApiGateway::UsagePlanKey'], usagePlanKeyShape);
  const plans = resources.find(['AWS::ApiGateway::UsagePlan'], usagePlanShape);
  return plans.flatMap((plan): UsagePlan[] => {
    const { id, name, properties } = plan;
    const stages = (properties.ApiStages ?? []).flatMap(({ ApiId, Stage }) => {
      const api = apis.find(({ apiId }) => apiId === ApiId);
      return api === undefined ? [] : [Stage === undefined ? api.name : `${api.name}/${Stage}`];
    });
    // A plan of HTTP APIs opens nothing here.
    if (stages.length === 0) return [];
    const path = ['usagePlans', name];
    noteOrigins(origins, path, plan, { stages: ['ApiStages'] }, 'UsagePlanName');
    const { Throttle: throttle = {}, Quota: quota = {} } = properties;
    const own = planKeys.filter(({ properties }) => properties.UsagePlanId === id);
    return [
      {
        name,
        apiKeys: own.flatMap(({ properties }) => keys.find((key) => key.id === properties.KeyId)?.name ?? []),
        stages,
        ...(throttle.RateLimit !== undefined && {
          throttle: {
            rateLimit: throttle.RateLimit,
            burstLimit: throttle.BurstLimit ?? Math.ceil(throttle.RateLimit),
          },
        }),
        ...(quota.Limit !== undefined &&
          quota.Period !== undefined && { quota: { limit: quota.Limit, period: quota.Period } }),
        path,
      },
    ];
  });
}
