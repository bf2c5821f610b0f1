/** Formats the problems of a log delivery for a terminal. */
import type { DeliveryProblem } from '../delivery/delivery-problem.ts';
import { formatHangingIndent } from '../../terminal/format-hanging-indent.ts';
import { printable } from '../../terminal/printable.ts';

export const ERRORS_TITLE = 'Errors: AWS would reject this';
export const WARNINGS_TITLE = 'Warnings: AWS may accept this, but logs may not arrive';

const deliveryProblemText = (
    { user_pool_id, location, exception, aws_message: awsMessage, fix }: DeliveryProblem,
    width: number | null,
): string =>
    [
        formatHangingIndent(
            '  ',
            printable(location === 'userPoolId' ? user_pool_id : `${user_pool_id}, ${location}`),
            width,
        ),
        ...(awsMessage === null
            ? []
            : [
                  formatHangingIndent(
                      '    AWS says: ',
                      printable(exception === null ? awsMessage : `${exception}: ${awsMessage}`),
                      width,
                  ),
              ]),
        formatHangingIndent('    Fix:      ', printable(fix), width),
    ].join('');

/** The problems of a severity below a title; an empty text if there are none. */
export const deliveryProblemsText = (
    all: readonly DeliveryProblem[],
    severity: DeliveryProblem['severity'],
    title: string,
    width: number | null,
): string => {
    const found = all.filter((problem) => problem.severity === severity);
    if (found.length === 0) return '';
    return `\n${title}\n${found.map((problem) => deliveryProblemText(problem, width)).join('')}`;
};
