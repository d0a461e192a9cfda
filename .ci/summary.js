// What the reports of all runs say: which tests have failed, of which file on which Node, and why, and then the
// counts. CI keeps the last lines of a run, in which a failure of the first of its parts does not stand. Of errors
// that belong to no test a report says nothing; they stand where they happened.
import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';

const runs = process.argv.slice(2).map((file) => ({
  name: basename(file, '.json'),
  report: JSON.parse(readFileSync(file, 'utf8')),
}));

for (const { name, report } of runs) {
  for (const { name: file, message, assertionResults } of report.testResults) {
    const where = `${name}: ${relative('.', file)}`;
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    for (const test of failed) {
      process.stdout.write(`FAILED ${where}: ${test.fullName}\n${test.failureMessages.join('\n')}\n`);
    }
    if (failed.length === 0 && message) process.stdout.write(`FAILED ${where}\n${message}\n`);
  }
}

const sum = (key) => runs.reduce((total, { report }) => total + report[key], 0);
process.stdout.write(`${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed\n`);
