/** What rules of the project ask of those who know. */
import { seedProblem } from './dynamodb/seed-file.ts';
import { responseKeyProblem } from './gateway/integrations/response-key.ts';
import { modelProblem } from './gateway/request-models.ts';
import { templateProblem } from './gateway/templates/template-problem.ts';
import { eventPatternProblem } from './lambda/event-sources/event-pattern.ts';
import { handlerProblem } from './lambda/handler-file.ts';
import type { ProjectChecks } from './project/rules/rule.ts';

export const PROJECT_CHECKS: ProjectChecks = {
  handlerProblem,
  modelProblem,
  templateProblem,
  responseKeyProblem,
  seedProblem,
  eventPatternProblem,
};
