/** What the streams of tables say, led to the functions that read them. */
import type { Clock } from './clock.ts';
import type { DefectReport } from './defect-report.ts';
import type { Journal } from './journal/journal.ts';
import { EventSourceMappings } from './lambda/event-sources/event-source-mappings.ts';
import type { SourceRecord } from './lambda/event-sources/mapping-reader.ts';
import type { Invoked } from './lambda/outcomes.ts';
import type { Project } from './project/model.ts';

interface StreamServices {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly report: DefectReport;
  invoke(functionName: string, event: string): Promise<Invoked>;
}

export interface TableStreams {
  offer(table: string, record: SourceRecord): void;
  /** Reads for the functions that the project has now. */
  deploy(project: Project, database: { readonly builtIn: boolean; readonly endpoint: string }): void;
  /** What was read and is not done is given up. */
  forget(): void;
  close(): void;
}

export function createTableStreams({ clock, journal, report, invoke }: StreamServices): TableStreams {
  const mappings = new EventSourceMappings({ clock, journal, invoke, failed: report });
  let isToldOf = false;
  return {
    offer: (table, record) => mappings.offer(table, record),
    deploy({ eventSourceMappings }, { builtIn, endpoint }) {
      if (builtIn) return mappings.deploy(eventSourceMappings);
      if (isToldOf || eventSourceMappings.length === 0) return;
      isToldOf = true;
      const names = [...new Set(eventSourceMappings.map(({ functionName }) => functionName))].join(', ');
      const message = `Streams are read from the built-in DynamoDB only: what changes in tables at ${endpoint} does not invoke ${names}.`;
      journal.append?.({ type: 'notice', message });
    },
    forget: () => mappings.forget(),
    close: () => mappings.close(),
  };
}
