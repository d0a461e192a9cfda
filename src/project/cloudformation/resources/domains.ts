/** Custom domains, and what their paths lead to. */
import type { Api, Domain } from '../../api-model.ts';
import { apiMappingShape, domainShape } from '../shapes/api-shapes.ts';
import type { ReadingContext } from './context.ts';
import { noteOrigins } from './origin.ts';

export function readDomains({ resources, origins }: ReadingContext, apis: readonly Api[]): Domain[] {
  const mappings = resources.find(['AWS::ApiGatewayV2::ApiMapping'], apiMappingShape);
  return resources.find(['AWS::ApiGatewayV2::DomainName'], domainShape).flatMap((found): Domain[] => {
    const domainName = found.properties.DomainName.toLowerCase();
    const path = ['domains', domainName];
    noteOrigins(origins, path, found, {}, 'DomainName');
    const own = mappings.flatMap((mapping) => {
      const { properties } = mapping;
      const api = apis.find(({ apiId }) => apiId === properties.ApiId);
      // A domain may lead to HTTP APIs too.
      if (properties.DomainName.toLowerCase() !== domainName || api === undefined) return [];
      const apiMappingKey = (properties.ApiMappingKey ?? '').replace(/^\/+|\/+$/g, '');
      const place = [...path, apiMappingKey];
      noteOrigins(origins, place, mapping, {});
      return [{ apiMappingKey, api: api.name, stage: properties.Stage, path: place }];
    });
    return own.length === 0 ? [] : [{ domainName, mappings: own, path }];
  });
}
