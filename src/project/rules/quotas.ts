/** Rules of size: what API Gateway would refuse at deployment, whatever the account. Row `quota.sizes`. */
import { MAX_ACCESS_LOG_FORMAT_BYTES, MAX_TEMPLATE_BYTES } from '../../limits.ts';
import type { DefinitionPath } from '../definition-path.ts';
import { formatPath, type Problem } from '../problems.ts';
import type { Rule } from './rule.ts';

function tooLong(path: DefinitionPath, text: string, limit: number, what: string): Problem[] {
  const bytes = Buffer.byteLength(text);
  if (bytes <= limit) return [];
  const message = `${formatPath(path)}: ${what} may have ${limit} bytes on AWS, and this has ${bytes}; shorten it`;
  return [{ path, message }];
}

const templatesFit: Rule = ({ apis }) =>
  apis.flatMap(({ routes }) =>
    routes.flatMap(({ integration: { requestTemplates, responses, path } }) =>
      [
        { path: [...path, 'requestTemplates'], templates: requestTemplates },
        ...responses.map(({ key, responseTemplates }) => ({
          path: [...path, 'responses', key, 'responseTemplates'],
          templates: responseTemplates,
        })),
      ].flatMap(({ path: place, templates }) =>
        Object.entries(templates).flatMap(([key, template]) =>
          tooLong([...place, key], template, MAX_TEMPLATE_BYTES, 'a mapping template'),
        ),
      ),
    ),
  );

const accessLogFormatsFit: Rule = ({ apis }) =>
  apis.flatMap(({ stages }) =>
    stages.flatMap(({ accessLogSettings, path }) =>
      accessLogSettings === undefined
        ? []
        : tooLong(
            [...path, 'accessLogSettings', 'format'],
            accessLogSettings.format,
            MAX_ACCESS_LOG_FORMAT_BYTES,
            'the format of an access log',
          ),
    ),
  );

export const quotaRules: readonly Rule[] = [templatesFit, accessLogFormatsFit];
