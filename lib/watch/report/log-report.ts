/** Writes a report to the log as one line of counts, without names of users. */
import { logger } from '../../basics/telemetry.ts';
import type { ReportSummary } from './run-report.ts';

export const logReport = ({ folder, outcomes, sent }: ReportSummary, requestId: string): void => {
    logger.info('report', {
        function_request_id: requestId,
        folder,
        queries: outcomes.length,
        failed_queries: outcomes.filter(({ failure }) => failure !== null).map(({ query }) => query),
        rows: outcomes.reduce((sum, { rows }) => sum + rows, 0),
        findings: outcomes.reduce((sum, { findings }) => sum + findings, 0),
        sent: sent.length,
    });
};
