/**
 * API keys and what usage plans make them good for. What they remember outlives a deployment.
 * Rows `api-key.*`, `usage-plan.*`; https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
import type { ApiKey, UsagePlan } from '../../project/api-model.ts';
import type { Project } from '../../project/model.ts';
import type { ConnectScope } from '../scope.ts';
import { TokenBucket } from '../token-bucket.ts';

/** What became of the use of a key; `reason` is for people. */
export type KeyUse =
  | { readonly outcome: 'good'; readonly key: ApiKey }
  | { readonly outcome: 'forbidden' | 'throttled' | 'exceeded'; readonly reason: string };

/** How much of a plan a key has used up. */
interface Usage {
  readonly bucket: TokenBucket;
  /** The period that is counted, such as `2026-09`. */
  period: string;
  count: number;
}

export class UsagePlans {
  #keys: readonly ApiKey[] = [];
  #plans: readonly UsagePlan[] = [];
  /** By the plan's name and the key's. */
  readonly #usage = new Map<string, Usage>();

  deploy({ apiKeys, usagePlans }: Pick<Project, 'apiKeys' | 'usagePlans'>): void {
    this.#keys = apiKeys;
    this.#plans = usagePlans;
  }

  /** Nothing has been used. */
  forget(): void {
    this.#usage.clear();
  }

  /** Uses the key of this value once. @param now - epoch milliseconds. */
  use(value: string | undefined, scope: Pick<ConnectScope, 'api' | 'stage'>, now: number): KeyUse {
    if (!value) return { outcome: 'forbidden', reason: 'the request has no API key' };
    const key = this.#keys.find((one) => one.value === value);
    if (key === undefined) return { outcome: 'forbidden', reason: 'no API key has the value of the request' };
    if (!key.enabled) return { outcome: 'forbidden', reason: `the API key "${key.name}" is disabled` };
    const stage = `${scope.api.name}/${scope.stage.name}`;
    const plan = this.#plans.find(
      ({ apiKeys, stages }) =>
        apiKeys.includes(key.name) && (stages?.some((one) => [scope.api.name, stage].includes(one)) ?? true),
    );
    if (plan === undefined) {
      return { outcome: 'forbidden', reason: `no usage plan for ${stage} has the API key "${key.name}"` };
    }
    return this.#count(plan, key, now);
  }

  #count({ name, throttle, quota }: UsagePlan, key: ApiKey, now: number): KeyUse {
    const usage = this.#usageOf(`${name}/${key.name}`);
    if (throttle !== undefined && !usage.bucket.take(throttle, now)) {
      const limits = `${throttle.rateLimit} a second, ${throttle.burstLimit} at once`;
      const reason = `the API key "${key.name}" is used faster than the usage plan "${name}" allows (${limits})`;
      return { outcome: 'throttled', reason };
    }
    if (quota === undefined) return { outcome: 'good', key };
    const period = periodAt(quota.period, now);
    if (usage.period !== period) Object.assign(usage, { period, count: 0 });
    if (usage.count >= quota.limit) {
      const reason = `the API key "${key.name}" has used up the quota of the usage plan "${name}" (${quota.limit} a ${quota.period.toLowerCase()})`;
      return { outcome: 'exceeded', reason };
    }
    usage.count += 1;
    return { outcome: 'good', key };
  }

  #usageOf(id: string): Usage {
    const usage = this.#usage.get(id) ?? { bucket: new TokenBucket(), period: '', count: 0 };
    this.#usage.set(id, usage);
    return usage;
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** 1 January 1970 was the fifth day of its week, which began on a Sunday. */
const FIRST_WEEKDAY = 4;

/** Names the period that a moment is in, UTC: a day, a week from Sunday on, or a month. */
function periodAt(period: 'DAY' | 'WEEK' | 'MONTH', now: number): string {
  const iso = new Date(now).toISOString();
  if (period === 'DAY') return iso.slice(0, 10);
  if (period === 'MONTH') return iso.slice(0, 7);
  return `week ${Math.floor((Math.floor(now / DAY_MS) + FIRST_WEEKDAY) / 7)}`;
}
