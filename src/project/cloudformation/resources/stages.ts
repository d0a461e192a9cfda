/** Stages. */
import type * as v from 'valibot';
import type { RouteSettings, Stage } from '../../api-model.ts';
import type { DefinitionPath } from '../../definition-path.ts';
import { locationOf } from '../../source/node.ts';
import type { Found } from '../resource-reader.ts';
import type { stageShape } from '../shapes/api-shapes.ts';
import type { ReadingContext } from './context.ts';
import { distinctPath, noteOrigins } from './origin.ts';

export type StageResource = Found<v.InferOutput<typeof stageShape>>;

export function toStage(stage: StageResource, api: DefinitionPath, { origins }: ReadingContext): Stage {
  const { properties, node } = stage;
  const { StageName: name, AccessLogSettings: log } = properties;
  const path = distinctPath(origins, [...api, 'stages', name]);
  noteOrigins(origins, path, stage, {
    variables: ['StageVariables'],
    accessLogSettings: ['AccessLogSettings'],
    defaultRouteSettings: ['DefaultRouteSettings'],
    routeSettings: ['RouteSettings'],
  });
  // What is said of a stage is said of its name.
  origins.set(path, locationOf(node, ['StageName']));
  return {
    name,
    variables: properties.StageVariables ?? {},
    // Log groups are not emulated: what AWS would write there is told on the terminal.
    ...(log?.Format !== undefined && { accessLogSettings: { format: log.Format, destination: 'console' } }),
    defaultRouteSettings: toRouteSettings(properties.DefaultRouteSettings ?? {}),
    routeSettings: Object.fromEntries(
      Object.entries(properties.RouteSettings ?? {}).map(([key, settings]) => [
        key,
        toRouteSettings(settings),
      ]),
    ),
    path,
  };
}

function toRouteSettings(
  settings: NonNullable<StageResource['properties']['DefaultRouteSettings']>,
): RouteSettings {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst, LoggingLevel: level } = settings;
  return {
    ...(rate !== undefined && { throttlingRateLimit: rate }),
    ...(burst !== undefined && { throttlingBurstLimit: burst }),
    ...(level !== undefined && { loggingLevel: level }),
    ...(settings.DataTraceEnabled !== undefined && { dataTraceEnabled: settings.DataTraceEnabled }),
  };
}
