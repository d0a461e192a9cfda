// Writes emulator.config.schema.json, session.schema.json, event.schema.json and docs/settings.md from the built code: npm run schema
import { writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { configSchema } from '../dist/project/config/schema.js';
import { caseSchema } from '../dist/sessions/events/case-schema.js';
import { sessionSchema } from '../dist/sessions/session-schema.js';
import { settingsPage } from './settings-page.js';

function writeSchema(name, valibotSchema) {
  const schema = toJsonSchema(valibotSchema, { target: 'draft-07' });
  writeFileSync(new URL(`../${name}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
  return schema;
}

const config = writeSchema('emulator.config.schema.json', configSchema);
writeSchema('session.schema.json', sessionSchema);
writeSchema('event.schema.json', caseSchema);
writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsPage(config));
