/** Tells of a report in one log line: counts by question, and nobody's name. */
import { logger } from '../../basics/telemetry.ts';
import type { Report } from './run-report.ts';

export const logReport = ({ folder, outcomes, given }: Report, requestId: string): void => {
    logger.info('report', {
        function_request_id: requestId,
        folder,
        questions: outcomes.length,
        failed_questions: outcomes.filter(({ failure }) => failure !== null).map(({ query }) => query),
        rows: outcomes.reduce((sum, { rows }) => sum + rows, 0),
        findings: outcomes.reduce((sum, { findings }) => sum + findings, 0),
        given: given.length,
    });
};
