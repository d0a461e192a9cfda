/** Stages. */
import type * as v from 'valibot';
import type { RouteSettings, Stage } from '../../api-model.ts';
import type { DefinitionPath } from '../../definition-path.ts';
import type { Found } from '../resource-reader.ts';
import type { stageShape } from '../shapes/api-shapes.ts';
import type { ReadingContext } from './context.ts';
import { noteOrigins } from './origin.ts';

export type StageResource = Found<v.InferOutput<typeof stageShape>>;

export function toStage(
  { properties, resource, node }: StageResource,
  api: DefinitionPath,
  { origins }: ReadingContext,
): Stage {
  const { StageName: name, AccessLogSettings: log } = properties;
  const path = [...api, 'stages', name];
  noteOrigins(origins, path, resource, node, {
    variables: ['StageVariables'],
    accessLogSettings: ['AccessLogSettings'],
    defaultRouteSettings: ['DefaultRouteSettings'],
    routeSettings: ['RouteSettings'],
  });
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
