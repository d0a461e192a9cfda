// Writes emulator.config.schema.json and docs/settings.md from the built code: npm run schema
import { writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { configSchema } from '../dist/project/config/schema.js';
import { settingsPage } from './settings-page.js';

const schema = toJsonSchema(configSchema, { target: 'draft-07' });
writeFileSync(
  new URL('../emulator.config.schema.json', import.meta.url),
  `${JSON.stringify(schema, null, 2)}\n`,
);
writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsPage(schema));
