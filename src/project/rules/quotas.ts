/** Rules of size: what API Gateway would refuse at deployment, whatever the account. Row `quota.sizes`. */
import { MAX_ACCESS_LOG_FORMAT_BYTES, MAX_TEMPLATE_BYTES } from '../../limits.ts';
import type { DefinitionPath } from '../definition-path.ts';
import type { Problem } from '../problems.ts';
import type { Words } from '../reading.ts';
import { about, type Rule } from './rule.ts';

function tooLong(words: Words, path: DefinitionPath, text: string, limit: number, what: string): Problem[] {
  const bytes = Buffer.byteLength(text);
  if (bytes <= limit) return [];
  const sentence = `${what} may have ${limit} bytes on AWS, and this has ${bytes}; shorten it`;
  return [{ path, message: about(words, path, sentence) }];
}

const templatesFit: Rule = ({ apis }, _checks, words) =>
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
          tooLong(words, [...place, key], template, MAX_TEMPLATE_BYTES, 'a mapping template'),
        ),
      ),
    ),
  );

const accessLogFormatsFit: Rule = ({ apis }, _checks, words) =>
  apis.flatMap(({ stages }) =>
    stages.flatMap(({ accessLogSettings, path }) =>
      accessLogSettings === undefined
        ? []
        : tooLong(
            words,
            [...path, 'accessLogSettings', 'format'],
            accessLogSettings.format,
            MAX_ACCESS_LOG_FORMAT_BYTES,
            'the format of an access log',
          ),
    ),
  );

export const quotaRules: readonly Rule[] = [templatesFit, accessLogFormatsFit];
