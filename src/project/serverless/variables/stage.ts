/** The stage and the region that a service is deployed to. Rows `serverless.stage`, `serverless.region`. */
import { toText } from '../../source/node.ts';
import type { VariableOptions } from './options.ts';
import type { Resolver, Trail } from './resolver.ts';

const DEFAULT_STAGE = 'dev';
const DEFAULT_REGION = 'us-east-1';

/** `--stage` before `provider.stage`. */
export async function stageOf(
  resolver: Resolver,
  { stage }: Pick<VariableOptions, 'stage'>,
  trail?: Trail,
): Promise<string> {
  return stage ?? toText(await resolver.property(['provider', 'stage'], trail)) ?? DEFAULT_STAGE;
}

/** `--region` before `provider.region`. */
export async function regionOf(
  resolver: Resolver,
  { region }: Pick<VariableOptions, 'region'>,
  trail?: Trail,
): Promise<string> {
  return region ?? toText(await resolver.property(['provider', 'region'], trail)) ?? DEFAULT_REGION;
}
