/** Whether a value has the shape of an `emulator.config.*`. */
import type { DefinitionPath } from '../definition-path.ts';
import { formatPath, type Problem } from '../problems.ts';
import { checkShape, type Dialect } from '../shape/check.ts';
import { type CheckedConfig, configSchema } from './schema.ts';

export interface CheckedShape {
  /** The configuration, with stand-ins for what is broken. */
  readonly config: CheckedConfig;
  readonly problems: readonly Problem[];
  /** Where the stand-ins are: what a rule finds out from them says nothing about the user's file. */
  readonly broken: readonly DefinitionPath[];
}

export function checkConfig(value: unknown): CheckedShape {
  const { value: config, misfits, broken } = checkShape(configSchema, value, DIALECT);
  const problems = misfits.map(({ path, at, subject, sentence }) => {
    const message = subject.length === 0 ? sentence : `${formatPath(subject)}: ${sentence}`;
    return { path, ...(at && { at }), message };
  });
  return { config, problems, broken };
}

/** What is named otherwise in CloudFormation, or one level up, by its name there in lower case. */
const CLOUDFORMATION_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['stagevariables', ['variables']],
  ['variables', ['stageVariables', 'environment']],
  ['destinationarn', ['destination']],
  ['integrationtype', ['type']],
  ['integrationuri', ['uri']],
  ['authorizeruri', ['function']],
  ['authorizertype', ['type']],
  ['authorizerid', ['authorizer']],
  ['routeresponseselectionexpression', ['routeResponse']],
  ['integrationresponses', ['responses']],
  ['functionname', ['function']],
  ['keyschema', ['partitionKey']],
  ['globalsecondaryindexes', ['indexes']],
  ['timetolivespecification', ['timeToLive']],
  ['streamspecification', ['stream']],
  ['eventsourcearn', ['table']],
  ['filtercriteria', ['filters']],
]);

const DIALECT: Dialect = {
  entry: (key, value) => `"${key}": ${JSON.stringify(value)}`,
  otherNames: (key) => CLOUDFORMATION_NAMES.get(key.toLowerCase()) ?? [],
  hasFurtherKeys: false,
};
